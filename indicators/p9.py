"""P9 专题交流展示频次. Topical displays within the group per term."""

from __future__ import annotations

import polars as pl

from indicators._logs import SILENT_EN, SILENT_ZH, sessions_of
from toolkit.indicator import indicator

KINDS = ("exchange_display",)


@indicator(
    "P9",
    zh="专题交流展示频次",
    en="displays within the group per term",
    unit="sessions",
    direction=1,
    scale="ratio",
    definition_zh=f"本学年集团内专题交流展示的次数/2学期。{SILENT_ZH}",
    definition_en=f"displays within the group in the school year / 2 terms. {SILENT_EN}",
    source="activity log",
    authority="cfg",
    level="group",
)
def displays(activities: pl.LazyFrame) -> pl.LazyFrame:
    """Topical displays within the group per term."""
    return sessions_of(activities, KINDS, per=2)
