"""Effects of the units: best linear unbiased predictors with their variances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.columns import Array
from toolkit.models.value_added._deviance import Solved
from toolkit.models.value_added._variances import Variances


@dataclass(frozen=True)
class Effects:
    """Effects and variances, shape (units, q) and (units, q, q).

    `comparative` is var(u | y), the coefficients known: how far the true effect may be. `prediction` adds the variance of
    the coefficients. `diagnostic` is the variance of the predicted effect itself: for a look at its distribution.
    """

    effect: Array
    comparative: Array
    diagnostic: Array
    prediction: Array


def lower_effects(solved: Solved, v: Variances) -> Effects:
    """Effects of the units: u = G Z'V⁻¹(y − Xb), var(u | y) = G − G Z'V⁻¹Z G."""
    g = v.g / v.s
    effect = (solved.cross @ solved.residual) @ g
    seen = v.s * (g @ solved.gram @ g)
    fixed = g @ solved.cross[:, :, :-1]
    added = v.s * (fixed @ solved.inverse @ fixed.transpose(0, 2, 1))
    return Effects(effect, v.g - seen, seen, v.g - seen + added)


def upper_effects(solved: Solved, v: Variances) -> Effects:
    """Effects of the groups: v = g 1'V⁻¹(y − Xb)."""
    g = v.upper / v.s
    effect = g * (solved.upper_cross @ solved.residual)
    seen = v.s * g**2 * solved.upper_gram
    fixed = g * solved.upper_cross[:, :-1]
    added = v.s * ((fixed @ solved.inverse) * fixed).sum(axis=1)
    shape = (-1, 1, 1)
    seen, added = seen.reshape(shape), added.reshape(shape)
    return Effects(effect[:, None], v.upper - seen, seen, v.upper - seen + added)


def root(variance: Array) -> Array:
    """Return standard errors; rounding below 0 counts as 0.

    >>> root(np.array([4.0, -1e-17]))
    array([2., 0.])
    """
    return np.sqrt(np.maximum(variance, 0.0))
