"""Visits of supervision inside a group or by an authority, one row a visit."""

import polars as pl

from schemas.base import ForeignKey, Table, about, count, field, identifier, period

VISITORS = ["group", "district", "city"]
STRANDS = ["staff", "research", "teaching", "students", "full"]


class SupervisionVisits(Table):
    """`strand` is one of the four of in-group supervision, or all of them."""

    visit_id: pl.String = identifier("视导编号", "visit id")
    school_id: pl.String = identifier("学校编号", "school id")
    period: pl.String = period()
    visited: pl.Date = field("视导日期", "visited")
    visitor: pl.String = field(
        "视导主体", "visitor", hint_zh="集团、区、市", hint_en="group, district or city", isin=VISITORS
    )
    strand: pl.String = field(
        "视导内容",
        "strand",
        hint_zh="干部教师、教研科研、教学质量、学生成长、全面",
        hint_en="staff, research, teaching, students, full",
        isin=STRANDS,
        nullable=True,
    )
    lessons_observed: pl.Int64 = count("听课节数", "lessons observed", unit="lessons")

    class Config:
        unique = ["visit_id"]
        metadata = about(
            "视导记录",
            "supervision visits",
            foreign=(ForeignKey(("school_id",), "schools", ("school_id",)),),
        )
