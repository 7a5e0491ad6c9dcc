"""Flags 预警提示: for enquiry, never a verdict and never a card."""

import polars as pl

from schemas.base import Table, about, field, period
from schemas.derived._levels import LEVELS

OUTCOMES = ["flagged", "clear", "not_assessable"]


class Flags(Table):
    """`node` is the indicator or node that the rule looked at; `probability` may be null where a rule has none."""

    level: pl.String = field("层级", "level", isin=LEVELS)
    unit_id: pl.String = field("编号", "unit id")
    period: pl.String = period()
    rule: pl.String = field("规则", "rule")
    node: pl.String = field("节点", "node")
    outcome: pl.String = field("结论", "outcome", isin=OUTCOMES)
    severity: pl.String = field("程度", "severity", isin=["info", "watch", "alert"])
    probability: pl.Float64 = field("概率", "probability", in_range={"min_value": 0.0, "max_value": 1.0}, nullable=True)
    reason: pl.String = field("原因(中文)", "reason (Chinese)")
    message: pl.String = field("原因(英文)", "reason (English)")

    class Config:
        unique = ["level", "unit_id", "period", "rule", "node"]
        metadata = about("预警提示", "flags")
