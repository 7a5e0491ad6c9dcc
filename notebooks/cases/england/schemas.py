"""The tables of this case that the core has no place for: what English schools publish, one model a table."""

# ruff: noqa: RUF012 (pandera reads a model's Config as it stands)

from typing import Any

import polars as pl

from schemas import RAW, Table
from schemas.base import ForeignKey, about, amount, count, field, identifier, period
from schemas.derived._levels import STATUSES

_SCHOOL = (ForeignKey(("school_id",), "schools", ("school_id",)),)


def _status(zh: str, en: str) -> Any:
    return field(zh, en, isin=STATUSES)


class SchoolYear(Table):
    """The core's annual return without what England doesn't publish, and with the size that weighs a school.

    `cohort` is the pupils at the end of key stage 4: 0 where a school has none yet, empty where it is not known.
    """

    school_id: pl.String = identifier("学校编号", "school id")
    period: pl.String = period()
    pupils: pl.Int64 = count("在校生数", "pupils", unit="students")
    cohort: pl.Int64 = count("毕业年级学生数", "pupils at the end of key stage 4", unit="students")

    class Config:
        unique = ["school_id", "period"]
        metadata = about("学校年报", "school year", foreign=_SCHOOL, optional=False)


class Results(Table):
    """Key stage 4 results, one row a school and school year."""

    school_id: pl.String = identifier("学校编号", "school id")
    period: pl.String = period()
    cohort: pl.Int64 = count("毕业年级学生数", "pupils at the end of key stage 4", unit="students")
    p8_pupils: pl.Int64 = count("计入进步八的学生数", "pupils in Progress 8", unit="students")
    p8: pl.Float64 = field("进步八", "Progress 8", unit="grades", nullable=True)
    p8_status: pl.String = _status("进步八状态", "status of Progress 8")
    att8: pl.Float64 = amount("成绩八", "Attainment 8", "points", le=90)
    att8_status: pl.String = _status("成绩八状态", "status of Attainment 8")

    class Config:
        unique = ["school_id", "period"]
        metadata = about("毕业考试成绩", "key stage 4 results", foreign=_SCHOOL)


class Finance(Table):
    """Total income per pupil and school year."""

    school_id: pl.String = identifier("学校编号", "school id")
    period: pl.String = period()
    income_per_pupil: pl.Float64 = amount("生均收入", "total income per pupil", "£")

    class Config:
        unique = ["school_id", "period"]
        metadata = about("经费", "finance", foreign=_SCHOOL)


class Workforce(Table):
    """The school workforce census. `refers_to` says when it was taken, which is after `period`: see the README."""

    school_id: pl.String = identifier("学校编号", "school id")
    period: pl.String = period()
    refers_to: pl.String = field("统计时间", "date of the census")
    teachers: pl.Int64 = count("教师数", "teachers", unit="persons")
    pupils_per_teacher: pl.Float64 = amount("生师比", "pupils per qualified teacher", "ratio")
    qualified: pl.Float64 = amount("具备教师资格比例", "teachers with qualified teacher status", "%", le=100)
    temporary: pl.Float64 = amount("临聘岗位比例", "posts filled by temporary staff", "%", le=100)
    sick_days: pl.Float64 = amount("人均病假天数", "sick days per teacher who took sick leave", "days")

    class Config:
        unique = ["school_id", "period"]
        metadata = about("教职工", "workforce", foreign=_SCHOOL)


class Attendance(Table):
    """Absence and exclusions of a school year."""

    school_id: pl.String = identifier("学校编号", "school id")
    period: pl.String = period()
    pupils: pl.Int64 = count("学龄学生数", "pupils of compulsory school age", unit="students")
    persistent: pl.Float64 = amount("长期缺勤率", "pupils absent in 10 % of sessions or more", "%", le=100)
    persistent_status: pl.String = _status("长期缺勤率状态", "status of persistent absence")
    exclusions: pl.Float64 = amount("停学次数", "fixed-period exclusions per 100 pupils", "per 100")

    class Config:
        unique = ["school_id", "period"]
        metadata = about("出勤与停学", "attendance and exclusions", foreign=_SCHOOL)


class Destinations(Table):
    """Where leavers went. `refers_to` is the year they left, two years before the tables of `period` printed it."""

    school_id: pl.String = identifier("学校编号", "school id")
    period: pl.String = period()
    refers_to: pl.String = field("毕业学年", "school year in which the pupils left")
    leavers: pl.Int64 = count("毕业生数", "leavers", unit="students")
    sustained: pl.Int64 = count("稳定去向人数", "leavers in education, work or training for two terms", unit="students")
    sustained_status: pl.String = _status("去向状态", "status of destinations")

    class Config:
        unique = ["school_id", "period"]
        metadata = about("毕业去向", "destinations", foreign=_SCHOOL)


CASE: dict[str, type[Table]] = {
    "school_year": SchoolYear,
    "results": Results,
    "finance": Finance,
    "workforce": Workforce,
    "attendance": Attendance,
    "destinations": Destinations,
}

MODELS: dict[str, type[Table]] = RAW | CASE
"""What `toolkit.validate(tables, models=MODELS)` checks here: the core's tables, one of them replaced, and our own."""
