"""P15 区级及以上交流展示次数. Showcases to the district and the city in a school year."""

from __future__ import annotations

import polars as pl

from indicators._logs import SILENT_EN, SILENT_ZH, sessions_of
from toolkit.indicator import indicator

KINDS = (
    "district_showcase",
    "city_showcase",
)


@indicator(
    "P15",
    zh="区级及以上交流展示次数",
    en="showcases to the district and the city",
    unit="sessions",
    direction=1,
    scale="ratio",
    definition_zh=f"本学年全区和全市交流展示的次数。{SILENT_ZH}",
    definition_en=f"showcases to the district and the city in the school year. {SILENT_EN}",
    source="activity log",
    authority="cfg",
    level="group",
)
def showcases(activities: pl.LazyFrame) -> pl.LazyFrame:
    """Showcases to the district and the city in a school year."""
    return sessions_of(activities, KINDS)
