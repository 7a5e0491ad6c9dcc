"""Weights that give each indicator a wanted importance: solvers on matrices (indicators, indicators)."""

from __future__ import annotations

import numpy as np

from toolkit.columns import Array
from toolkit.weigh._effective import smoother

STARTS = 2
"""Random starts of the search for correlation ratios, beside two that are always tried."""

STEPS = 60
"""Most steps from one start."""

EXACT = 1e-16
"""Half a sum of squared gaps at which a target counts as met, and no other start is tried."""


def nearest(correlation: Array, goal: Array) -> Array:
    """Return v >= 0 for which `correlation @ v` points as nearly as possible in the direction of `goal`.

    The correlations of the indicators with the index sum_i v_i z_i of standardised indicators are proportional to
    `correlation @ v`. Where v >= 0 these directions make up a convex cone, and the direction in it nearest to `goal` is that of
    the projection of `goal` on the cone: non-negative least squares, one solution, no local optima. Where indicators
    repeat one another, so that v is not unique, it is the one of least norm.
    """
    from scipy.optimize import nnls

    v, _ = nnls(correlation, goal)
    size = goal.size
    if np.linalg.matrix_rank(correlation, tol=1e-9 * size) < size:
        sharp = 1e5  # the direction first, then the norm
        v, _ = nnls(
            np.vstack([sharp * correlation, np.eye(size)]), np.append(sharp * (correlation @ v), np.zeros(size))
        )
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
    from scipy.optimize import least_squares

    width = target.size
    rng = np.random.default_rng(seed)
    starts = [first, np.ones(width), *rng.dirichlet(np.ones(width), STARTS)]

    def shares(v: Array) -> tuple[Array, Array, Array]:
        slope = forms @ v
        part = np.maximum(slope @ v, 0.0)
        return slope, part, np.maximum(part.sum(), np.finfo(float).tiny)

    def residual(v: Array) -> Array:  # the last one fixes the scale of v, which the shares leave open
        _, part, total = shares(v)
        return np.append(part / total - target, v.sum() - 1.0)

    def jacobian(v: Array) -> Array:
        slope, part, total = shares(v)
        lean = 2.0 * slope * (part > 0)[:, None]
        moved = (lean - np.outer(part / total, lean.sum(axis=0))) / total
        return np.vstack([moved, np.ones(width)])

    best, least = np.full(width, 1.0 / width), np.inf
    for start in starts:
        inside = start / start.sum() + 1e-6  # the solver starts off the bounds
        found = least_squares(
            residual, inside, jac=jacobian, bounds=(0.0, np.inf), ftol=1e-12, xtol=1e-12, gtol=1e-14, max_nfev=STEPS
        )
        if found.cost < least:
            best, least = found.x, float(found.cost)
        if least < EXACT:
            break
    return np.where(best > 1e-9 * best.max(), best, 0.0)
