"""Flags 预警提示: for enquiry, never a verdict. Each rule is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from toolkit.flags._fdr import Discoveries, bayes_fdr, benjamini_hochberg, storey
from toolkit.flags._funnel import funnel
from toolkit.flags._posterior import PRIORS, posterior_below, posterior_moments
from toolkit.flags.below_standard import below_standard
from toolkit.flags.decline import decline
from toolkit.flags.insufficient_data import insufficient_data
from toolkit.flags.lead_dilution import lead_dilution
from toolkit.flags.low_coverage import low_coverage
from toolkit.flags.peers_outlier import peers_outlier
from toolkit.flags.sharp_change import sharp_change
from toolkit.flags.spread import spread
from toolkit.flags.weakest_member import weakest_member

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

FLAG_RULES: dict[str, Callable[[ScoringRun], pl.DataFrame]] = {
    "below_standard": below_standard,
    "peers_outlier": peers_outlier,
    "decline": decline,
    "lead_dilution": lead_dilution,
    "spread": spread,
    "weakest_member": weakest_member,
    "low_coverage": low_coverage,
    "insufficient_data": insufficient_data,
    "sharp_change": sharp_change,
}

__all__ = [
    "FLAG_RULES",
    "PRIORS",
    "Discoveries",
    "bayes_fdr",
    "benjamini_hochberg",
    "flag",
    "funnel",
    "posterior_below",
    "posterior_moments",
    "storey",
]


def flag(run: ScoringRun) -> pl.DataFrame:
    """Apply the rules that the study names; one row a unit, period, rule and node (schemas.derived.Flags)."""
    tables = [FLAG_RULES[rule](run) for rule in run.study.flags.rules]
    return pl.concat([run.flags, *tables]).sort("level", "unit_id", "period", "rule", "node")
