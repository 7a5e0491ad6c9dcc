"""The power of Box-Cox and Yeo-Johnson transformations, by maximum likelihood."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from toolkit.columns import Array

BOUNDS = (-5.0, 5.0)
"""Powers beyond these fit a handful of values and nothing else; they overflow soon after."""
APART = 1e-9
"""Closer together, differences of transformed values are rounding: they would decide the power."""


def best_power(column: Array, transform: Callable[[Array, float], Array], jacobian: Array) -> float:
    """Return the power that makes the transformed values most nearly normal.

    Maximises -n/2 log var(transform(x, power)) + (power - 1) sum(jacobian) within `BOUNDS`, over the powers that keep
    different values apart by more than `APART` of the greatest; on sorted values, so that the order of rows leaves no trace.
    """
    from scipy.optimize import minimize_scalar

    column, total = np.sort(column), float(np.sort(jacobian).sum())
    distinct = np.unique(column)

    def loss(power: float) -> float:
        spread = float(np.var(transform(column, power)))
        steps = transform(distinct, power)
        if not np.isfinite(spread) or not (np.diff(steps) > APART * np.abs(steps).max()).all():
            return np.inf
        return column.size / 2 * np.log(spread) - (power - 1) * total

    grid = np.linspace(*BOUNDS, 41)
    start = int(np.argmin([loss(power) for power in grid]))
    around = grid[max(start - 1, 0)], grid[min(start + 1, 40)]
    return float(minimize_scalar(loss, bounds=around, method="bounded", options={"xatol": 1e-8}).x)
