"""P12 参与共享学校比例. Schools of the group that open any resource."""

from __future__ import annotations

import polars as pl

from indicators._logs import OPENED_EN, OPENED_ZH, kinds_opened
from toolkit.indicator import indicator


@indicator(
    "P12",
    zh="参与共享学校比例",
    en="schools that open any resource",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=f"100×本学年开放任何一类资源的学校数/情况明确的学校数(含总校);情况不明的学校超过一半时缺失。{OPENED_ZH}n为情况明确的学校数。",
    definition_en=f"100 x schools of the group (the lead included) that opened a resource of any kind in the school year / schools of which it is known; missing when more than half are unknown. {OPENED_EN} n is the number of known schools.",
    source="sharing log",
    authority="cfg",
    level="group",
)
def schools_sharing(sharing: pl.LazyFrame, members: pl.LazyFrame) -> pl.LazyFrame:
    """Schools of the group that open any resource."""
    counts = (
        kinds_opened(sharing, members)
        .group_by("group_id", "period")
        .agg(sharing=(pl.col("kinds") > 0).sum(), known=pl.col("kinds").count(), schools=pl.len())
    )
    enough = (pl.col("known") > 0) & (2 * pl.col("known") >= pl.col("schools"))
    return counts.select(
        "group_id",
        "period",
        value=pl.when(enough).then(100 * pl.col("sharing") / pl.col("known")),
        se=pl.lit(0.0),
        n=pl.col("known").cast(pl.Int64),
    )
