"""P3 校园文化一体化清单. Plan for a common culture, in percent."""

from __future__ import annotations

import polars as pl

from indicators._agreement import PARTS_EN, PARTS_ZH, share_of_parts
from toolkit.indicator import indicator

PARTS = ("culture_plan",)


@indicator(
    "P3",
    zh="校园文化一体化清单",
    en="checklist of a common culture",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=f"清单:校园文化一体化方案。{PARTS_ZH}",
    definition_en=f"Checklist: plan for a common culture. {PARTS_EN}",
    source="agreements",
    authority="cfg",
    level="group",
)
def culture_plan(agreements: pl.LazyFrame, calendar: pl.LazyFrame) -> pl.LazyFrame:
    """Plan for a common culture, in percent."""
    return share_of_parts(agreements, calendar, PARTS)
