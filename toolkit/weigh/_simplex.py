"""The linear programmes of many units over the same peers at once: a primal simplex that walks all units together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.columns import Array

SMALL = 1e-10
"""Rates and multipliers below it count as 0; values are at most 1."""
SURE = 1e-9
"""How exactly the conditions of an optimum must hold for an answer to be taken."""
CELLS = 2_000_000
"""Units x peers that are walked at once."""


def best_cases(own: Array, peers: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Maximise own_k · w subject to peers w <= 1 and w >= 0, for every unit k.

    Parameters
    ----------
    own : array, shape (units, indicators)
    peers : array, shape (peers, indicators)
        Both from 0 to about 1.

    Returns
    -------
    weights, scores, sure
        Weights (units, indicators); scores, infinite with weights of 0 where nothing limits them; and for which units the
        conditions of an optimum (feasible for peers, multipliers >= 0) hold to nine digits. The others need another solver.

    Notes
    -----
    A vertex is kept as the set of its binding rows (peers, then w_i >= 0); the walk starts at w = 0. Each step lets go of the row
    with the most negative multiplier and takes the row that binds next; after a while the first such row, so that ties cannot
    make it go round (Bland 1977, doi:10.1287/moor.2.2.103).
    """
    weights, scores = np.zeros(own.shape), np.zeros(len(own))
    sure = np.zeros(len(own), dtype=bool)
    most = own.max(axis=1, initial=0.0)
    scaled = own / np.where(most > 0, most, 1.0)[:, None]  # small values must not look like none
    step = max(1, CELLS // max(1, len(peers)))
    for start in range(0, len(own), step):
        part = slice(start, start + step)
        try:
            weights[part], scores[part], sure[part] = _walk(scaled[part], peers)
        except np.linalg.LinAlgError:  # a vertex that is no vertex to machine precision
            continue
    return weights, scores * np.where(most > 0, most, 1.0), sure


def _walk(own: Array, peers: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    units, size = own.shape
    number = len(peers)
    rows = np.vstack([peers, -np.eye(size)])
    right = np.concatenate([np.ones(number), np.zeros(size)])
    binding = np.tile(np.arange(number, number + size), (units, 1))
    weights, scores, sure = np.zeros(own.shape), np.zeros(units), np.zeros(units, dtype=bool)
    left = np.arange(units)
    for turn in range(100 * size):
        inverse = np.linalg.inv(rows[binding[left]])
        vertex = np.einsum("uij,uj->ui", inverse, right[binding[left]])
        multiplier = np.einsum("ui,uij->uj", own[left], inverse)
        done = (multiplier >= -SMALL).all(axis=1)
        if done.any():
            at, w = left[done], vertex[done]
            weights[at], scores[at] = np.maximum(w, 0.0), (own[at] * w).sum(axis=1)
            sure[at] = (w >= -SURE).all(axis=1) & ((w @ peers.T).max(axis=1, initial=0.0) <= 1 + SURE)
            left, inverse, vertex, multiplier = left[~done], inverse[~done], vertex[~done], multiplier[~done]
        if not len(left):
            break
        leaving = _leaving(multiplier, binding[left], careful=turn > 10 * size)
        here = np.arange(len(left))
        direction = -inverse[here, :, leaving]
        entering, limited = _entering(vertex, direction, peers)
        free = left[~limited]
        scores[free], sure[free] = np.inf, True
        binding[left[limited], leaving[limited]] = entering[limited]
        left = left[limited]
    return weights, scores, sure


def _leaving(multiplier: Array, binding: NDArray[np.int64], *, careful: bool) -> NDArray[np.int64]:
    if not careful:
        return multiplier.argmin(axis=1)
    return np.where(multiplier < -SMALL, binding, np.iinfo(np.int64).max).argmin(axis=1)


def _entering(vertex: Array, direction: Array, peers: Array) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the row that binds next along the direction, and whether there is one."""
    room = np.hstack([1.0 - vertex @ peers.T, vertex])
    rate = np.hstack([direction @ peers.T, -direction])
    far = np.full(room.shape, np.inf)
    np.divide(np.maximum(room, 0.0), rate, out=far, where=rate > SMALL)
    entering = far.argmin(axis=1)
    return entering, np.isfinite(far[np.arange(len(far)), entering])
