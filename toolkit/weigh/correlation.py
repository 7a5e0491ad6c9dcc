"""Correlation-adjusted weights: an indicator that says what others say already weighs less."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import extremes
from toolkit.errors import OptionError
from toolkit.weigh._association import MISSING, check_defined, pearson
from toolkit.weigh._input import Values, option, wide
from toolkit.weigh._result import Weights, weights_from


def correlation(
    values: Values, *, direction: ArrayLike | None = None, power: float = 1.0, missing: str = "pairwise"
) -> Weights:
    """Weigh inversely to the overlap with all indicators: w_j proportional to 1 / sum_k abs(r_jk)^power.

    An indicator in m perfect copies shares among them the weight that it would have alone.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Raw or normalised: a linear rescaling of an indicator changes nothing.
    direction : ignored
        The size of a correlation does not depend on it.
    power : float > 0
        1: by abs(r) (the default); 2: by the shared variance.
    missing : "pairwise" or "complete"
        Which units a correlation uses: those in which both indicators are present, or those without any gap.

    Notes
    -----
    A constant indicator gets the weight 0. A correlation that is undefined is refused, naming the two indicators.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 1.6 (double
    counting of collinear indicators).

    Examples
    --------
    >>> correlation([[1.0, 2.0, 1.0], [2.0, 4.0, -1.0], [3.0, 6.0, 1.0]]).weights.round(9).tolist()
    [0.25, 0.25, 0.5]
    """
    option("rule for missing values", missing, MISSING)
    if not (np.isfinite(power) and power > 0):
        raise OptionError(f"power={power!r} must be a number > 0.")
    table = wide(values)
    low, high = extremes(table.values)
    informative = low < high
    overlap, weight = np.zeros(informative.size), np.zeros(informative.size)
    if informative.any():
        chosen = np.flatnonzero(informative)
        r = pearson(table.values if informative.all() else table.values[:, chosen], missing)
        check_defined(r, [table.indicators[i] for i in chosen])
        overlap[chosen] = (np.abs(r) ** power).sum(axis=1)
        weight[chosen] = 1.0 / overlap[chosen]
    return weights_from(
        weight,
        table.indicators,
        "correlation",
        {"overlap": overlap},
        settings={"power": power},
        informative=informative,
    )
