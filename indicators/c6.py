"""C6 有效问卷回收率. Questionnaires that came back valid in percent of those distributed, over all kinds of respondents."""

from __future__ import annotations

import polars as pl

from indicators._share import complete_sum, share
from indicators._survey import last_wave
from toolkit.indicator import indicator


@indicator(
    "C6",
    zh="有效问卷回收率",
    en="valid returns of the questionnaires distributed",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh="100×有效问卷数/发放问卷数,各类对象合计,取各类对象本学年最后一批;任何一类缺数则缺失。全数统计,标准误为0。数据质量门槛,不计分。",
    definition_en="100 x valid returns / questionnaires distributed over all kinds of respondents, last wave of each; missing when one of them has no count. Counted in full, standard error 0. A gate on data quality, not scored.",
    source="survey",
    authority="cfg",
)
def valid_returns(surveys: pl.LazyFrame) -> pl.LazyFrame:
    """Questionnaires that came back valid in percent of those distributed, over all kinds of respondents."""
    counts = (
        last_wave(surveys).group_by("school_id", "period").agg(complete_sum("returned"), complete_sum("distributed"))
    )
    return counts.select("school_id", "period", **share(pl.col("returned"), pl.col("distributed")))
