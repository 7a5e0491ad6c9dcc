"""R9 开放资源使用率. Hours of shared resources that other members used, in percent of those offered."""

from __future__ import annotations

import polars as pl

from indicators._share import complete_sum, share
from toolkit.indicator import indicator


@indicator(
    "R9",
    zh="开放资源使用率",
    en="hours of shared resources used by other members",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh="100×其他成员校使用时数/本校向集团开放时数,各类资源合计;只按条目登记的行不计。开放时数为零或未登记、任一行只填了一个时数的,本指标缺失:没有开放就谈不上使用率。全数统计,标准误为0;n为开放时数。",
    definition_en="100 x hours used by other members / hours that the school opened to its group, over all kinds of resources; rows that count items only are left out. Missing where no hours were offered or logged (what is not offered can't be used), or where a row has only one of the two numbers. Counted in full, standard error 0; n is the hours offered.",
    source="sharing log",
    authority="cfg",
)
def hours_used(sharing: pl.LazyFrame) -> pl.LazyFrame:
    """Hours of shared resources that other members used, in percent of those offered."""
    timed = sharing.filter(pl.col("hours_offered").is_not_null() | pl.col("hours_used").is_not_null())
    sums = timed.group_by("school_id", "period").agg(complete_sum("hours_used"), complete_sum("hours_offered"))
    return sums.select("school_id", "period", **share(pl.col("hours_used"), pl.col("hours_offered")))
