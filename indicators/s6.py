"""S6 参加跨校活动学生比例. Pupils in at least one cross-school activity."""

from __future__ import annotations

import polars as pl

from indicators._share import share
from toolkit.indicator import indicator


@indicator(
    "S6",
    zh="参加跨校活动学生比例",
    en="students in at least one cross-school activity",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh="参加至少一次跨校活动的学生数/在校生数;全数统计,标准误为0。",
    definition_en="students in at least one cross-school activity / students; counted in full, standard error 0.",
    source="activity log",
    authority="cfg",
)
def cross_school_activity(school_year: pl.LazyFrame) -> pl.LazyFrame:
    """Pupils in at least one cross-school activity."""
    return school_year.select("school_id", "period", **share(pl.col("students_cross_school"), pl.col("pupils")))
