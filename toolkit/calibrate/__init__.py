"""Calibration of weights: the engine of the notebook in which researchers settle them.

Every result is a `toolkit.weigh.Weights` (weights >= 0, sum 1, `.report`) with an account of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.calibrate.experts import JudgedWeights, ahp, bwm
from toolkit.calibrate.group import GroupWeights, group_ahp
from toolkit.calibrate.group_bwm import group_bwm
from toolkit.calibrate.sheets import Sheet, comparisons_from, points_from, rounds_from
from toolkit.calibrate.side_by_side import SideBySide, side_by_side
from toolkit.calibrate.targets import effective_importance, to_importance, to_outcome, to_verdicts

if TYPE_CHECKING:
    from toolkit.calibrate.estimator import VerdictWeights as VerdictWeights

__all__ = [
    "GroupWeights",
    "JudgedWeights",
    "Sheet",
    "SideBySide",
    "VerdictWeights",
    "ahp",
    "bwm",
    "comparisons_from",
    "effective_importance",
    "group_ahp",
    "group_bwm",
    "points_from",
    "rounds_from",
    "side_by_side",
    "to_importance",
    "to_outcome",
    "to_verdicts",
]


def __getattr__(name: str) -> Any:
    if name == "VerdictWeights":  # scikit-learn is slow to import
        from toolkit.calibrate.estimator import VerdictWeights

        return VerdictWeights
    raise AttributeError(f"module 'toolkit.calibrate' has no attribute {name!r}")
