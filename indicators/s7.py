"""S7 长期缺勤学生比例. Pupils absent in 10 % of sessions or more."""

from __future__ import annotations

import polars as pl

from indicators._share import sampled_share
from toolkit.indicator import indicator


@indicator(
    "S7",
    zh="长期缺勤学生比例",
    en="persistently absent students",
    unit="%",
    direction=-1,
    scale="ratio",
    definition_zh="缺勤达10%及以上的学生数/在校生数。标准误为Jeffreys先验的后验标准差(在校学生视为众多可能届次之一)。",
    definition_en="students absent in 10 % of sessions or more / students. The standard error is the posterior standard deviation under Jeffreys' prior: the students are one cohort of many possible ones.",
    source="attendance",
    authority="cfg",
)
def persistent_absence(school_year: pl.LazyFrame) -> pl.LazyFrame:
    """Pupils absent in 10 % of sessions or more."""
    return school_year.select(
        "school_id", "period", **sampled_share(pl.col("students_persistent_absent"), pl.col("pupils"))
    )
