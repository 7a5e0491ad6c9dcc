"""T7 新教师师徒结对比例. Novice teachers with a mentor."""

from __future__ import annotations

import polars as pl

from indicators._share import share
from indicators._staff import TEACHER, UNKNOWN_EN, UNKNOWN_ZH, known_enough
from toolkit.indicator import indicator

NOVICE_YEARS = 3
"""Years of service below which a teacher is a novice."""


@indicator(
    "T7",
    zh="新教师师徒结对比例",
    en="novice teachers with a mentor",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=f"100×有指导教师的新教师数/新教师数;新教师指教龄不满{NOVICE_YEARS}年的专任教师(配置)。没有新教师的学校不适用。教龄:{UNKNOWN_ZH}是否结对缺失者不计入,超过新教师10%时视为缺失。",
    definition_en=f"100 x novices with a mentor / novices, teachers of less than {NOVICE_YEARS} years of service (configuration). Not applicable to a school without novices. Years of service: {UNKNOWN_EN} Novices of whom it is unknown whether they have a mentor are left out; above 10 % of the novices the value is missing.",
    source="pair log, staff register",
    authority="cfg",
)
def novices_mentored(staff: pl.LazyFrame) -> pl.LazyFrame:
    """Novice teachers with a mentor in percent of the novices."""
    novice, mentored = pl.col("service_years") < NOVICE_YEARS, pl.col("mentored")
    counts = (
        staff.filter(TEACHER)
        .group_by("school_id", "period")
        .agg(
            mentored=(novice & mentored).sum(),
            known=(novice & mentored.is_not_null()).sum(),
            novices=novice.sum(),
            ageless=pl.col("service_years").is_null().sum(),
            teachers=pl.len(),
        )
    )
    told = known_enough(pl.col("novices") - pl.col("known"), pl.col("novices"))
    aged = known_enough(pl.col("ageless"), pl.col("teachers"))
    return counts.select(
        "school_id",
        "period",
        **share(pl.when(told & aged).then("mentored"), pl.col("known")),
        status=pl.when((pl.col("novices") == 0) & aged).then(pl.lit("not_applicable")),
    )
