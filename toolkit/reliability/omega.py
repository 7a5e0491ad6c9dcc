"""McDonald's omega."""

from __future__ import annotations

import polars as pl
from numpy.typing import ArrayLike

from toolkit.columns import Array
from toolkit.errors import OptionError
from toolkit.reliability._items import complete, number
from toolkit.structure._extraction import maximum_likelihood
from toolkit.structure._input import Values, check_invertible, correlation_matrix, table


class Omega(float):
    """Omega as a number.

    Attributes
    ----------
    standardised : float
        Omega of the sum of the items scaled to equal variance.
    loadings : polars.DataFrame
        item, factor_1, … (not rotated), uniqueness; of the standardised items.
    persons : int
        Who answered every item; the others are left out.
    """

    standardised: float
    loadings: pl.DataFrame
    persons: int


def omega(items: Values, factors: int = 1, *, direction: ArrayLike | None = None) -> Omega:
    """Return McDonald's omega (total): the share of the variance of the sum that common factors account for.

    ω = 1'ΛΛ'1 / (1'ΛΛ'1 + Σ ψ), with loadings Λ and uniquenesses ψ of a maximum-likelihood factor model in the units of the
    items; for one factor (Σ λ)² / ((Σ λ)² + Σ ψ). It does not depend on the rotation.

    Parameters
    ----------
    items : array or polars.DataFrame, shape (persons, items)
        At least three items. Or long, with indicator and value. Persons with a gap are left out.
    factors : int
        Number of factors.
    direction : array-like of +1 and -1, optional
        Turns items that are worded the other way round.

    References
    ----------
    McDonald, R. P. (1999), Test Theory: A Unified Treatment, doi:10.4324/9781410601087.

    Examples
    --------
    >>> found = omega([[1.0, 2.0, 2.0], [2.0, 2.0, 3.0], [4.0, 5.0, 5.0], [4.0, 4.0, 5.0], [2.0, 3.0, 2.0]])
    >>> round(found, 3)
    0.971
    """
    if factors < 1:
        raise OptionError(f"factors={factors!r}: at least 1.")
    read = complete(table(items, direction))
    r, persons = correlation_matrix(read, "complete", 3)
    check_invertible(r, read.indicators)
    loadings, unique = maximum_likelihood(r, factors)
    columns = {f"factor_{f + 1}": column for f, column in enumerate(loadings.T)}
    frame = pl.DataFrame({"item": read.indicators, **columns, "uniqueness": unique})
    sd = read.values.std(axis=0, ddof=1)
    raw = _omega(loadings * sd[:, None], unique * sd**2)
    return number(Omega, raw, standardised=_omega(loadings, unique), loadings=frame, persons=persons)


def _omega(loadings: Array, unique: Array) -> float:
    common = float((loadings.sum(axis=0) ** 2).sum())
    return common / (common + float(unique.sum()))
