"""Students (pseudonymous), one row a student and school year: what subgroups they belong to."""

from typing import Optional

import polars as pl

from schemas.base import ForeignKey, Table, about, field, identifier, period

SEXES = ["female", "male"]


class Students(Table):
    """Whom the results of `assessments` are of; a study without comparisons of subgroups does without this table."""

    student_id: pl.String = identifier("学生代码", "student id", personal=True)
    period: pl.String = period()
    school_id: pl.String = identifier("学校编号", "school id")
    sex: pl.String = field(
        "性别", "sex", hint_zh="female 女 / male 男", hint_en="female / male", isin=SEXES, personal=True, nullable=True
    )
    migrant: pl.Boolean = field("随迁子女", "child of migrants", personal=True, nullable=True)
    special_needs: pl.Boolean = field(
        "随班就读",
        "special needs",
        hint_zh="有特殊教育需要、随班就读的学生",
        hint_en="with special educational needs in an ordinary class",
        personal=True,
        nullable=True,
    )
    name: Optional[pl.String] = field("姓名", "name", personal=True, nullable=True)  # noqa: UP045  the column may be absent

    class Config:
        unique = ["student_id", "period"]
        metadata = about(
            "学生",
            "students",
            foreign=(ForeignKey(("school_id",), "schools", ("school_id",)),),
        )
