"""Weights that give each indicator a wanted importance: solvers on matrices (indicators, indicators)."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize, nnls

from toolkit.columns import Array
from toolkit.weigh._effective import smoother

STARTS = 6
"""Random starts of the search for correlation ratios, beside three that are always tried."""


def nearest(correlation: Array, goal: Array) -> Array:
    """Return v >= 0 for which `correlation @ v` points as nearly as possible in the direction of `goal`.

    The correlations of the indicators with the index sum_i v_i z_i of standardised indicators are proportional to
    `correlation @ v`. Where v >= 0 these directions make up a convex cone, and the direction in it nearest to `goal` is that of
    the projection of `goal` on the cone: non-negative least squares, one solution, no local optima. Where indicators
    repeat one another, so that v is not unique, it is the one of least norm.
    """
    v, _ = nnls(correlation, goal)
    size = goal.size
    if np.linalg.matrix_rank(correlation, tol=1e-9 * size) < size:
        sharp = 1e5  # the direction first, then the norm
        v, _ = nnls(np.vstack([sharp * correlation, np.eye(size)]), np.append(sharp * (correlation @ v), np.zeros(size)))
    return np.asarray(v, dtype=np.float64)


def quadratic_forms(values: Array, degrees: int) -> Array:
    """Return A (indicator, indicator, indicator): v' A[i] v is the variance of the index explained by indicator i.

    `values` are standardised and have no gaps. A linear smoother of x_i makes E[index | x_i] a weighted sum of the smoothed
    indicators, so that a fit is a quadratic form in v.
    """
    size, width = values.shape
    total = values.T @ values / size
    forms = np.empty((width, width, width))
    for i in range(width):
        basis = smoother(values[:, i], degrees)
        part = basis.T @ values
        explained = part.T @ part / size
        spent = basis.shape[1]
        forms[i] = explained - spent / (size - 1 - spent) * (total - explained)
    return forms


def search(forms: Array, target: Array, first: Array, seed: int | np.random.Generator) -> Array:
    """Return v >= 0 that minimise sum_i (s_i - target_i)^2, s_i the share of indicator i, from several starts."""
    width = target.size
    rng = np.random.default_rng(seed)
    starts = [first, np.ones(width), target + 0.1 / width, *rng.dirichlet(np.ones(width), STARTS)]

    def loss(v: Array) -> tuple[float, Array]:
        slope = forms @ v
        part = np.maximum(slope @ v, 0.0)
        total = part.sum()
        if total <= 0:
            return 2.0, np.zeros(width)
        share = part / total
        miss = share - target
        lean = (miss - miss @ share) / total * (part > 0)
        return float(miss @ miss), 4.0 * (lean @ slope)

    best, least = np.ones(width), np.inf
    for start in starts:
        scaled = start / start.sum()
        found = minimize(loss, scaled, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * width, options={"ftol": 1e-16, "gtol": 1e-12, "maxiter": 2000})
        if found.fun < least - 1e-15:
            best, least = found.x, float(found.fun)
        if least < 1e-16:
            break
    return np.asarray(best, dtype=np.float64)
