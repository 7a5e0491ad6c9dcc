"""Answers of students to the items of a questionnaire or test (pseudonymous), one row a student, school year and item."""

import polars as pl

from schemas.base import ForeignKey, Table, about, count, field, identifier, period


class ItemResponses(Table):
    """A higher answer is more of what the item is about; items worded the other way round are turned before."""

    student_id: pl.String = identifier("学生代码", "student id", personal=True)
    period: pl.String = period()
    school_id: pl.String = identifier("学校编号", "school id")
    scale: pl.String = field(
        "量表", "scale", isin=["conduct"], hint_zh="conduct 品德与行为", hint_en="conduct: moral conduct"
    )
    item: pl.String = identifier("题目编号", "item")
    answer: pl.Int64 = count(
        "作答",
        "answer",
        le=9,
        hint_zh="从0起的整数,越大越好;未作答留空",
        hint_en="whole number from 0, higher is better; empty when not answered",
    )

    class Config:
        unique = ["student_id", "period", "scale", "item"]
        metadata = about(
            "题目作答",
            "item responses",
            foreign=(ForeignKey(("school_id",), "schools", ("school_id",)),),
        )
