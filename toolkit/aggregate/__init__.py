"""Aggregators: the scores of the indicators become one score per unit, higher is better."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.aggregate._delta import standard_error
from toolkit.aggregate.arithmetic import arithmetic
from toolkit.aggregate.geometric import geometric
from toolkit.aggregate.harmonic import harmonic
from toolkit.columns import Array

AGGREGATORS: dict[str, Callable[..., Array]] = {
    "arithmetic": arithmetic,
    "geometric": geometric,
    "harmonic": harmonic,
}

COMPARING: frozenset[str] = frozenset()
"""Aggregators whose score of a unit depends on the other units."""

__all__ = ["AGGREGATORS", "COMPARING", "standard_error"]
