"""Statistics of a sample that can serve as a reference."""

from __future__ import annotations

from typing import Literal

import numpy as np

from toolkit.columns import Array, extremes, means
from toolkit.errors import unknown
from toolkit.normalise.robust import medians

Statistic = Literal["mean", "median", "best", "worst"]
STATISTICS = ("mean", "median", "best", "worst")


def statistic(values: Array, name: str, direction: Array) -> Array:
    """Return a statistic of the present values of each column; NaN for a column without any."""
    if name not in STATISTICS:
        raise unknown("statistic", name, STATISTICS)
    if name == "mean":
        return means(values)
    if name == "median":
        return medians(values)
    low, high = extremes(values)
    return np.where((direction > 0) == (name == "best"), high, low)
