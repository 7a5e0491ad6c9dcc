"""Gates 门槛事项: obligations met or missed, shown beside the scores and never inside them."""

import polars as pl

from schemas.base import Table, about, field, period
from schemas.derived._levels import LEVELS

OUTCOMES = ["met", "missed", "not_assessable"]


class Gates(Table):
    """`rule` is the rule of the policy that the gate comes from. What follows from a missed one is decided by people."""

    level: pl.String = field("层级", "level", isin=LEVELS)
    unit_id: pl.String = field("编号", "unit id")
    period: pl.String = period()
    gate: pl.String = field("事项编号", "gate id")
    rule: pl.String = field("规则", "rule")
    label_zh: pl.String = field("事项", "gate (Chinese)")
    label_en: pl.String = field("事项(英文)", "gate (English)")
    outcome: pl.String = field(
        "结论",
        "outcome",
        hint_zh="met 达到 / missed 未达到 / not_assessable 数据不足",
        hint_en="met / missed / not_assessable",
        isin=OUTCOMES,
    )
    reason: pl.String = field("原因(中文)", "reason (Chinese)")
    message: pl.String = field("原因(英文)", "reason (English)")
    authority: pl.String = field("依据", "authority")

    class Config:
        unique = ["level", "unit_id", "period", "gate"]
        metadata = about("门槛事项", "gates")
