"""P11 开放资源种类. Kinds of resources that a school opens to its group."""

from __future__ import annotations

import polars as pl

from indicators._logs import OPENED_EN, OPENED_ZH, kinds_opened
from toolkit.indicator import indicator


@indicator(
    "P11",
    zh="开放资源种类数",
    en="kinds of resources opened",
    unit="kinds",
    direction=1,
    scale="ratio",
    definition_zh=f"本校本学年向集团开放的资源种类数(场馆、实验室、设备、课程、数字资源、教师课时,共六类)。{OPENED_ZH}n为种类数。",
    definition_en=f"kinds of resources (of six: venue, laboratory, equipment, course, digital, staff time) that the school opened to its group in the school year. {OPENED_EN} n is the number of kinds.",
    source="sharing log",
    authority="cfg",
)
def resources_opened(sharing: pl.LazyFrame, members: pl.LazyFrame) -> pl.LazyFrame:
    """Kinds of resources that a school opens to its group."""
    kinds = pl.col("kinds")
    return kinds_opened(sharing, members).select(
        "school_id", "period", value=kinds.cast(pl.Float64), se=pl.lit(0.0), n=kinds.fill_null(0)
    )
