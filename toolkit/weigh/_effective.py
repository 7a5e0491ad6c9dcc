"""How much each indicator really moves an index: squared correlation, or correlation ratio by a smoother."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.columns import Array, divide

MEASURES = ("pearson_r2", "correlation_ratio")


@dataclass(frozen=True)
class Effect:
    """Importance of every indicator (sum 1), its strength (a share of the index's variance), and its correlation."""

    importance: Array
    strength: Array
    correlation: Array


def index_of(values: Array, weights: Array) -> Array:
    """Return the weighted mean of what each unit has; NaN where it has nothing that counts."""
    present = ~np.isnan(values)
    return divide(np.where(present, values, 0.0) @ weights, present @ weights)


def effect(values: Array, index: Array, measure: str = "pearson_r2", degrees: int = 4) -> Effect:
    """Measure the importance of the columns of `values` (unit, indicator) for an index (unit,).

    Each indicator is held against the index over the units that have both. A constant indicator has no importance.
    """
    width = values.shape[1]
    strength, correlation = np.zeros(width), np.zeros(width)
    whole = not (np.isnan(index).any() or np.isnan(values).any())
    for i in range(width):
        x, y = values[:, i], index
        if not whole:
            both = ~(np.isnan(x) | np.isnan(y))
            x, y = x[both], y[both]
        if x.size < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
            continue
        away = y - y.mean()
        correlation[i] = standard(x) @ away / np.sqrt(x.size * (away @ away))
        if measure == "pearson_r2":
            strength[i] = correlation[i] ** 2
        else:
            basis = smoother(x, degrees)
            strength[i] = max(adjusted(float(((basis.T @ away) ** 2).sum()), float(away @ away), x.size, basis), 0.0)
    total = strength.sum()
    return Effect(strength / total if total > 0 else strength, strength, correlation)


def standard(x: Array) -> Array:
    """Return a column with mean 0 and variance 1 (divisor n)."""
    away = x - x.mean()
    return np.asarray(away / np.sqrt((away @ away) / x.size), dtype=np.float64)


def adjusted(explained: float, total: float, size: int, basis: Array) -> float:
    """Return the explained share of a sum of squares, corrected for the degrees of freedom (Kelley's epsilon squared)."""
    spent = basis.shape[1]
    return (explained - spent / (size - 1 - spent) * (total - explained)) / total


def smoother(x: Array, degrees: int) -> Array:
    """Return an orthonormal basis (unit, at most `degrees`) of smooth functions of x, each with mean 0.

    Natural cubic splines with knots at quantiles; a column of few different values has one function a value, so that the
    smoother is the mean at each value.
    """
    distinct = np.unique(x)
    most = max(min(degrees, x.size // 3), 1)
    if distinct.size <= most + 1:
        columns = (x[:, None] == distinct[1:]).astype(np.float64)
    else:
        z = standard(x)
        knots = np.unique(np.quantile(z, np.linspace(0.05, 0.95, most + 1)))
        columns = np.column_stack([z, natural(z, knots)]) if knots.size > 2 else z[:, None]
    return np.asarray(np.linalg.qr(columns - columns.mean(axis=0))[0], dtype=np.float64)


def natural(z: Array, knots: Array) -> Array:
    """Return the curved functions of a natural cubic spline, one for each knot but two."""
    above = np.maximum(z[:, None] - knots, 0.0)
    cubes = above * above * above
    bends = (cubes[:, :-1] - cubes[:, -1:]) / (knots[-1] - knots[:-1])
    return np.asarray(bends[:, :-1] - bends[:, -1:], dtype=np.float64)
