"""Q4 成员校与总校差距年变化. Yearly slope of the gap between the lead school and its members."""

from __future__ import annotations

import polars as pl

from indicators._value_added import FINE, modelled, students_compared
from toolkit.exact import fixed_sum, ordered_sum
from toolkit.indicator import indicator

GROUP = ["group_id", "period"]
SHARE = 0.5


@indicator(
    "Q4",
    zh="成员校与总校学业差距的年变化",
    en="yearly change of the gap between lead and members",
    unit="SD/yr",
    direction=-1,
    scale="interval",
    definition_zh="差距=总校平均成绩−成员校平均成绩(按学段和学科标准化,以学生标准差为单位;缺任一监测学科成绩的学生不计)。每所成员校从进入集团的学年起,对学年作最小二乘回归得年变化,再按成员权重平均;负值表示差距缩小。至少两个学年、且有数据的成员校占权重一半以上,否则缺失;没有总校或成员校、或总校仅有一个学年的不适用。标准误只含学生抽样误差。",
    definition_en="gap = mean result of the lead school - mean result of a member (standardised by stage and subject, in standard deviations of students; a student counts only with a result in every monitored subject). For each member the least-squares slope over the school years since it joined, averaged with the weights of the members; negative: the gap narrows. Missing with fewer than two school years, or when members with a slope hold less than half of the weight; not applicable without a lead or members, or in the first year of the lead. The standard error is the sampling error of students only.",
    source="pupil scores, spells",
    authority="cfg",
    level="group",
    prepare=[students_compared],
)
def gap_slope(students_compared: pl.LazyFrame, members: pl.LazyFrame) -> pl.LazyFrame:
    """Yearly slope of the gap between the lead school and its members."""
    means = _means(students_compared)
    place = members.select(*GROUP, "school_id", "role", "weight").with_columns(place=True)
    return modelled(pl.concat([means, place], how="diagonal"), _gaps, "group_id", status=True)


def _gaps(rows: pl.DataFrame) -> pl.DataFrame:
    place = rows.lazy().filter("place").select(*GROUP, "school_id", "role", "weight")
    means = rows.lazy().filter(pl.col("place").is_null()).select("school_id", "period", "mean", "n", "error")
    lead = place.filter(pl.col("role") == "lead").group_by(GROUP).agg(lead_id=pl.col("school_id").min())
    member = place.filter(pl.col("role") == "member").select(*GROUP, "school_id", "weight")
    years = member.join(lead, on=GROUP).select("group_id", "school_id", "lead_id", then="period")
    now = member.join(lead, on=GROUP)
    spans = now.join(years, on=["group_id", "school_id", "lead_id"]).filter(pl.col("then") <= pl.col("period"))
    led = lead.join(lead.rename({"period": "then"}), on=["group_id", "lead_id"]).filter(
        pl.col("then") <= pl.col("period")
    )
    pairs = (
        spans.join(means, left_on=["school_id", "then"], right_on=["school_id", "period"])
        .join(means, left_on=["lead_id", "then"], right_on=["school_id", "period"], suffix="_lead")
        .with_columns(year=pl.col("then").str.slice(0, 4).cast(pl.Int64))
    )
    slopes = _slopes(pairs)
    counted = (
        now.group_by(GROUP)
        .agg(whole=ordered_sum(pl.col("weight")))
        .join(led.group_by(GROUP).agg(led=pl.len()), on=GROUP, how="left")
        .join(slopes, on=GROUP, how="left")
    )
    every = place.select(GROUP).unique().join(counted, on=GROUP, how="left")
    enough = (pl.col("known") >= SHARE * pl.col("whole")) & (pl.col("known") > 0)
    return every.select(
        *GROUP,
        value=pl.when(enough).then(pl.col("value")),
        se=pl.when(enough).then(pl.col("variance").sqrt()),
        n=pl.col("n").fill_null(0),
        status=pl.when(pl.col("whole").is_null() | (pl.col("led") < 2)).then(pl.lit("not_applicable")),
    ).collect()


def _means(students: pl.LazyFrame) -> pl.LazyFrame:
    """Return mean result, its sampling variance and the students of each school and year; a single student has no variance."""
    z, n = pl.col("score"), pl.col("n").cast(pl.Float64)
    sums = students.group_by("school_id", "period").agg(
        n=pl.len().cast(pl.Int64),
        mean=fixed_sum(z, FINE) / 2.0**FINE / pl.len(),
        squares=fixed_sum(z * z, FINE) / 2.0**FINE,
    )
    spread = (pl.col("squares") - n * pl.col("mean").pow(2)).clip(lower_bound=0.0) / ((n - 1) * n)
    return sums.select("school_id", "period", "mean", "n", error=pl.when(n > 1).then(spread))


def _slopes(pairs: pl.LazyFrame) -> pl.LazyFrame:
    """Return the mean slope of each group with its sampling variance: a lead's error is shared by all its members."""
    member = [*GROUP, "school_id"]
    away = pl.col("year") - pl.col("year").mean().over(member)
    usable = (
        pairs.with_columns(ss=away.pow(2).sum().over(member), away=away)
        .filter((pl.col("ss") > 0) & (pl.col("weight") > 0))
        .with_columns(known=pl.col("weight"))
    )
    whole = usable.unique(member).group_by(GROUP).agg(known=ordered_sum(pl.col("weight")))
    part = (
        usable.drop("known")
        .join(whole, on=GROUP)
        .with_columns(c=pl.col("weight") / pl.col("known") * pl.col("away") / pl.col("ss"))
    )
    own = part.group_by(GROUP).agg(
        known=pl.col("known").first(),
        value=ordered_sum(pl.col("c") * (pl.col("mean_lead") - pl.col("mean"))),
        variance=ordered_sum(pl.col("c").pow(2) * pl.col("error")),
        unknown=(pl.col("error").is_null() | pl.col("error_lead").is_null()).any(),
        n=pl.col("n").filter(pl.col("then") == pl.col("period")).sum(),
    )
    lead = (
        part.group_by(*GROUP, "then")
        .agg(c=ordered_sum(pl.col("c")), error=pl.col("error_lead").first(), n=pl.col("n_lead").first())
        .group_by(GROUP)
        .agg(
            more=ordered_sum(pl.col("c").pow(2) * pl.col("error")),
            n_lead=pl.col("n").filter(pl.col("then") == pl.col("period")).sum(),
        )
    )
    return own.join(lead, on=GROUP).select(
        *GROUP,
        "known",
        "value",
        variance=pl.when(~pl.col("unknown")).then(pl.col("variance") + pl.col("more")),
        n=pl.col("n") + pl.col("n_lead"),
    )
