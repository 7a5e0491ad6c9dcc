"""The minimum."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate._common import Labels, by_blocks, read
from toolkit.columns import Array


def minimum(values: ArrayLike, weights: ArrayLike, *, labels: Labels = None) -> Array:
    """Return the least present value that has a positive weight: nothing is made up for.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Higher is better; NaN = missing.
    weights : array, shape (…, indicator)
        Not negative, not all zero; it matters only which are positive.
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
    >>> minimum([[90.0, 10.0], [50.0, float("nan")]], [1, 1]).tolist()
    [10.0, 50.0]
    """
    sample = read(values, weights, labels)
    sample.refuse(np.isinf, "values must be finite")
    return by_blocks(sample.x, sample.w, least)


def least(x: Array, w: Array) -> Array:
    """Return the least present value of positive weight, shape (…, unit); NaN where there is none."""
    if (w > 0).all():
        result = np.fmin.reduce(x, axis=-1)
        return np.broadcast_to(result, (*np.broadcast_shapes(x.shape[:-2], w.shape[:-1]), x.shape[-2]))
    return np.fmin.reduce(np.where(w[..., None, :] > 0, x, np.nan), axis=-1)
