"""Weightings: how much each indicator counts, and how that came about."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.weigh._result import UninformativeWarning, Weights
from toolkit.weigh.ahp import ahp
from toolkit.weigh.benefit_of_doubt import benefit_of_doubt
from toolkit.weigh.budget import budget
from toolkit.weigh.bwm import bwm
from toolkit.weigh.cilos import cilos
from toolkit.weigh.combined import combined
from toolkit.weigh.correlation import correlation
from toolkit.weigh.critic import critic
from toolkit.weigh.cv import cv
from toolkit.weigh.delphi import delphi
from toolkit.weigh.entropy import entropy
from toolkit.weigh.equal import equal
from toolkit.weigh.factor import factor
from toolkit.weigh.framework import framework
from toolkit.weigh.gini import gini
from toolkit.weigh.idocriw import idocriw
from toolkit.weigh.importance import importance
from toolkit.weigh.merec import merec
from toolkit.weigh.outcome import outcome
from toolkit.weigh.pca import pca
from toolkit.weigh.rank_order_centroid import rank_order_centroid
from toolkit.weigh.rank_reciprocal import rank_reciprocal
from toolkit.weigh.rank_sum import rank_sum
from toolkit.weigh.sd import sd
from toolkit.weigh.swing import swing
from toolkit.weigh.verdicts import verdicts

WEIGHTINGS: dict[str, Callable[..., Weights]] = {
    "framework": framework,
    "equal": equal,
    "sd": sd,
    "cv": cv,
    "entropy": entropy,
    "critic": critic,
    "merec": merec,
    "cilos": cilos,
    "idocriw": idocriw,
    "gini": gini,
    "pca": pca,
    "factor": factor,
    "correlation": correlation,
    "ahp": ahp,
    "bwm": bwm,
    "budget": budget,
    "swing": swing,
    "rank_order_centroid": rank_order_centroid,
    "rank_sum": rank_sum,
    "rank_reciprocal": rank_reciprocal,
    "delphi": delphi,
    "combined": combined,
    "importance": importance,
    "verdicts": verdicts,
    "outcome": outcome,
    "benefit_of_doubt": benefit_of_doubt,
}

KEYED = ("verdicts", "outcome")
"""Weightings that need to know which row is which unit: a study hands them the column unit_id as well."""

__all__ = ["KEYED", "WEIGHTINGS", "UninformativeWarning", "Weights"]
