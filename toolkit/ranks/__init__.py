"""Ranks and how sure they are: intervals, probabilities of the best and worst places, sets that cannot be told apart."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.ranks._draws import expected_rank, posterior_draws, probability_in
from toolkit.ranks._intervals import intervals
from toolkit.ranks._rows import rank_descending, rank_rows
from toolkit.ranks._sets import indistinguishable, tau_best, tau_worst
from toolkit.ranks._unit import Bounds
from toolkit.ranks.joint import joint
from toolkit.ranks.pairwise import pairwise
from toolkit.ranks.posterior import posterior
from toolkit.ranks.stepdown import stepdown

RANK_INTERVALS: dict[str, Callable[..., Bounds]] = {
    "joint": joint,
    "pairwise": pairwise,
    "stepdown": stepdown,
    "posterior": posterior,
}

__all__ = [
    "RANK_INTERVALS",
    "expected_rank",
    "indistinguishable",
    "intervals",
    "posterior_draws",
    "probability_in",
    "rank_descending",
    "rank_rows",
    "tau_best",
    "tau_worst",
]
