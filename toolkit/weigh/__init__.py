"""Weightings: how much each indicator counts, and how that came about."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.weigh._result import UninformativeWarning, Weights
from toolkit.weigh.critic import critic
from toolkit.weigh.entropy import entropy
from toolkit.weigh.equal import equal
from toolkit.weigh.framework import framework

WEIGHTINGS: dict[str, Callable[..., Weights]] = {
    "framework": framework,
    "equal": equal,
    "entropy": entropy,
    "critic": critic,
}

__all__ = ["WEIGHTINGS", "UninformativeWarning", "Weights"]
