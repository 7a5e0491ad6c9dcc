"""S9 初中三年巩固率. Students of the junior cohort who are still there after three years."""

from __future__ import annotations

import polars as pl

from indicators._share import sampled_share
from toolkit.indicator import indicator

STAGES = ("junior", "nine_year")


@indicator(
    "S9",
    zh="初中三年巩固率",
    en="three-year retention of the junior cohort",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh="100×毕业年级中仍在读的人数/该届三年前入学人数(加转入、减转出和死亡)。只适用于初中和九年一贯制学校,其他学段不适用。标准误为Jeffreys先验的后验标准差(该届学生视为众多可能届次之一)。",
    definition_en="100 x students still there in the final junior grade / those who entered three years before, plus those who moved in, less those who moved out or died. Junior and nine-year schools only, not applicable to other stages. The standard error is the posterior standard deviation under Jeffreys' prior: the cohort is one of many possible ones.",
    source="register",
    authority="nat",
)
def junior_retention(school_year: pl.LazyFrame, schools: pl.LazyFrame) -> pl.LazyFrame:
    """Students of the junior cohort who are still there, in percent of those who entered."""
    rows = school_year.join(schools.select("school_id", "stage"), on="school_id", how="left")
    applies = pl.col("stage").is_in(STAGES)
    part = pl.when(applies.fill_null(True)).then("junior_retained")
    return rows.select(
        "school_id",
        "period",
        **sampled_share(part, pl.col("junior_entrants")),
        status=pl.when(~applies).then(pl.lit("not_applicable")),
    )
