"""The indicators of this case. Each is a plain function on the tables of `read.py`; none of it is in the toolkit."""

from __future__ import annotations

import polars as pl

from toolkit.indicator import Indicator, indicator

SIGMA = {"2016-17": 1.2297, "2017-18": 1.2626, "2018-19": 1.2815}
"""Standard deviation of pupils' Progress 8 in England. 2018-19 recomputed from the published intervals
(half-width x sqrt(n) / 1.96); the two earlier years from the metadata of FFT Education Datalab's table."""


def binomial_error(percent: pl.Expr, pupils: pl.Expr) -> pl.Expr:
    """Return the standard error of a percentage of pupils, in percentage points: sqrt(p (100 - p) / n)."""
    return (percent * (100 - percent) / pupils).sqrt()


@indicator(
    "INCOME",
    zh="生均收入",
    en="income per pupil",
    unit="£",
    direction=1,
    scale="ratio",
    definition_zh="学校总收入/在校生数",
    definition_en="total income of the school / pupils",
    source="DfE school finance, by FFT Education Datalab",
    authority="cfg",
)
def income(finance: pl.LazyFrame) -> pl.LazyFrame:
    """£ per pupil. Higher is not simply better: funding follows need and London prices (README)."""
    return finance.select("school_id", "period", value="income_per_pupil")


@indicator(
    "PTR",
    zh="生师比",
    en="pupils per qualified teacher",
    unit="pupils",
    direction=-1,
    scale="ratio",
    definition_zh="在校生数/合格教师数(折合全职)",
    definition_en="pupils / qualified teachers (full-time equivalent)",
    source="School workforce census",
    authority="cfg",
)
def pupils_per_teacher(workforce: pl.LazyFrame) -> pl.LazyFrame:
    """Fewer pupils a teacher is counted as more resource."""
    return workforce.select("school_id", "period", value="pupils_per_teacher")


@indicator(
    "P8",
    zh="进步八(增值)",
    en="Progress 8 (value added)",
    unit="grades",
    direction=1,
    scale="interval",
    definition_zh="学生八科成绩减去全国同起点学生的平均成绩",
    definition_en="mean of pupils' Attainment 8 less the national mean of pupils with the same results at 11",
    source="DfE key stage 4 performance tables",
    authority="DfE",
)
def progress8(results: pl.LazyFrame) -> pl.LazyFrame:
    """Progress 8 with the DfE's standard error sigma / sqrt(n): published interval = P8 ± 1.96 se."""
    sigma = pl.col("period").replace_strict(SIGMA, default=None, return_dtype=pl.Float64)
    return results.select(
        "school_id",
        "period",
        value="p8",
        se=pl.when(pl.col("p8").is_not_null()).then(sigma / pl.col("p8_pupils").sqrt()),
        n="p8_pupils",
        status="p8_status",
    )


@indicator(
    "ATT8",
    zh="成绩八",
    en="Attainment 8",
    unit="points",
    direction=1,
    scale="ratio",
    definition_zh="学生八科最好成绩之和的平均值(0–90)",
    definition_en="mean sum of pupils' grades in eight subjects (0–90)",
    source="DfE key stage 4 performance tables",
    authority="DfE",
)
def attainment8(results: pl.LazyFrame) -> pl.LazyFrame:
    """Attainment 8; the DfE prints no interval for it, so it counts as counted in full."""
    return results.select("school_id", "period", value="att8", n="cohort", status="att8_status")


@indicator(
    "DEST",
    zh="稳定去向率",
    en="sustained destinations",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh="连续两学期就学、就业或培训的毕业生/毕业生",
    definition_en="leavers in education, work or training for two terms / leavers",
    source="DfE key stage 4 destinations",
    authority="DfE",
)
def destinations(destinations: pl.LazyFrame) -> pl.LazyFrame:
    """Per cent of leavers, from the counts (the published percentages are whole numbers)."""
    share = 100 * pl.col("sustained") / pl.col("leavers")
    error = binomial_error(share, pl.col("leavers"))
    return destinations.select("school_id", "period", value=share, se=error, n="leavers", status="sustained_status")


@indicator(
    "PA10",
    zh="长期缺勤率",
    en="persistent absence",
    unit="%",
    direction=-1,
    scale="ratio",
    definition_zh="缺课达到10%的学生/学生",
    definition_en="pupils who missed 10 % of sessions or more / pupils",
    source="DfE pupil absence",
    authority="DfE",
)
def persistent_absence(attendance: pl.LazyFrame) -> pl.LazyFrame:
    """Per cent of pupils."""
    error = binomial_error(pl.col("persistent"), pl.col("pupils"))
    return attendance.select(
        "school_id", "period", value="persistent", se=error, n="pupils", status="persistent_status"
    )


@indicator(
    "EXCL",
    zh="停学率",
    en="fixed-period exclusions",
    unit="per 100",
    direction=-1,
    scale="ratio",
    definition_zh="停学次数/百名学生",
    definition_en="fixed-period exclusions per 100 pupils",
    source="DfE exclusions, by FFT Education Datalab",
    authority="cfg",
)
def exclusions(attendance: pl.LazyFrame) -> pl.LazyFrame:
    """Events, not pupils: one pupil may count more than once, so the Poisson error is a lower bound."""
    error = (100 * pl.col("exclusions") / pl.col("pupils")).sqrt()
    return attendance.select("school_id", "period", value="exclusions", se=error, n="pupils")


@indicator(
    "QTS",
    zh="教师资格率",
    en="teachers with qualified status",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh="具备教师资格的教师/教师",
    definition_en="teachers with qualified teacher status / teachers",
    source="School workforce census",
    authority="cfg",
)
def qualified(workforce: pl.LazyFrame) -> pl.LazyFrame:
    """Per cent of teachers."""
    return workforce.select("school_id", "period", value="qualified", n="teachers")


@indicator(
    "TEMP",
    zh="临聘岗位比例",
    en="posts filled by temporary staff",
    unit="%",
    direction=-1,
    scale="ratio",
    definition_zh="由临聘人员担任的全职岗位/全职岗位",
    definition_en="full-time posts filled by temporary staff / full-time posts",
    source="School workforce census",
    authority="cfg",
)
def temporary(workforce: pl.LazyFrame) -> pl.LazyFrame:
    """Per cent of posts."""
    return workforce.select("school_id", "period", value="temporary", n="teachers")


@indicator(
    "SICK",
    zh="人均病假天数",
    en="sick days per teacher",
    unit="days",
    direction=-1,
    scale="ratio",
    definition_zh="病假天数/请病假的教师",
    definition_en="days of sick leave / teachers who took any",
    source="School workforce census",
    authority="cfg",
)
def sick_days(workforce: pl.LazyFrame) -> pl.LazyFrame:
    """Days in the year."""
    return workforce.select("school_id", "period", value="sick_days", n="teachers")


ALL: dict[str, Indicator] = {
    one.id: one
    for one in (
        income,
        pupils_per_teacher,
        progress8,
        attainment8,
        destinations,
        persistent_absence,
        exclusions,
        qualified,
        temporary,
        sick_days,
    )
}
