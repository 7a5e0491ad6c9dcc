"""Lessons that an observer sat in on and rated, one row a lesson and observer."""

import polars as pl

from schemas.base import ForeignKey, Table, about, field, identifier, period


class LessonObservations(Table):
    """Two observers of one lesson are two rows with the same `lesson_id`: the agreement of raters comes from these."""

    observation_id: pl.String = identifier("听课编号", "observation id")
    lesson_id: pl.String = identifier("课编号", "lesson id", nullable=True)
    school_id: pl.String = identifier("学校编号", "school id")
    period: pl.String = period()
    observed: pl.Date = field("听课日期", "observed")
    subject: pl.String = field("学科", "subject", nullable=True)
    observer_id: pl.String = identifier("听课人代码", "observer id", personal=True, nullable=True)
    teacher_id: pl.String = identifier("授课教师代码", "teacher id", personal=True, nullable=True)
    joint: pl.Boolean = field("面向其他成员校开放", "open to other members", nullable=True)
    rating: pl.Float64 = field(
        "评分", "rating", unit="points", in_range={"min_value": 0.0, "max_value": 100.0}, nullable=True
    )

    class Config:
        unique = ["observation_id"]
        metadata = about(
            "听课记录",
            "lesson observations",
            foreign=(ForeignKey(("school_id",), "schools", ("school_id",)),),
            plausible=("scale",),
        )
