"""S3 新增近视率. New cases of myopia among the students who were not myopic a year before."""

from __future__ import annotations

import polars as pl

from indicators._share import sampled_share
from toolkit.indicator import indicator


@indicator(
    "S3",
    zh="新增近视率",
    en="new cases of myopia among students at risk",
    unit="%",
    direction=-1,
    scale="ratio",
    definition_zh="100×本学年新增近视学生数/复查的非近视学生数(上一学年筛查未近视、本学年再次筛查者);已近视的学生不在分母中。标准误为Jeffreys先验的后验标准差(在校学生视为众多可能届次之一)。",
    definition_en="100 x students found myopic for the first time / students screened again who were not myopic a year before; students already myopic are not counted. The standard error is the posterior standard deviation under Jeffreys' prior: the students are one cohort of many possible ones.",
    source="screening",
    authority="cfg",
)
def new_myopia(school_year: pl.LazyFrame) -> pl.LazyFrame:
    """Return new cases of myopia in percent of the students at risk."""
    return school_year.select("school_id", "period", **sampled_share(pl.col("myopia_new"), pl.col("myopia_at_risk")))
