"""Rank intervals from draws of the posterior."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.ranks._draws import posterior_draws
from toolkit.ranks._unit import Array, Bounds, Question


def posterior(asked: Question) -> Bounds:
    """Bound each rank by quantiles of its posterior draws (`posterior_draws`, normal prior).

    The interval of a unit holds the ranks that are neither below the (1 - coverage) / 2 nor above the (1 + coverage) / 2
    quantile. With `simultaneous` the tails are narrowed until a share `coverage` of the draws lies inside the intervals of
    all units at once. A unit with an unknown error may stand anywhere.

    References
    ----------
    Laird & Louis (1989), Empirical Bayes ranking methods, J. Educational Statistics 14:29-46,
    doi:10.3102/10769986014001029.
    """
    ranks = posterior_draws(asked.estimate, asked.se, draws=asked.draws, seed=asked.seed)
    ordered = np.sort(ranks, axis=0)
    tail = (1 - asked.coverage) / 2
    if asked.simultaneous:
        tail = min(tail, joint_tail(ranks, ordered, asked.coverage))
    cut = int(np.floor(tail * len(ranks) + 1e-9))  # draws left out at either end
    lower, upper = ordered[cut].astype(np.int64), ordered[len(ranks) - 1 - cut].astype(np.int64)
    unknown = np.isnan(asked.se)
    lower[unknown], upper[unknown] = 1, asked.estimate.size
    return lower, upper


def joint_tail(ranks: NDArray[np.int32], ordered: NDArray[np.int32], coverage: float) -> float:
    """Return the largest share that can be cut from either tail of every unit so that `coverage` of the draws stay whole."""
    draws = len(ranks)
    outermost: Array = np.full(draws, np.inf)
    for mine, sorted_mine in zip(ranks.T, ordered.T, strict=True):
        below = np.searchsorted(sorted_mine, mine, side="right")  # draws at this rank or better
        above = draws - np.searchsorted(sorted_mine, mine, side="left")
        np.minimum(outermost, np.minimum(below, above), out=outermost)
    kept = int(np.ceil(coverage * draws - 1e-9))
    worst = np.sort(outermost)[::-1][kept - 1]  # every draw that stays has at least so many draws at its rank or beyond
    return float(max(worst - 1, 0) / draws)
