"""P7 学生联合活动次数. Joint activities of students in a school year."""

from __future__ import annotations

import polars as pl

from indicators._logs import SILENT_EN, SILENT_ZH, sessions_of
from toolkit.indicator import indicator

KINDS = (
    "student_activity",
    "family_guidance",
)


@indicator(
    "P7",
    zh="学生联合活动次数",
    en="joint activities of students",
    unit="sessions",
    direction=1,
    scale="ratio",
    definition_zh=f"本学年学生活动和家庭教育指导的次数。{SILENT_ZH}",
    definition_en=f"activities of students and guidance of families in the school year. {SILENT_EN}",
    source="activity log",
    authority="cfg",
    level="group",
)
def student_activities(activities: pl.LazyFrame) -> pl.LazyFrame:
    """Joint activities of students in a school year."""
    return sessions_of(activities, KINDS)
