"""Moves of staff between the schools of a group: exchange, walking lessons, exchange of leaders."""

import polars as pl

from schemas.base import ForeignKey, Rule, Table, about, field, identifier

MOVES = ["exchange", "walking", "leader"]


class StaffMoves(Table):
    """One row a move; an open move has no `ended`."""

    move_id: pl.String = identifier("流动编号", "move id")
    staff_id: pl.String = identifier("教职工代码", "staff id", personal=True)
    from_school: pl.String = identifier("派出学校", "from school")
    to_school: pl.String = identifier("接收学校", "to school")
    kind: pl.String = field(
        "流动方式",
        "kind of move",
        hint_zh="exchange 交流轮岗 / walking 走教 / leader 干部交流",
        hint_en="exchange / walking / leader",
        isin=MOVES,
    )
    started: pl.Date = field("开始日期", "started")
    ended: pl.Date = field("结束日期", "ended", nullable=True)

    class Config:
        unique = ["move_id"]
        metadata = about(
            "教师流动",
            "staff moves",
            foreign=(
                ForeignKey(("from_school",), "schools", ("school_id",)),
                ForeignKey(("to_school",), "schools", ("school_id",)),
                ForeignKey(("staff_id",), "staff", ("staff_id",)),
            ),
            rules=(
                Rule(
                    "started_before_ended",
                    ("ended", "started"),
                    pl.col("started") < pl.col("ended"),
                    "结束日期不晚于开始日期",
                    "the end is not after the start",
                    "请核对两个日期",
                    "check both dates",
                ),
                Rule(
                    "between_two_schools",
                    ("to_school", "from_school"),
                    pl.col("from_school") != pl.col("to_school"),
                    "派出学校与接收学校相同",
                    "the move goes to the school it comes from",
                    "请填写两所不同的学校",
                    "give two different schools",
                ),
            ),
        )
