"""T5 教师五年360学时培训完成率. Teachers with 360 hours of training in five school years."""

from __future__ import annotations

import polars as pl

from indicators._share import share
from indicators._staff import TEACHER, UNKNOWN_EN, UNKNOWN_ZH, known_enough
from indicators._training import covered, window, years_logged
from toolkit.indicator import indicator

YEARS = 5
HOURS_PER_YEAR = 72


@indicator(
    "T5",
    zh="教师五年360学时培训完成率",
    en="teachers with 360 hours of training in five years",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=f"100×培训学时达标的专任教师数/专任教师数。达标指含本学年在内的五个学年累计满360学时;教龄不足五年者按每年72学时×教龄(至少1年)折算(折算办法为配置)。培训记录全市无任何一行的学年视为未登记,要求按已登记学年数折算。教龄{UNKNOWN_ZH}",
    definition_en=f"100 x teachers who reach the hours / teachers. The requirement is 360 hours over this school year and the four before it; with fewer than five years of service it is 72 hours x years of service, at least one (pro rata: configuration). School years of which the log holds no row at all count as not recorded, and the requirement shrinks to 72 hours x recorded years. Years of service: {UNKNOWN_EN}",
    source="training log, staff register",
    prepare=[years_logged],
    authority="nat",
)
def training_completed(
    training: pl.LazyFrame, years_logged: pl.LazyFrame, staff: pl.LazyFrame, calendar: pl.LazyFrame
) -> pl.LazyFrame:
    """Teachers with 360 hours of training in five school years."""
    hours = (
        training.select("staff_id", within="period", hours=(pl.col("hours") * 100).round().cast(pl.Int64))
        .join(window(calendar, YEARS), on="within")
        .group_by("staff_id", "period")
        .agg(hours=pl.col("hours").sum())
    )
    years = pl.min_horizontal(pl.col("service_years").clip(1, YEARS), "covered")
    reached = pl.col("hours").fill_null(0) >= years * HOURS_PER_YEAR * 100
    counts = (
        staff.filter(TEACHER)
        .join(covered(years_logged, calendar, YEARS), on="period")
        .join(hours, on=["staff_id", "period"], how="left")
        .group_by("school_id", "period")
        .agg(
            reached=(reached & pl.col("service_years").is_not_null()).sum(),
            known=pl.col("service_years").is_not_null().sum(),
            unknown=pl.col("service_years").is_null().sum(),
        )
    )
    part = pl.when(known_enough(pl.col("unknown"), pl.col("known") + pl.col("unknown"))).then("reached")
    return counts.select("school_id", "period", **share(part, pl.col("known")))
