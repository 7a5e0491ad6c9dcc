"""Q7 课程开设率. Curriculum lessons taught in percent of those required."""

from __future__ import annotations

import polars as pl

from indicators._share import ratio
from toolkit.indicator import indicator


@indicator(
    "Q7",
    zh="课程开设率",
    en="curriculum lessons taught of those required",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh="100×实开课时/应开课时;可大于100。",
    definition_en="100 x lessons taught / lessons required; can exceed 100.",
    source="timetable",
    authority="cfg",
)
def lessons_taught(school_year: pl.LazyFrame) -> pl.LazyFrame:
    """Curriculum lessons taught in percent of those required."""
    return school_year.select("school_id", "period", **ratio(pl.col("lessons_taught"), pl.col("lessons_required"), 100))
