"""Budget allocation, one row an expert, round and node; more than one round makes it a Delphi study."""

from typing import Optional

import polars as pl

from schemas.base import Table, about, amount, count, field, person


class Points(Table):
    """How many points of a budget a node gets; only proportions count."""

    round: Optional[pl.Int64] = count(  # noqa: UP045  pandera reads Optional as "column may be absent"
        "轮次", "round", hint_zh="只有一轮可空", hint_en="empty if there is one round only", le=9
    )
    expert: pl.String = person()
    item: pl.String = field("项目", "item", hint_zh="编号或名称", hint_en="id or label")
    points: pl.Float64 = amount("分值", "points", "points")

    class Config:
        unique = ["round", "expert", "item"]
        metadata = about("预算分配", "points")
