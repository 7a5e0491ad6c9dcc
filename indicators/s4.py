"""S4 艺术素养Ⅱ级及以上比例. Pupils at arts level II or above in percent of those assessed."""

from __future__ import annotations

import polars as pl

from indicators._share import sampled_share
from toolkit.indicator import indicator


@indicator(
    "S4",
    zh="艺术素养Ⅱ级及以上比例",
    en="students at arts level II or above",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh="艺术Ⅱ级及以上人数/艺术测评人数。标准误为Jeffreys先验的后验标准差(在校学生视为众多可能届次之一)。",
    definition_en="students at arts level II or above / students assessed. The standard error is the posterior standard deviation under Jeffreys' prior: the students are one cohort of many possible ones.",
    source="monitoring",
    authority="cfg",
)
def arts(school_year: pl.LazyFrame) -> pl.LazyFrame:
    """Pupils at arts level II or above in percent of those assessed."""
    return school_year.select("school_id", "period", **sampled_share(pl.col("arts_level2"), pl.col("arts_assessed")))
