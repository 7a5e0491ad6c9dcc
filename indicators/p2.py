"""P2 集团工作例会次数. Meetings of the group in a school year."""

from __future__ import annotations

import polars as pl

from indicators._logs import SILENT_EN, SILENT_ZH, sessions_of
from toolkit.indicator import indicator

KINDS = ("meeting",)


@indicator(
    "P2",
    zh="集团工作例会次数",
    en="meetings of the group",
    unit="sessions",
    direction=1,
    scale="ratio",
    definition_zh=f"本学年集团工作例会的次数。{SILENT_ZH}",
    definition_en=f"meetings of the group in the school year. {SILENT_EN}",
    source="activity log",
    authority="cfg",
    level="group",
)
def meetings(activities: pl.LazyFrame) -> pl.LazyFrame:
    """Meetings of the group in a school year."""
    return sessions_of(activities, KINDS)
