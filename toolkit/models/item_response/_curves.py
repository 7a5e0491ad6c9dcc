"""Probabilities of the categories of items along the latent scale, with what estimation needs of their derivatives.

Parameters of item j: slope a_j and intercepts c_j1, c_j2, … (one a step, padded to the longest item). Both families give a
two-category item P(1) = 1/(1 + exp(-(a t + c))).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from toolkit.columns import Array
from toolkit.models.item_response._responses import Ints


@dataclass(frozen=True)
class Curves:
    """Curves of all items at points t; k runs over categories from 0, padded with log_p = 0 beyond the item's last.

    With η = a t: d log P_k / d t = a u, d² P_k / d t² = a² P_k (u² - w), d log P_k / d c_m as given.
    """

    log_p: Array
    """(item, category, point)."""
    u: Array
    """(item, category, point)."""
    w: Array
    """(item, category, point)."""
    d_intercept: Array
    """(item, category, step, point)."""
    used: Array
    """(item, category): 1 where the item has the category, else 0."""

    @property
    def p(self) -> Array:
        """Probabilities (item, category, point), 0 beyond the last category."""
        return np.exp(self.log_p) * self.used[:, :, None]

    @property
    def expected(self) -> Array:
        """Expected category (item, point), counted in steps."""
        return np.einsum("jkq,k->jq", self.p, np.arange(self.log_p.shape[1], dtype=np.float64))

    @property
    def variance(self) -> Array:
        """Variance of the category (item, point)."""
        p, k = self.p, np.arange(self.log_p.shape[1], dtype=np.float64)
        away = k[None, :, None] - np.einsum("jkq,k->jq", p, k)[:, None, :]
        return np.einsum("jkq,jkq->jq", p, away**2)

    def information(self, slope: Array) -> Array:
        """Fisher information (item, point) about t: a² Σ P_k u²."""
        return slope[:, None] ** 2 * np.einsum("jkq,jkq->jq", self.p, self.u**2)


Family = Callable[[Array, Array, Ints, Array], Curves]
"""(slope (item,), intercepts (item, step), steps (item,), points (point,)) -> curves."""


def _used(steps: Ints, most: int) -> Array:
    return (np.arange(most + 1)[None, :] <= steps[:, None]).astype(np.float64)


def graded(slope: Array, intercepts: Array, steps: Ints, theta: Array) -> Curves:
    """Return graded response: P(Y >= k) = 1/(1 + exp(-(a t + c_k))), with c_1 > c_2 and so on.

    P_k is not the difference of two numbers near 1, which would cancel, but σ(x)(1 - σ(y))(1 - exp(y - x)) with x = a t + c_k
    and y = a t + c_(k+1).
    """
    items, most = intercepts.shape
    used = _used(steps, most)
    padded = np.where(used[:, 1:] > 0, intercepts, -np.inf)
    eta = slope[:, None, None] * theta + padded[:, :, None]
    ends = np.full((items, 1, theta.size), np.inf)
    x = np.concatenate([ends, eta], axis=1)
    y = np.concatenate([eta, -ends], axis=1)
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        gap = (x - y)[:, :, 0]  # does not depend on the point
        ratio = 1.0 / np.expm1(gap)
        log_p = -np.logaddexp(0.0, -x) - np.logaddexp(0.0, y) + np.log1p(-np.exp(-gap))[:, :, None]
    upper, lower = _expit(-x), _expit(y)
    mask = used[:, :, None] > 0
    log_p = np.where(mask, log_p, 0.0)
    u = np.where(mask, upper - lower, 0.0)
    w = np.where(mask, upper * (1 - upper) + lower * (1 - lower), 0.0)
    ratio = np.where(used > 0, ratio, 0.0)[:, :, None]
    d = np.zeros((items, most + 1, most, theta.size))
    for m in range(most):
        here = (used[:, m + 1] > 0)[:, None]
        d[:, m + 1, m] = np.where(here, upper[:, m + 1] + ratio[:, m + 1], 0.0)
        d[:, m, m] = np.where(here, -lower[:, m] - ratio[:, m], 0.0)
    # category k has x with c_k, whose gap is that of category k; and y with c_(k+1), likewise
    return Curves(log_p, u, w, d, used)


def partial_credit(slope: Array, intercepts: Array, steps: Ints, theta: Array) -> Curves:
    """Return generalised partial credit: log P_k = k a t + c_1 + … + c_k - log Σ; c_k belongs to the step from k - 1 to k."""
    used = _used(steps, intercepts.shape[1])
    k = np.arange(used.shape[1], dtype=np.float64)
    d = np.concatenate([np.zeros((slope.size, 1)), np.cumsum(np.where(used[:, 1:] > 0, intercepts, 0.0), axis=1)], 1)
    z = slope[:, None, None] * k[None, :, None] * theta + d[:, :, None]
    z = np.where(used[:, :, None] > 0, z, -np.inf)
    top = z.max(axis=1, keepdims=True)
    log_p = z - top - np.log(np.exp(z - top).sum(axis=1, keepdims=True))
    p = np.exp(log_p)
    mean = np.einsum("jkq,k->jq", p, k)[:, None, :]
    variance = np.einsum("jkq,jkq->jq", p, (k[None, :, None] - mean) ** 2)[:, None, :]
    mask = used[:, :, None] > 0
    at_least = np.flip(np.cumsum(np.flip(p, axis=1), axis=1), axis=1)[:, 1:]  # P(Y >= m), m from 1
    reached = (k[:, None] >= k[None, 1:]).astype(np.float64)
    here = (used[:, None, 1:] * used[:, :, None])[:, :, :, None]
    slopes = (reached[None, :, :, None] - at_least[:, None]) * here
    return Curves(
        np.where(mask, log_p, 0.0),
        np.where(mask, k[None, :, None] - mean, 0.0),
        np.where(mask, variance, 0.0),
        slopes,
        used,
    )


def _expit(x: Array) -> Array:
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


FAMILIES: dict[str, Family] = {"graded": graded, "partial_credit": partial_credit}
