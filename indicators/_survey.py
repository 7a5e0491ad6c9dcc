"""What the satisfaction indicators share: the last wave of a school year, and the share of the satisfied."""

from __future__ import annotations

import polars as pl

from indicators._share import sampled_share

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


def satisfied(surveys: pl.LazyFrame, respondent: str) -> pl.LazyFrame:
    """Return school_id, period, value, se, n: satisfied respondents in percent of those with an opinion."""
    part = pl.col("very_satisfied") + pl.col("mostly_satisfied")
    whole = pl.col("returned") - pl.col("dont_know")
    rows = last_wave(surveys.filter(pl.col("respondent") == respondent))
    return rows.select("school_id", "period", **sampled_share(part, whole))
