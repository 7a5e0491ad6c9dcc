"""Normalisers: indicators in their own units become scores on one scale, higher is better."""

from __future__ import annotations

from toolkit.normalise._base import ConstantIndicatorWarning, EmptyIndicatorWarning, Normaliser
from toolkit.normalise.goalposts import Goalposts
from toolkit.normalise.minmax import MinMax
from toolkit.normalise.percent_rank import PercentRank
from toolkit.normalise.rank import Rank
from toolkit.normalise.zscore import ZScore

NORMALISERS: dict[str, type[Normaliser]] = {
    "goalposts": Goalposts,
    "minmax": MinMax,
    "zscore": ZScore,
    "rank": Rank,
    "percent_rank": PercentRank,
}

__all__ = ["NORMALISERS", "ConstantIndicatorWarning", "EmptyIndicatorWarning", "Normaliser"]
