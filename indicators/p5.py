"""P5 工作室与师徒结对. Sessions of studios and mentoring for each school of the group."""

from __future__ import annotations

import polars as pl

from indicators._logs import SILENT_EN, SILENT_ZH, sessions_of
from toolkit.indicator import indicator

KINDS = ("studio", "mentoring")
GROUP = ["group_id", "period"]


@indicator(
    "P5",
    zh="校均工作室与师徒结对次数",
    en="sessions of studios and mentoring per school",
    unit="sessions",
    direction=1,
    scale="ratio",
    definition_zh=f"本学年工作室(研修共同体)和师徒结对的次数/学年末集团学校数。{SILENT_ZH}",
    definition_en=f"sessions of studios (communities of practice) and mentoring in the school year / schools of the group at its end. {SILENT_EN}",
    source="activity log",
    authority="cfg",
    level="group",
)
def studios_and_mentoring(activities: pl.LazyFrame, members: pl.LazyFrame) -> pl.LazyFrame:
    """Sessions of studios and mentoring for each school of the group."""
    schools = members.group_by(GROUP).agg(schools=pl.len())
    counted = sessions_of(activities, KINDS).join(schools, on=GROUP)
    return counted.select(*GROUP, value=pl.col("value") / pl.col("schools"), se="se", n="n")
