"""The M-step: items by Fisher scoring on the expected counts, all at once; groups by their moments."""

from __future__ import annotations

import numpy as np

from toolkit.columns import Array
from toolkit.models.item_response._curves import Curves, Family, graded
from toolkit.models.item_response._parameters import Free, Parameters
from toolkit.models.item_response._posterior import Expected
from toolkit.models.item_response._responses import Ints

LONGEST = 1.0
"""Longest step of a parameter in one scoring step."""


def maximise(
    family: Family, p: Parameters, free: Free, steps: Ints, theta: Array, expected: Expected, most: int = 10
) -> Parameters:
    """Return the parameters that maximise the expected log-likelihood."""
    slope, intercepts = _items(family, p, free, steps, theta, expected.counts, most)
    mean, sd = _groups(p, free, expected.moments)
    return Parameters(slope, intercepts, mean, sd)


def _items(
    family: Family, p: Parameters, free: Free, steps: Ints, theta: Array, counts: Array, most: int
) -> tuple[Array, Array]:
    slope, intercepts = p.slope.copy(), p.intercepts.copy()
    moving = free.items
    wanted = np.concatenate([free.slope[:, None], free.intercepts], axis=1)
    for _ in range(most):
        if not moving.any():
            break
        at = np.flatnonzero(moving)
        curves = family(slope[at], intercepts[at], steps[at], theta)
        score, information = gradient(curves, counts[at], theta, wanted[at])
        step = np.linalg.solve(information, score[:, :, None])[:, :, 0].astype(np.float64)
        step /= np.maximum(np.abs(step).max(axis=1, keepdims=True) / LONGEST, 1.0)
        if family is graded:
            step *= _in_order(intercepts[at], step[:, 1:])[:, None]
        slope[at] += step[:, 0]
        intercepts[at] += step[:, 1:]
        moving[at] = np.abs(step).max(axis=1) > 1e-7
    return slope, intercepts


def gradient(curves: Curves, counts: Array, theta: Array, wanted: Array) -> tuple[Array, Array]:
    """Return score (item, parameter) and Fisher information (item, parameter, parameter) of slope and intercepts.

    Parameters that are not wanted have score 0 and information 1 on the diagonal, so that they do not move.
    """
    items, categories, points = curves.log_p.shape
    slopes = (curves.u * theta)[:, :, None]
    d = np.concatenate([slopes, curves.d_intercept], axis=2)
    d *= wanted[:, None, :, None]
    flat = d.transpose(0, 2, 1, 3).reshape(items, -1, categories * points)
    score = (flat @ counts.reshape(items, -1, 1))[:, :, 0]
    mass = (curves.p * counts.sum(axis=1)[:, None, :]).reshape(items, 1, -1)
    information = (flat * mass) @ flat.transpose(0, 2, 1)
    at = np.arange(information.shape[1])
    information[:, at, at] += np.where(wanted, 1e-10, 1.0)
    return score, information


def _in_order(intercepts: Array, step: Array) -> Array:
    """Return the share of the step that keeps the intercepts of a graded item descending."""
    gaps = -np.diff(intercepts, axis=1)
    closing = np.diff(step, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(closing > 0, 0.9 * gaps / closing, np.inf)
    return np.minimum(np.nanmin(np.concatenate([share, np.ones((len(step), 1))], axis=1), axis=1), 1.0)


def _groups(p: Parameters, free: Free, moments: Array) -> tuple[Array, Array]:
    weight, first, second = moments
    mean, sd = p.mean.copy(), p.sd.copy()
    some = weight > 0
    at = free.mean & some
    everybody = float(first.sum() / weight.sum())
    mean[at] = (first[at] + free.pull * everybody) / (weight[at] + free.pull)
    squares = np.zeros_like(weight)
    squares[some] = second[some] - 2 * mean[some] * first[some] + mean[some] ** 2 * weight[some]
    at = free.sd & some
    if free.one_sd and at.any():
        sd[free.sd] = np.sqrt(max(float(squares[at].sum() / weight[at].sum()), 1e-8))
    else:
        sd[at] = np.sqrt(np.maximum(squares[at] / weight[at], 1e-8))
    return mean, sd
