"""P6 学生联合培养清单. Systems of joint student development, in percent."""

from __future__ import annotations

import polars as pl

from indicators._agreement import PARTS_EN, PARTS_ZH, share_of_parts
from toolkit.indicator import indicator

PARTS = (
    "joint_activities",
    "joint_cohorts",
)


@indicator(
    "P6",
    zh="学生联合培养清单",
    en="checklist of joint student development",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=f"清单:学生活动与家庭教育联合运作机制、学生联合培养试验。{PARTS_ZH}",
    definition_en=f"Checklist: joint working of student activities and family guidance, joint education of students on trial. {PARTS_EN}",
    source="agreements",
    authority="cfg",
    level="group",
)
def student_systems(agreements: pl.LazyFrame, calendar: pl.LazyFrame) -> pl.LazyFrame:
    """Systems of joint student development, in percent."""
    return share_of_parts(agreements, calendar, PARTS)
