"""P4 师资共享制度清单. Systems of staff sharing, in percent."""

from __future__ import annotations

import polars as pl

from indicators._agreement import PARTS_EN, PARTS_ZH, share_of_parts
from toolkit.indicator import indicator

PARTS = (
    "staff_exchange",
    "backbone_pool",
    "joint_training",
    "exchange_incentives",
)


@indicator(
    "P4",
    zh="师资共享制度清单",
    en="checklist of staff sharing",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=f"清单:干部教师交流制度、骨干教师“蓄水池”机制、统一培训培养制度、交流激励制度。{PARTS_ZH}",
    definition_en=f"Checklist: exchange of leaders and teachers, pool of backbone teachers, common training, incentives of exchange. {PARTS_EN}",
    source="agreements",
    authority="cfg",
    level="group",
)
def staff_systems(agreements: pl.LazyFrame, calendar: pl.LazyFrame) -> pl.LazyFrame:
    """Systems of staff sharing, in percent."""
    return share_of_parts(agreements, calendar, PARTS)
