"""The adjusted Mazziotta-Pareto index."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate._common import Labels, read
from toolkit.aggregate._penalty import Penalty, penalised
from toolkit.columns import Array
from toolkit.errors import OptionError


def ampi(
    values: ArrayLike,
    weights: ArrayLike,
    *,
    low: ArrayLike = 0.0,
    high: ArrayLike = 100.0,
    penalty: Penalty = "negative",
    labels: Labels = None,
) -> Array:
    """Return M - S cv of the indicators rescaled from fixed goalposts to 70 and 130: comparable over periods.

    r = 70 + 60 (x - low) / (high - low); M, S and cv = S / M are the weighted mean, standard deviation and coefficient of
    variation of the r of a unit.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Higher is better; NaN = missing.
    weights : array, shape (…, indicator)
        Not negative, not all zero; only their proportions count.
    low, high : float or array, shape (indicators,)
        Goalposts in the unit of the values; the default suits normalised values from 0 to 100. To make a reference the
        value 100, as the authors do, take reference -+ half the range over all units and periods.
    penalty : "negative" or "positive"
        M - S cv (the default), or M + S cv for a phenomenon of which more is worse.
    labels : pair of sequences, optional
        Names of units and indicators for errors.

    Returns
    -------
    array, shape (…, unit)
        From 70 to 130, less a penalty; NaN for a unit with nothing present.

    Notes
    -----
    A gain in one indicator can cost more by the penalty than it brings, where it puts a unit further out of balance.

    References
    ----------
    Mazziotta, M. and Pareto, A. (2016), On a generalized non-compensatory composite index for measuring socio-economic
    phenomena, Social Indicators Research 127, 983-1003, doi:10.1007/s11205-015-0998-2.

    Examples
    --------
    >>> ampi([[100.0, 0.0], [50.0, 50.0]], [1, 1]).tolist()
    [91.0, 100.0]
    """
    sample = read(values, weights, labels)
    sample.refuse(np.isinf, "values must be finite")
    bottom, top = sample.option("low", low), sample.option("high", high)
    if (bottom >= top).any():
        i = int(np.flatnonzero(bottom >= top)[0])
        raise OptionError(
            f"Goalposts of indicator {sample.indicators[i]!r}: low={bottom[i]:g} must be below high={top[i]:g}."
        )
    slope = 60.0 / (top - bottom)
    return penalised(sample.x, sample.w, penalty, (70.0 - slope * bottom, slope))
