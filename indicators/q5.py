"""Q5 校际差异率. Between-school share of the variance of results inside a group (difference rate)."""

from __future__ import annotations

import polars as pl

from toolkit.exact import ordered_sum
from toolkit.indicator import indicator
from toolkit.pool import Asking, Pool

GROUP = ["group_id", "period"]
STRATUM = [*GROUP, "stage"]
SCHOOL = [*STRATUM, "school_id"]


@indicator(
    "Q5",
    zh="学业成绩校际差异率",
    en="between-school share of the variance of results",
    unit="share",
    direction=-1,
    scale="ratio",
    definition_zh="集团内校间方差/总方差（组内相关系数，方差分析估计，负值记为0）。每名学生取其各学科成绩的平均，缺任一监测学科成绩的学生不计；不同学段的学校只在同学段内比较。只有一所学校、或各学段均只有一所学校的集团不适用。标准误用Swiger等(1964)的公式。",
    definition_en="Between-school variance / total variance inside the group (intraclass correlation, analysis of variance, a negative estimate counts as 0). A student counts with the mean of the subjects, and only with a result in every monitored subject; schools are compared within their stage. Not applicable where no stage has two schools. Standard error by Swiger et al. (1964), doi:10.2307/2527922.",
    source="monitoring",
    authority="cfg",
    level="group",
)
def difference_rate(assessments: pl.LazyFrame, schools: pl.LazyFrame, members: pl.LazyFrame) -> Asking[pl.LazyFrame]:
    """Between-school share of the variance of results, pooled within stages."""
    scored = assessments.filter(pl.col("score").is_not_null())
    subjects = yield Pool(scored.select("period", "subject").unique().collect(), ("period", "subject"))
    place = members.select(*GROUP, "school_id").join(schools.select("school_id", "stage"), on="school_id")
    # collected here: a plan that reads it in three places would run it more than once
    pupils = place.join(_students(scored, subjects.lazy()), on=["school_id", "period"]).collect().lazy()
    centre = pupils.group_by(STRATUM).agg(whole=pl.len(), grand=ordered_sum(pl.col("x")) / pl.len())
    school = pupils.group_by(SCHOOL).agg(n=pl.len(), mean=ordered_sum(pl.col("x")) / pl.len())
    within = (
        pupils.join(school, on=SCHOOL)
        .group_by(GROUP)
        .agg(within=ordered_sum((pl.col("x") - pl.col("mean")).pow(2)), students=pl.len())
    )
    between = (
        school.join(centre, on=STRATUM)
        .group_by(GROUP)
        .agg(
            between=ordered_sum(pl.col("n") * (pl.col("mean") - pl.col("grand")).pow(2)),
            squares=ordered_sum(pl.col("n").cast(pl.Float64).pow(2) / pl.col("whole")),
            schools=pl.len(),
            stages=pl.col("stage").n_unique(),
        )
    )
    comparable = place.group_by(STRATUM).agg(here=pl.len()).group_by(GROUP).agg(pairs=(pl.col("here") >= 2).any())
    rows = comparable.join(between, on=GROUP, how="left").join(within, on=GROUP, how="left")
    return _rate(rows)


def _students(scored: pl.LazyFrame, subjects: pl.LazyFrame) -> pl.LazyFrame:
    """Mean result of each student who has one in every subject of the school year."""
    every = subjects.group_by("period").agg(every=pl.len())
    return (
        scored.group_by("student_id", "school_id", "period")
        .agg(x=ordered_sum(pl.col("score")) / pl.len(), known=pl.len())
        .join(every, on="period")
        .filter(pl.col("known") == pl.col("every"))
        .select("school_id", "period", "x")
    )


def _rate(rows: pl.LazyFrame) -> pl.LazyFrame:
    free = (pl.col("schools") - pl.col("stages")).cast(pl.Float64)
    rest = (pl.col("students") - pl.col("schools")).cast(pl.Float64)
    enough = (free >= 1) & (rest >= 1)
    size = (pl.col("students") - pl.col("squares")) / free
    msb, msw = pl.col("between") / free, pl.col("within") / rest
    total = msb + (size - 1) * msw
    rho = pl.when(enough & (total > 0)).then(((msb - msw) / total).clip(lower_bound=0.0))
    spread = 2 * (pl.col("students") - 1) * (1 - rho).pow(2) * (1 + (size - 1) * rho).pow(2)
    return rows.select(
        *GROUP,
        value=rho,
        se=(spread / (size.pow(2) * rest * free)).sqrt(),
        n=pl.col("students").fill_null(0),
        status=pl.when(~pl.col("pairs")).then(pl.lit("not_applicable")),
    )
