"""Calibration of weights: the engine of the notebook in which researchers settle them.

Every result is a `toolkit.weigh.Weights` (weights >= 0, sum 1, `.report`) with an account of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.calibrate.experts import JudgedWeights, ahp, bwm
from toolkit.calibrate.group import GroupWeights, group_ahp
from toolkit.calibrate.group_bwm import group_bwm
from toolkit.calibrate.points import PointWeights, delphi, group_points
from toolkit.calibrate.sheets import Sheet, comparisons_from, points_from, rounds_from
from toolkit.calibrate.side_by_side import SideBySide, side_by_side
from toolkit.calibrate.targets import effective_importance, to_importance, to_outcome, to_verdicts
from toolkit.calibrate.tree import TreeWeights, from_judgements, read_judgements
from toolkit.calibrate.workbook import write_judgements

if TYPE_CHECKING:
    from toolkit.calibrate.estimator import VerdictWeights as VerdictWeights

__all__ = [
    "GroupWeights",
    "JudgedWeights",
    "PointWeights",
    "Sheet",
    "SideBySide",
    "TreeWeights",
    "VerdictWeights",
    "ahp",
    "bwm",
    "comparisons_from",
    "delphi",
    "effective_importance",
    "from_judgements",
    "group_ahp",
    "group_bwm",
    "group_points",
    "points_from",
    "read_judgements",
    "rounds_from",
    "side_by_side",
    "to_importance",
    "to_outcome",
    "to_verdicts",
    "write_judgements",
]


def __getattr__(name: str) -> Any:
    if name == "VerdictWeights":  # scikit-learn is slow to import
        from toolkit.calibrate.estimator import VerdictWeights

        return VerdictWeights
    raise AttributeError(f"module 'toolkit.calibrate' has no attribute {name!r}")
