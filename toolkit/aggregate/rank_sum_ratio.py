"""The rank-sum ratio (RSR, 秩和比)."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate import _across
from toolkit.aggregate._common import Labels, ratio, read, weighted_mean
from toolkit.columns import Array
from toolkit.errors import unknown


def rank_sum_ratio(
    values: ArrayLike,
    weights: ArrayLike,
    *,
    ranks: Literal["whole", "continuous"] = "whole",
    labels: Labels = None,
) -> Array:
    """Return RSR = sum_i w_i R_i / n: the weighted mean of the ascending ranks of a unit, relative to the number of units.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Higher is better. NaN = missing.
    weights : array, shape (…, indicator)
        Not negative, not all zero; only their proportions count.
    ranks : "whole" or "continuous"
        Ordinary ranks, ties at their mean (整秩法), or R = 1 + (n - 1) (x - min) / (max - min), which keeps the distances
        (非整秩法).
    labels : pair of sequences, optional
        Names of units and indicators for errors.

    Returns
    -------
    array, shape (…, unit)
        From 1 / units to 1; NaN for a unit with nothing present.

    Notes
    -----
    n counts the units that have the indicator. In a constant indicator all have the middle rank (n + 1) / 2. The score
    depends on the other units.

    References
    ----------
    Tian, F. (田凤调, 1993), 秩和比法及其应用 (The rank-sum ratio method and its application), China Medical Science Press.

    Examples
    --------
    >>> rank_sum_ratio([[3.0, 1.0], [2.0, 3.0], [1.0, 2.0], [0.0, 0.0]], [1, 1]).tolist()
    [0.75, 0.875, 0.625, 0.25]
    """
    if ranks not in ("whole", "continuous"):
        raise unknown("kind of ranks", ranks, ("whole", "continuous"))
    sample = read(values, weights, labels)
    sample.refuse(np.isinf, "values must be finite")
    number = _across.counts(sample.x)
    rank = _across.ranks(sample.x) if ranks == "whole" else continuous_ranks(sample.x, number)
    return weighted_mean(ratio(rank, np.broadcast_to(number, rank.shape)), sample.w)


def continuous_ranks(x: Array, number: Array) -> Array:
    """Return 1 + (n - 1) (x - min) / (max - min); the middle rank in a constant column."""
    low, high = _across.extremes(x)
    place = ratio(x - low, np.broadcast_to(high - low, x.shape))
    return np.where(np.isnan(x), np.nan, 1.0 + (number - 1.0) * np.where(high > low, place, 0.5))
