"""Indicator values, long."""

import polars as pl

from schemas.base import Rule, Table, about, field, period
from schemas.derived._levels import LEVELS, STATUSES


class Values(Table):
    """`se` is the standard error (0 = counted in full, null = unknown), `n` the persons or records behind the value."""

    level: pl.String = field("层级", "level", isin=LEVELS)
    unit_id: pl.String = field("编号", "unit id")
    period: pl.String = period()
    indicator: pl.String = field("指标", "indicator")
    value: pl.Float64 = field("指标值", "value", nullable=True)
    se: pl.Float64 = field("标准误", "standard error", ge=0, nullable=True)
    n: pl.Int64 = field("样本量", "n", ge=0, nullable=True)
    status: pl.String = field("状态", "status", isin=STATUSES)

    class Config:
        unique = ["level", "unit_id", "period", "indicator"]
        metadata = about(
            "指标值",
            "values",
            rules=(
                Rule(
                    "value_is_finite",
                    ("value",),
                    pl.col("value").is_finite(),
                    "指标值不是有限数",
                    "the value is not a finite number",
                    "缺失请留空,不要用 NaN 或无穷大",
                    "leave missing values empty; NaN and infinity are refused",
                ),
                Rule(
                    "status_fits_value",
                    ("status", "value"),
                    pl.col("value").is_not_null() == pl.col("status").is_in(["value", "revised"]),
                    "状态与指标值不一致",
                    "status and value disagree",
                    "有值时状态为 value 或 revised,无值时为 missing、suppressed 或 not_applicable",
                    "status is value or revised exactly where there is a value",
                ),
            ),
        )
