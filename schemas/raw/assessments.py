"""Results of students in monitored subjects (pseudonymous), one row a student, school year and subject."""

import polars as pl

from schemas.base import ForeignKey, Table, about, count, field, identifier, period


class Assessments(Table):
    """`level` is the monitoring level I to IV (1 lowest); `prior_score` the score at entry, on its own scale."""

    student_id: pl.String = identifier("学生代码", "student id", personal=True)
    period: pl.String = period()
    school_id: pl.String = identifier("学校编号", "school id")
    subject: pl.String = field("学科", "subject")
    score: pl.Float64 = field("成绩", "score", nullable=True)
    prior_score: pl.Float64 = field("入学成绩", "prior score", nullable=True)
    level: pl.Int64 = count("水平等级", "level", hint_zh="1–4,4 最高", hint_en="1 to 4, 4 is best", le=4)

    class Config:
        unique = ["student_id", "period", "subject"]
        metadata = about(
            "学业监测",
            "assessments",
            foreign=(
                ForeignKey(("school_id",), "schools", ("school_id",)),
                ForeignKey(("student_id", "period"), "students", ("student_id", "period"), if_given=True),
            ),
        )
