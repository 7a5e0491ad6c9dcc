"""Statistics over the units of a sample, (…, unit, indicator) -> (…, 1, indicator), NaN = missing."""

from __future__ import annotations

import numpy as np

from toolkit.aggregate._common import ratio
from toolkit.columns import Array, rank_within, sorted_present


def extremes(x: Array) -> tuple[Array, Array]:
    """Return the least and the greatest present value; NaN where there is none."""
    return np.fmin.reduce(x, axis=-2, keepdims=True), np.fmax.reduce(x, axis=-2, keepdims=True)


def counts(x: Array) -> Array:
    """Return how many values are present."""
    return x.shape[-2] - np.isnan(x).sum(axis=-2, keepdims=True, dtype=np.float64)


def means(x: Array) -> Array:
    """Return the mean of the present values; NaN where there is none."""
    return ratio(np.nansum(x, axis=-2, keepdims=True), counts(x))


def roots_of_squares(x: Array) -> Array:
    """Return the square root of the sum of squares of the present values."""
    return np.sqrt(np.nansum(np.square(x), axis=-2, keepdims=True))


def ranks(x: Array) -> Array:
    """Return the ascending rank of each value within its column, ties at their mean; NaN where missing."""
    columns = np.moveaxis(x, -2, -1).reshape(-1, x.shape[-2])
    ranked = np.array([rank_within(column, sorted_present(column), "average") for column in columns])
    return np.moveaxis(ranked.reshape(*x.shape[:-2], x.shape[-1], x.shape[-2]), -1, -2)
