"""C8 满意度较上批调查的变化. Change of satisfaction since the wave before."""

from __future__ import annotations

import polars as pl

from indicators._survey import SHARES_EN, SHARES_ZH, composite, last_wave, opinions
from toolkit.indicator import indicator

SERIES = ["school_id", "respondent"]


@indicator(
    "C8",
    zh="综合满意度较上批调查的变化",
    en="change of satisfaction since the wave before",
    unit="points",
    direction=1,
    scale="interval",
    definition_zh=f"本学年最后一批与其前一批(同一学年的上一批,或以前学年的最后一批)综合满意度之差,百分点。{SHARES_ZH}任一类在任一批缺数则缺失;首批调查不适用。标准误按两批样本独立计算;集团按各校的变化加权,成员增减不造成变化。",
    definition_en=f"Difference between the last wave of the school year and the wave before it (an earlier one of the year, or the last of the years before), in percentage points of the composite. {SHARES_EN} Missing when one kind has no value in one of the waves; not applicable to the first wave of a school. The standard error takes the two samples as independent. A group is the weighted mean of its schools' changes, so that joining and leaving change nothing.",
    source="survey",
    authority="cfg",
)
def satisfaction_change(surveys: pl.LazyFrame) -> pl.LazyFrame:
    """Change of the post-stratified satisfaction since the wave before, in percentage points."""
    waves = opinions(surveys)
    earlier = {
        name: pl.col(column).shift(1).over(SERIES, order_by=["period", "wave"])
        for name, column in (("value_then", "value"), ("se_then", "se"), ("wave_then", "wave"))
    }
    now = last_wave(waves.with_columns(**earlier))
    changes = now.with_columns(
        value=pl.col("value") - pl.col("value_then"), se=(pl.col("se").pow(2) + pl.col("se_then").pow(2)).sqrt()
    )
    first = now.group_by("school_id", "period").agg(first=pl.col("wave_then").is_null().all())
    return (
        composite(changes)
        .join(first, on=["school_id", "period"])
        .with_columns(status=pl.when("first").then(pl.lit("not_applicable")))
    )
