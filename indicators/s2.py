"""S2 体质健康优良率. Pupils of good or better fitness in percent of those tested."""

from __future__ import annotations

import polars as pl

from indicators._share import sampled_share
from toolkit.indicator import indicator


@indicator(
    "S2",
    zh="体质健康优良率",
    en="students of good or better fitness",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh="体质良好及以上人数/体质测试人数。标准误为Jeffreys先验的后验标准差(在校学生视为众多可能届次之一)。",
    definition_en="students of good or better fitness / students tested. The standard error is the posterior standard deviation under Jeffreys' prior: the students are one cohort of many possible ones.",
    source="fitness test",
    authority="cfg",
)
def fitness(school_year: pl.LazyFrame) -> pl.LazyFrame:
    """Pupils of good or better fitness in percent of those tested."""
    return school_year.select("school_id", "period", **sampled_share(pl.col("fitness_good"), pl.col("fitness_tested")))
