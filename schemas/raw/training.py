"""Hours of professional training, one row a person, school year and kind."""

import polars as pl

from schemas.base import ForeignKey, Table, about, amount, field, identifier, period

TRAINING = ["joint", "other"]


class Training(Table):
    """Hours of training in a school year; `joint` is training that the group holds together."""

    staff_id: pl.String = identifier("教职工代码", "staff id", personal=True)
    period: pl.String = period()
    kind: pl.String = field(
        "培训类别", "kind of training", hint_zh="joint 集团联合 / other 其他", hint_en="joint / other", isin=TRAINING
    )
    hours: pl.Float64 = amount("学时", "hours", "hours", nullable=False, le=1000)

    class Config:
        unique = ["staff_id", "period", "kind"]
        metadata = about(
            "教师培训",
            "training",
            foreign=(ForeignKey(("staff_id",), "staff", ("staff_id",)),),
        )
