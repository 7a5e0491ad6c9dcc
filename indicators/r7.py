"""R7 每百名学生拥有网络多媒体教室数. Networked multimedia rooms per 100 pupils."""

from __future__ import annotations

import polars as pl

from indicators._share import ratio
from toolkit.indicator import indicator


@indicator(
    "R7",
    zh="每百名学生拥有网络多媒体教室数",
    en="networked multimedia rooms per 100 students",
    unit="per 100",
    direction=1,
    scale="ratio",
    definition_zh="100×网络多媒体教室数/在校生数。",
    definition_en="100 x networked multimedia rooms / students.",
    source="annual return",
    authority="nat",
)
def multimedia_rooms(school_year: pl.LazyFrame) -> pl.LazyFrame:
    """Networked multimedia rooms per 100 pupils."""
    return school_year.select("school_id", "period", **ratio(pl.col("multimedia_rooms"), pl.col("pupils"), 100))
