"""The weighted arithmetic mean."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate._common import Labels, read, weighted_mean
from toolkit.columns import Array


def arithmetic(values: ArrayLike, weights: ArrayLike, *, labels: Labels = None) -> Array:
    """Return sum_i w_i x_i / sum_i w_i over the present indicators: a weak indicator is made up for in full.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Higher is better; NaN = missing.
    weights : array, shape (…, indicator)
        Not negative, not all zero; only their proportions count.
    labels : pair of sequences, optional
        Names of units and indicators for errors.

    Returns
    -------
    array, shape (…, unit)
        On the scale of the values; NaN for a unit with nothing present.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 1.6.

    Examples
    --------
    >>> arithmetic([[80.0, 60.0], [90.0, float("nan")]], [3, 1]).tolist()
    [75.0, 90.0]
    """
    sample = read(values, weights, labels)
    result = weighted_mean(sample.x, sample.w)
    if not np.isfinite(result).all():
        sample.refuse(np.isinf, "values must be finite")
    return result
