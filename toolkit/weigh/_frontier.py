"""The linear programmes behind benefit-of-the-doubt weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.columns import Array
from toolkit.errors import DataError
from toolkit.weigh._simplex import best_cases

Bounds = tuple[float, float] | None


def best_case(own: Array, peers: Array, weight_bounds: Bounds, share_bounds: Bounds) -> tuple[Array, float]:
    """Return the weights under which a unit scores highest, no peer above 1, and that score.

    `own` has shape (indicators,), `peers` (units, indicators), both >= 0. The bounds hold for each weight relative to their
    sum, and for each product weight times value relative to the unit's score. Where all peers have 0 in an indicator in
    which the unit is above 0, its score has no limit: infinite, with weights of 0.
    """
    from scipy.optimize import linprog

    limits = [peers, *weight_limits(own.size, weight_bounds), *share_limits(own, share_bounds)]
    rows = np.vstack(limits)
    right = np.concatenate([np.ones(len(peers)), np.zeros(len(rows) - len(peers))])
    found = linprog(-own, A_ub=rows, b_ub=right, bounds=(0, None), method="highs")
    if found.status == 3:
        return np.zeros(own.size), np.inf
    if found.status != 0:
        raise DataError(f"The linear programme of a unit was not solved: {found.message}")
    return np.maximum(np.asarray(found.x, dtype=np.float64), 0.0), float(-found.fun)


def every_best_case(
    own: Array, peers: Array, weight_bounds: Bounds = None, share_bounds: Bounds = None
) -> tuple[Array, Array]:
    """Return `best_case` of every unit: weights (units, indicators) and scores (units,). Without bounds all are solved at once."""
    weights, scores, sure = np.zeros(own.shape), np.zeros(len(own)), np.zeros(len(own), dtype=bool)
    if weight_bounds is None and share_bounds is None:
        weights, scores, sure = best_cases(own, peers)
    for k in np.flatnonzero(~sure):
        weights[k], scores[k] = best_case(own[k], peers, weight_bounds, share_bounds)
    return weights, scores


def weight_limits(size: int, bounds: Bounds) -> list[Array]:
    """Return rows A of A w <= 0: each weight between two shares of the sum of weights."""
    if bounds is None:
        return []
    low, high = bounds
    return [np.full((size, size), low) - np.eye(size), np.eye(size) - np.full((size, size), high)]


def share_limits(own: Array, bounds: Bounds) -> list[Array]:
    """Return rows A of A w <= 0: each product of weight and value between two shares of the score."""
    if bounds is None:
        return []
    low, high = bounds
    total = np.tile(own, (own.size, 1))
    return [low * total - np.diag(own), np.diag(own) - high * total]


def undominated(values: Array) -> NDArray[np.bool_]:
    """Return which units no other unit equals or exceeds in every indicator; of equal units, the first."""
    kept = np.ones(len(values), dtype=bool)
    for i in np.argsort(-values.sum(axis=1), kind="stable"):
        if kept[i]:
            beaten = (values <= values[i]).all(axis=1)
            beaten[i] = False
            kept &= ~beaten
    return kept
