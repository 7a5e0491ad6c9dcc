"""A disparity taken apart into what lies between groups and what lies within them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.disparity._input import Array, codes


@dataclass(frozen=True)
class Decomposition:
    """total = between + within; `groups` has group, units, share (of the weight), mean and the measure within it."""

    total: float
    between: float
    within: float
    groups: pl.DataFrame

    def __float__(self) -> float:
        """Return the total."""
        return self.total


def used_groups(groups: Any, x: Array, weights: Array) -> tuple[NDArray[np.int64], list[Any]]:
    """Return codes and names of the groups of the units that have a value and a weight."""
    used = ~np.isnan(x) & (weights > 0)
    series = groups if isinstance(groups, pl.Series) else pl.Series(list(groups), strict=False)
    if series.len() != x.size:
        codes(series, x.size)
    return codes(series.filter(pl.Series(used)), int(used.sum()))


def means_of_groups(values: Array, p: Array, code: NDArray[np.int64], number: int) -> tuple[Array, Array]:
    """Return the share of the weight and the mean of every group."""
    share: Array = np.bincount(code, weights=p, minlength=number).astype(np.float64)
    return share, np.bincount(code, weights=p * values, minlength=number) / share
