"""Status of every unit and node over the rounds, with each transition and its cause."""

import polars as pl

from schemas.base import Table, about, field, period
from schemas.derived._levels import LEVELS

STATUSES = ["clear", "watch", "alert", "not_assessable"]
CAUSES = ["no_data", "sure", "repeated", "eased", "held", "entered", "left", "none"]


class StatusHistory(Table):
    """For enquiry, no card. `estimate` and `se` are those of the true value given all rounds so far.

    `value`, `value_se` and `n` are what the round itself found; `fingerprint` is the run that it comes from.
    """

    level: pl.String = field("层级", "level", isin=LEVELS)
    unit_id: pl.String = field("编号", "unit id")
    node: pl.String = field("节点", "node")
    period: pl.String = period()
    status: pl.String = field("状态", "status", isin=STATUSES)
    previous: pl.String = field("上一轮状态", "status of the round before", isin=STATUSES, nullable=True)
    changed: pl.Boolean = field("是否变化", "changed")
    cause: pl.String = field("原因类别", "cause", isin=CAUSES)
    probability: pl.Float64 = field("概率", "probability", in_range={"min_value": 0.0, "max_value": 1.0}, nullable=True)
    estimate: pl.Float64 = field("估计值", "estimate", nullable=True)
    se: pl.Float64 = field("标准误", "standard error", ge=0, nullable=True)
    value: pl.Float64 = field("本轮数值", "value of the round", nullable=True)
    value_se: pl.Float64 = field("本轮标准误", "its standard error", ge=0, nullable=True)
    n: pl.Int64 = field("样本量", "n", ge=0, nullable=True)
    standard: pl.Float64 = field("标准", "standard", nullable=True)
    direction: pl.Int64 = field("方向", "direction", isin=[-1, 1])
    fingerprint: pl.String = field("运行", "run")
    reason: pl.String = field("原因(中文)", "reason (Chinese)")
    message: pl.String = field("原因(英文)", "reason (English)")

    class Config:
        unique = ["level", "unit_id", "node", "period"]
        metadata = about("状态历史", "status history")
