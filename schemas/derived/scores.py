"""Scores of every unit at every node above the indicators."""

import polars as pl

from schemas.base import Table, about, field, period
from schemas.derived._levels import LEVELS


class Scores(Table):
    """Rank 1 is best, within level and period; ties share the smallest rank. A null score has no rank."""

    level: pl.String = field("层级", "level", isin=LEVELS)
    unit_id: pl.String = field("编号", "unit id")
    period: pl.String = period()
    node: pl.String = field("节点", "node")
    score: pl.Float64 = field("得分", "score", nullable=True)
    se: pl.Float64 = field("标准误", "standard error", ge=0, nullable=True)
    lower: pl.Float64 = field("区间下限", "lower", nullable=True)
    upper: pl.Float64 = field("区间上限", "upper", nullable=True)
    coverage: pl.Float64 = field(
        "数据覆盖率",
        "coverage",
        in_range={"min_value": 0.0, "max_value": 1.0},
        hint_zh="有数据的指标权重之和",
        hint_en="share of the weight that has data",
    )
    rank: pl.Int64 = field("名次", "rank", ge=1, nullable=True)
    rank_lower: pl.Int64 = field("名次下限", "best plausible rank", ge=1, nullable=True)
    rank_upper: pl.Int64 = field("名次上限", "worst plausible rank", ge=1, nullable=True)
    grade: pl.String = field("等级", "grade", nullable=True)

    class Config:
        unique = ["level", "unit_id", "period", "node"]
        metadata = about("得分", "scores")
