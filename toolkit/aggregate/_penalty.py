"""The penalty for imbalance of the Mazziotta-Pareto indices."""

from __future__ import annotations

from typing import Literal

import numpy as np

from toolkit.aggregate._common import by_blocks, masked_mean, weighted_mean
from toolkit.columns import Array
from toolkit.errors import unknown

Penalty = Literal["negative", "positive"]


def penalised(x: Array, w: Array, penalty: Penalty, line: tuple[Array, Array]) -> Array:
    """Return M - S cv (or M + S cv) of offset + slope * x: M and S the weighted mean and standard deviation of a unit."""
    if penalty not in ("negative", "positive"):
        raise unknown("penalty", penalty, ("negative", "positive"))
    sign = -1.0 if penalty == "negative" else 1.0
    offset, slope = line

    def score(block: Array, w: Array) -> Array:
        scaled = offset + slope * block
        mean = weighted_mean(scaled, w)
        # about the plain mean of the unit: no array (replicate, unit, indicator), and little cancels
        away = scaled - np.nan_to_num(masked_mean(scaled, np.ones(scaled.shape[-1])))[..., None]
        variance = np.maximum(weighted_mean(away**2, w) - weighted_mean(away, w) ** 2, 0.0)
        return mean + sign * variance / mean

    return by_blocks(x, w, score)
