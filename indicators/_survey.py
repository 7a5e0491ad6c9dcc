"""What the satisfaction indicators share: the last wave of a school year, and the share of the satisfied."""

from __future__ import annotations

import polars as pl

from indicators._share import sampled_share
from toolkit.exact import ordered_sum

SHARES = {"parents": 3, "students": 1, "teachers": 1, "community": 1}
"""Post-strata and their sizes in sixths: parents half, the others alike."""

SHARES_ZH = "以对象类别为层,层权重W取国家抽样方案的构成(教督〔2012〕3号,据某省方案转引:家长不少于一半,其余大致相等):家长1/2,学生、教师、社会各1/6;各层总体中社会人士的人数无从得知,故不按人数加权(配置)。"
SHARES_EN = (
    "Strata are the kinds of respondents, with the composition of the national sampling plan as their sizes W (document no. 3 of 2012, as "
    "cited in a provincial plan: parents at least half, the others about alike): parents 1/2, students, teachers and community 1/6 each. "
    "Nobody knows how many people the community is, so that sizes of populations can't be used (configuration)."
)

ZH = (
    "(满意+比较满意)/(有效问卷数−不了解),取该校该类对象本学年最后一批调查;n为分母。"
    "标准误为Jeffreys先验Beta(k+½, n−k+½)的后验标准差,0%和100%时也不为零。"
)
EN = (
    "(satisfied + mostly satisfied) / (valid returns - don't know), last wave of the school year for this school and kind "
    "of respondent; n is the denominator. The standard error is the posterior standard deviation under Jeffreys' prior, "
    "Beta(k+1/2, n-k+1/2), not zero at 0 % or 100 %."
)


def last_wave(surveys: pl.LazyFrame) -> pl.LazyFrame:
    """Return the rows of the last wave of each school, period and kind of respondent."""
    latest = surveys.group_by("period", "school_id", "respondent").agg(wave=pl.col("wave").max())
    return surveys.join(latest, on=["period", "school_id", "respondent", "wave"], how="semi")


def opinions(surveys: pl.LazyFrame) -> pl.LazyFrame:
    """Return school_id, period, respondent, wave, satisfied, value, se, n: the satisfied among those with an opinion."""
    part = pl.col("very_satisfied") + pl.col("mostly_satisfied")
    whole = pl.col("returned") - pl.col("dont_know")
    return surveys.select("school_id", "period", "respondent", "wave", satisfied=part, **sampled_share(part, whole))


def composite(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return school_id, period, value, se, n: the kinds of respondents put together; missing without one of them."""
    weight = pl.col("respondent").replace_strict(SHARES, return_dtype=pl.Float64) / sum(SHARES.values())
    sums = rows.group_by("school_id", "period").agg(
        known=pl.col("value").is_not_null().sum(),
        value=ordered_sum(weight * pl.col("value")),
        variance=ordered_sum((weight * pl.col("se")).pow(2)),
        n=pl.col("n").sum(),
    )
    every = pl.col("known") == len(SHARES)
    return sums.select("school_id", "period", value=pl.when(every).then("value"), se=pl.col("variance").sqrt(), n="n")


def satisfied(surveys: pl.LazyFrame, respondent: str) -> pl.LazyFrame:
    """Return school_id, period, value, se, n: satisfied respondents in percent of those with an opinion."""
    rows = opinions(last_wave(surveys.filter(pl.col("respondent") == respondent)))
    return rows.select("school_id", "period", "value", "se", "n")
