"""Cronbach's alpha."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.arguments import check_coverage
from toolkit.columns import Array
from toolkit.errors import DataError
from toolkit.matrix import to_column
from toolkit.reliability._items import complete, number
from toolkit.structure._input import Values, table


class Alpha(float):
    """Alpha as a number, with its interval and a table of the items.

    Attributes
    ----------
    lower, upper : float
        Feldt's interval.
    standardised : float
        Alpha of the items scaled to equal variance, k r̄ / (1 + (k − 1) r̄).
    items : polars.DataFrame
        item, mean, sd, item_rest (correlation with the sum of the other items), alpha_without (the item).
    persons : int
        Who answered every item; the others are left out.
    """

    lower: float
    upper: float
    standardised: float
    items: pl.DataFrame
    persons: int


def alpha(items: Values, *, direction: ArrayLike | None = None, coverage: float = 0.95) -> Alpha:
    """Return Cronbach's alpha, k/(k − 1) (1 − Σ s_j² / s²), s_j² the variance of item j and s² that of the sum.

    Interval (Feldt): 1 − (1 − α) F, with quantiles of F on n − 1 and (n − 1)(k − 1) degrees of freedom. Alpha is a lower
    bound of reliability, exact for items that measure one thing equally well; it does not show that they do.

    Parameters
    ----------
    items : array or polars.DataFrame, shape (persons, items)
        Or long, with indicator and value. Persons with a gap are left out.
    direction : array-like of +1 and -1, optional
        Turns items that are worded the other way round.
    coverage : float
        Of the interval, between 0 and 1.

    References
    ----------
    Cronbach, L. J. (1951), doi:10.1007/BF02310555. Feldt, L. S. (1965), doi:10.1007/BF02289499.

    Examples
    --------
    >>> found = alpha([[1.0, 2.0, 2.0], [2.0, 2.0, 3.0], [4.0, 5.0, 5.0], [4.0, 4.0, 5.0], [2.0, 3.0, 2.0]])
    >>> round(found, 3), round(found.lower, 3), round(found.upper, 3)
    (0.963, 0.813, 0.996)
    """
    check_coverage(coverage)
    read = complete(table(items, direction))
    values, k = read.values, len(read.indicators)
    covariance = np.cov(values, rowvar=False)
    value = _alpha(covariance)
    scaled = covariance / np.outer(*[np.sqrt(np.diag(covariance))] * 2) if (np.diag(covariance) > 0).all() else None
    without = [_alpha(np.delete(np.delete(covariance, j, 0), j, 1)) if k > 2 else np.nan for j in range(k)]
    columns = {
        "item": pl.Series(read.indicators, dtype=pl.String),
        "mean": values.mean(axis=0),
        "sd": np.sqrt(np.diag(covariance)),
        "item_rest": to_column("item_rest", item_rest(covariance)),
        "alpha_without": to_column("alpha_without", np.array(without)),
    }
    lower, upper = feldt(value, values.shape[0], k, coverage)
    facts = {"lower": lower, "upper": upper, "persons": values.shape[0], "items": pl.DataFrame(columns)}
    return number(Alpha, value, **facts, standardised=np.nan if scaled is None else _alpha(scaled))


def feldt(value: float, persons: int, items: int, coverage: float = 0.95) -> tuple[float, float]:
    """Return Feldt's interval of an alpha.

    Examples
    --------
    >>> [round(end, 4) for end in feldt(0.913, persons=873, items=20)]
    [0.9044, 0.9212]
    """
    from scipy.special import fdtri

    one, other = persons - 1, (persons - 1) * (items - 1)
    lower, upper = (1 - (1 - value) * float(fdtri(one, other, (1 + s * coverage) / 2)) for s in (1, -1))
    return lower, upper


def item_rest(covariance: Array) -> Array:
    """Return the correlation of every item with the sum of the others; NaN where one of them does not vary."""
    own, all_sum = np.diag(covariance), covariance.sum(axis=0)
    rest = covariance.sum() - 2 * all_sum + own
    scale = np.sqrt(np.maximum(own * rest, 0.0))
    floor = 1e-12 * own.sum()
    return np.divide(all_sum - own, scale, out=np.full(own.size, np.nan), where=scale > floor)


def _alpha(covariance: Array) -> float:
    k, total = covariance.shape[0], float(covariance.sum())
    if not total > 1e-12 * float(np.trace(covariance)):
        raise DataError("The sum of the items does not vary: alpha is not defined.")
    return k / (k - 1) * (1 - float(np.trace(covariance)) / total)
