"""Weightings: how much each indicator counts, and how that came about."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.weigh._result import UninformativeWarning, Weights
from toolkit.weigh.cilos import cilos
from toolkit.weigh.correlation import correlation
from toolkit.weigh.critic import critic
from toolkit.weigh.cv import cv
from toolkit.weigh.entropy import entropy
from toolkit.weigh.equal import equal
from toolkit.weigh.factor import factor
from toolkit.weigh.framework import framework
from toolkit.weigh.gini import gini
from toolkit.weigh.idocriw import idocriw
from toolkit.weigh.merec import merec
from toolkit.weigh.pca import pca
from toolkit.weigh.sd import sd

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
}

__all__ = ["WEIGHTINGS", "UninformativeWarning", "Weights"]
