"""Cells that stage 4 changed: filled gaps and treated outliers."""

import polars as pl

from schemas.base import Table, about, field, period
from schemas.derived._levels import LEVELS


class Treated(Table):
    """`before` is null for a filled gap; `reason` is the imputer's name, or what the treatment did."""

    level: pl.String = field("层级", "level", isin=LEVELS)
    unit_id: pl.String = field("编号", "unit id")
    period: pl.String = period()
    indicator: pl.String = field("指标", "indicator")
    step: pl.String = field("步骤", "step", isin=["impute", "treat"])
    before: pl.Float64 = field("处理前", "before", nullable=True)
    after: pl.Float64 = field("处理后", "after")
    reason: pl.String = field("方法或事由", "method or reason")

    class Config:
        unique = ["level", "unit_id", "period", "indicator", "step"]
        metadata = about("处理过的值", "treated values")
