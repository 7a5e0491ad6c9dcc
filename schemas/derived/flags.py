"""Flags 预警提示: for enquiry, never a verdict and never a card."""

import polars as pl

from schemas.base import Table, about, field, period
from schemas.derived._levels import LEVELS

OUTCOMES = ["flagged", "clear", "not_assessable"]


class Flags(Table):
    """`node` is the indicator or node that the rule looked at. `probability` is null where a rule has none.

    Evidence: `estimate` with its `se`, held against `reference`, from `n` persons, records or schools.
    """

    level: pl.String = field("层级", "level", isin=LEVELS)
    unit_id: pl.String = field("编号", "unit id")
    period: pl.String = period()
    rule: pl.String = field("规则", "rule")
    node: pl.String = field("节点", "node")
    outcome: pl.String = field("结论", "outcome", isin=OUTCOMES)
    severity: pl.String = field("程度", "severity", isin=["info", "watch", "alert"])
    probability: pl.Float64 = field("概率", "probability", in_range={"min_value": 0.0, "max_value": 1.0}, nullable=True)
    estimate: pl.Float64 = field(
        "依据数值",
        "estimate",
        nullable=True,
        hint_zh="规则所依据的数值：指标值、得分、变化、差距",
        hint_en="what the rule looked at: a value, score, change or gap",
    )
    se: pl.Float64 = field("标准误", "standard error", ge=0, nullable=True)
    reference: pl.Float64 = field(
        "参照值",
        "reference",
        nullable=True,
        hint_zh="与之比较的标准、限值或同类水平",
        hint_en="what it is held against: a standard, a limit, the peers",
    )
    n: pl.Int64 = field(
        "样本量", "n", ge=0, nullable=True, hint_zh="人数、记录数或学校数", hint_en="persons, records or schools"
    )
    reason: pl.String = field("原因(中文)", "reason (Chinese)")
    message: pl.String = field("原因(英文)", "reason (English)")

    class Config:
        unique = ["level", "unit_id", "period", "rule", "node"]
        metadata = about("预警提示", "flags")
