"""P8 教学常规统一清单. Routine of teaching in common, in percent."""

from __future__ import annotations

import polars as pl

from indicators._agreement import PARTS_EN, PARTS_ZH, share_of_parts
from toolkit.indicator import indicator

PARTS = ("teaching_routine",)


@indicator(
    "P8",
    zh="教学常规统一清单",
    en="checklist of joint teaching research",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=f"清单:统一的教学常规管理制度。{PARTS_ZH}",
    definition_en=f"Checklist: common routine of teaching. {PARTS_EN}",
    source="agreements",
    authority="cfg",
    level="group",
)
def teaching_routine(agreements: pl.LazyFrame, calendar: pl.LazyFrame) -> pl.LazyFrame:
    """Routine of teaching in common, in percent."""
    return share_of_parts(agreements, calendar, PARTS)
