"""P13 质量督导制度清单. Systems of quality supervision, in percent."""

from __future__ import annotations

import polars as pl

from indicators._agreement import PARTS_EN, PARTS_ZH, share_of_parts
from toolkit.indicator import indicator

PARTS = (
    "visiting_system",
    "quality_evaluation",
)


@indicator(
    "P13",
    zh="质量督导制度清单",
    en="checklist of quality supervision",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=f"清单:定期视导制度、集团教学质量评价体系。{PARTS_ZH}",
    definition_en=f"Checklist: system of regular visits, evaluation of teaching quality in the group. {PARTS_EN}",
    source="agreements",
    authority="cfg",
    level="group",
)
def supervision_systems(agreements: pl.LazyFrame, calendar: pl.LazyFrame) -> pl.LazyFrame:
    """Systems of quality supervision, in percent."""
    return share_of_parts(agreements, calendar, PARTS)
