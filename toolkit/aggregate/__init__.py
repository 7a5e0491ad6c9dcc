"""Aggregators: the scores of the indicators become one score per unit, higher is better."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from toolkit.aggregate._delta import standard_error
from toolkit.aggregate.ampi import ampi
from toolkit.aggregate.arithmetic import arithmetic
from toolkit.aggregate.borda import borda
from toolkit.aggregate.copeland import copeland
from toolkit.aggregate.coupling import coupling
from toolkit.aggregate.fuzzy import fuzzy
from toolkit.aggregate.geometric import geometric
from toolkit.aggregate.grey_relational import grey_relational
from toolkit.aggregate.harmonic import harmonic
from toolkit.aggregate.mean_min import mean_min
from toolkit.aggregate.median import median
from toolkit.aggregate.minimum import minimum
from toolkit.aggregate.mpi import mpi
from toolkit.aggregate.owa import owa
from toolkit.aggregate.power import power
from toolkit.aggregate.promethee import promethee
from toolkit.aggregate.rank_sum_ratio import rank_sum_ratio
from toolkit.aggregate.topsis import topsis
from toolkit.aggregate.vikor import vikor
from toolkit.columns import Array

AGGREGATORS: dict[str, Callable[..., Array]] = {
    "arithmetic": arithmetic,
    "geometric": geometric,
    "harmonic": harmonic,
    "power": power,
    "median": median,
    "owa": owa,
    "minimum": minimum,
    "mean_min": mean_min,
    "mpi": mpi,
    "ampi": ampi,
    "copeland": copeland,
    "borda": borda,
    "topsis": topsis,
    "vikor": vikor,
    "promethee": promethee,
    "grey_relational": grey_relational,
    "fuzzy": fuzzy,
    "rank_sum_ratio": rank_sum_ratio,
    "coupling": coupling,
}

COMPARING = frozenset({"mpi", "copeland", "borda", "topsis", "vikor", "promethee", "grey_relational", "rank_sum_ratio"})
"""Aggregators whose score of a unit depends on the other units."""

SAME_SCALE = frozenset(
    {"arithmetic", "geometric", "harmonic", "power", "median", "owa", "minimum", "mean_min", "fuzzy"}
)
"""Means in the strict sense: a unit with the same value everywhere has that value as its score."""


def compares(aggregator: Callable[..., Array]) -> bool:
    """Whether this function, or the one inside this `functools.partial`, is one of those that compare units.

    >>> compares(topsis), compares(arithmetic)
    (True, False)
    """
    return _is_one_of(aggregator, COMPARING)


def keeps_scale(aggregator: Callable[..., Array]) -> bool:
    """Whether this function, or the one inside this `functools.partial`, is known to leave scores on the scale of its values.

    >>> keeps_scale(arithmetic), keeps_scale(borda)
    (True, False)
    """
    return _is_one_of(aggregator, SAME_SCALE)


def _is_one_of(aggregator: Callable[..., Array], keys: frozenset[str]) -> bool:
    inner = aggregator.func if isinstance(aggregator, partial) else aggregator
    return any(inner is AGGREGATORS[key] for key in keys)


__all__ = ["AGGREGATORS", "COMPARING", "SAME_SCALE", "compares", "keeps_scale", "standard_error"]
