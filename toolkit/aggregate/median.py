"""The weighted median."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate._common import Labels, by_blocks, read
from toolkit.aggregate._ordered import ascending_shares
from toolkit.columns import Array

ROUNDING = 1e-12
"""Half of the weight, as a sum of weights may miss it by rounding."""


def median(values: ArrayLike, weights: ArrayLike, *, labels: Labels = None) -> Array:
    """Return the value that halves the weight of the present indicators: a few extreme ones have no influence.

    It is the least value at which the weight of all values up to it reaches one half; when it is exactly one half, the
    mean of that value and the next. With equal weights this is the ordinary median.

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
    Edgeworth, F. Y. (1888), On a new method of reducing observations relating to several quantities, Philosophical
    Magazine 25(154), 184-191, doi:10.1080/14786448808628170.

    Examples
    --------
    >>> median([[10.0, 20.0, 90.0]], [1, 1, 1]).tolist(), median([[10.0, 20.0, 90.0]], [2, 1, 1]).tolist()
    ([20.0], [15.0])
    """
    sample = read(values, weights, labels)
    sample.refuse(np.isinf, "values must be finite")
    return by_blocks(sample.x, sample.w, median_block)


def median_block(x: Array, w: Array) -> Array:
    """Return the weighted median of each unit."""
    ordered, share = ascending_shares(x, w)
    reached = np.cumsum(share, axis=-1)
    lower = np.argmax(reached >= 0.5 - ROUNDING, axis=-1)[..., None]
    upper = np.argmax(reached > 0.5 + ROUNDING, axis=-1)[..., None]
    middle = (np.take_along_axis(ordered, lower, -1) + np.take_along_axis(ordered, upper, -1)) / 2
    return np.where(share.sum(axis=-1) > 0, middle[..., 0], np.nan)
