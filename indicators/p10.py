"""P10 资源共享制度清单. Systems of resource sharing, in percent."""

from __future__ import annotations

import polars as pl

from indicators._agreement import PARTS_EN, PARTS_ZH, share_of_parts
from toolkit.indicator import indicator

PARTS = (
    "sharing_platform",
    "sharing_rules",
)


@indicator(
    "P10",
    zh="资源共享制度清单",
    en="checklist of resource sharing",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=f"清单:资源共享平台、资源共享制度。{PARTS_ZH}",
    definition_en=f"Checklist: platform of sharing, rules of sharing. {PARTS_EN}",
    source="agreements",
    authority="cfg",
    level="group",
)
def sharing_systems(agreements: pl.LazyFrame, calendar: pl.LazyFrame) -> pl.LazyFrame:
    """Systems of resource sharing, in percent."""
    return share_of_parts(agreements, calendar, PARTS)
