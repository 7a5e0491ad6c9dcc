"""The ledger: what every stage took in, let out and changed."""

import polars as pl

from schemas.base import Table, about, field


class Ledger(Table):
    """`units` lists up to 20 units that the line is about."""

    stage: pl.String = field("阶段", "stage")
    reason: pl.String = field("事由", "reason")
    rows_in: pl.Int64 = field("输入行数", "rows in", ge=0)
    rows_out: pl.Int64 = field("输出行数", "rows out", ge=0)
    units: pl.String = field("对象", "units")

    class Config:
        metadata = about("处理记录", "ledger")
