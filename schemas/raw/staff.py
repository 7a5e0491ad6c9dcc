"""The staff register, one row a person and school year (pseudonymous)."""

from typing import Optional

import polars as pl

from schemas.base import ForeignKey, Table, about, count, field, identifier, period

DEGREES = ["below_associate", "associate", "bachelor", "master", "doctor"]
SUBJECTS = ["academic", "pe", "music", "art", "other"]
POSTS = ["teacher", "leader", "support"]


class Staff(Table):
    """One row a person, school year; a person stands in one school a year."""

    staff_id: pl.String = identifier("教职工代码", "staff id", personal=True)
    period: pl.String = period()
    school_id: pl.String = identifier("学校编号", "school id")
    post: pl.String = field(
        "岗位",
        "post",
        hint_zh="teacher 专任教师 / leader 干部 / support 其他",
        hint_en="teacher / leader / support",
        isin=POSTS,
    )
    degree: pl.String = field("学历", "degree", isin=DEGREES, nullable=True)
    subject: pl.String = field("任教学科", "subject", isin=SUBJECTS, nullable=True)
    backbone: pl.Boolean = field("县级以上骨干教师", "backbone teacher of county level or above", nullable=True)
    service_years: pl.Int64 = count("教龄", "years of service", unit="years", le=60)
    rotation_eligible: pl.Boolean = field("符合交流条件", "eligible for rotation", nullable=True)
    mentored: Optional[pl.Boolean] = field(  # noqa: UP045
        "有指导教师",
        "has a mentor",
        hint_zh="本学年在师徒结对中有指导教师的新教师填“是”",
        hint_en="yes for a novice who is paired with a mentor in this school year",
        nullable=True,
    )
    name: Optional[pl.String] = field("姓名", "name", personal=True, nullable=True)  # noqa: UP045  pandera reads Optional as "column may be absent"

    class Config:
        unique = ["staff_id", "period"]
        metadata = about(
            "教职工",
            "staff",
            foreign=(ForeignKey(("school_id",), "schools", ("school_id",)),),
        )
