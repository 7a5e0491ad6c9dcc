"""Normalised indicator values, long: direction is already taken care of, higher is better."""

import polars as pl

from schemas.base import Table, about, field, period
from schemas.derived._levels import LEVELS


class Normalised(Table):
    """`clipped` tells that the value lay outside the goalposts."""

    level: pl.String = field("层级", "level", isin=LEVELS)
    unit_id: pl.String = field("编号", "unit id")
    period: pl.String = period()
    indicator: pl.String = field("指标", "indicator")
    normalised: pl.Float64 = field("标准化值", "normalised value")
    se: pl.Float64 = field("标准误", "standard error", ge=0, nullable=True)
    clipped: pl.Boolean = field("截断", "clipped")

    class Config:
        unique = ["level", "unit_id", "period", "indicator"]
        metadata = about("标准化值", "normalised values")
