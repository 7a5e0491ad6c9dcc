"""Normalisers: indicators in their own units become scores on one scale, higher is better."""

from __future__ import annotations

from toolkit.normalise._base import ConstantIndicatorWarning, EmptyIndicatorWarning, Normaliser
from toolkit.normalise.bands import Bands
from toolkit.normalise.borda import Borda
from toolkit.normalise.distance_to_max import DistanceToMax
from toolkit.normalise.distance_to_reference import DistanceToReference
from toolkit.normalise.distance_to_target import DistanceToTarget
from toolkit.normalise.fraction_of_max import FractionOfMax
from toolkit.normalise.goalposts import Goalposts
from toolkit.normalise.minmax import MinMax
from toolkit.normalise.moving_reference import MovingReference
from toolkit.normalise.normal_scores import NormalScores
from toolkit.normalise.percent_rank import PercentRank
from toolkit.normalise.rank import Rank
from toolkit.normalise.robust import Robust, ZeroSpreadWarning
from toolkit.normalise.zscore import ZScore

NORMALISERS: dict[str, type[Normaliser]] = {
    "goalposts": Goalposts,
    "minmax": MinMax,
    "zscore": ZScore,
    "robust": Robust,
    "rank": Rank,
    "percent_rank": PercentRank,
    "borda": Borda,
    "distance_to_target": DistanceToTarget,
    "distance_to_reference": DistanceToReference,
    "distance_to_max": DistanceToMax,
    "fraction_of_max": FractionOfMax,
    "normal_scores": NormalScores,
    "bands": Bands,
    "moving_reference": MovingReference,
}

__all__ = ["NORMALISERS", "ConstantIndicatorWarning", "EmptyIndicatorWarning", "Normaliser", "ZeroSpreadWarning"]
