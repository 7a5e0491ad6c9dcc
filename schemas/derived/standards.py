"""What each unit is measured against."""

import polars as pl

from schemas.base import Table, about, field, period
from schemas.derived._levels import LEVELS


class Standards(Table):
    """A null standard: the framework has none for the unit's stage."""

    level: pl.String = field("层级", "level", isin=LEVELS)
    unit_id: pl.String = field("编号", "unit id")
    period: pl.String = period()
    indicator: pl.String = field("指标", "indicator")
    standard: pl.Float64 = field("标准", "standard", nullable=True)

    class Config:
        unique = ["level", "unit_id", "period", "indicator"]
        metadata = about("标准", "standards")
