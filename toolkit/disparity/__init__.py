"""Disparity: how far schools, members of a group or districts are apart. Formulas in docs/methods/disparity.md."""

from __future__ import annotations

from toolkit.disparity._groups import Decomposition
from toolkit.disparity.atkinson import atkinson
from toolkit.disparity.corrected import Corrected, corrected
from toolkit.disparity.county import (
    COUNTY_LIMITS,
    SCHOOL_VERDICTS,
    STAGE_FACTORS,
    Stages,
    school_verdicts,
    split_stages,
    within_county_limit,
)
from toolkit.disparity.county_cv import county_cv, county_verdicts
from toolkit.disparity.cv import cv
from toolkit.disparity.dagum import Dagum, dagum
from toolkit.disparity.gini import gini
from toolkit.disparity.interval import Interval, interval
from toolkit.disparity.percentiles import p90_p10, share_below
from toolkit.disparity.theil import mean_log_deviation, theil
from toolkit.disparity.variance_ratio import variance_ratio

__all__ = [
    "COUNTY_LIMITS",
    "SCHOOL_VERDICTS",
    "STAGE_FACTORS",
    "Corrected",
    "Dagum",
    "Decomposition",
    "Interval",
    "Stages",
    "atkinson",
    "corrected",
    "county_cv",
    "county_verdicts",
    "cv",
    "dagum",
    "gini",
    "interval",
    "mean_log_deviation",
    "p90_p10",
    "school_verdicts",
    "share_below",
    "split_stages",
    "theil",
    "variance_ratio",
    "within_county_limit",
]
