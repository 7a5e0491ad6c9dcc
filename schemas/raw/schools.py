"""Schools 学校."""

import polars as pl

from schemas.base import ForeignKey, Table, about, field, identifier

STAGES = ["primary", "junior", "nine_year", "senior"]


class Schools(Table):
    """One row a school or campus."""

    school_id: pl.String = identifier("学校编号", "school id")
    district_id: pl.String = identifier("区编号", "district id")
    name_zh: pl.String = field("学校名称", "school name (Chinese)", aliases=("学校", "school"))
    name_en: pl.String = field("学校英文名", "school name (English)", nullable=True)
    stage: pl.String = field(
        "学段",
        "stage",
        hint_zh="primary 小学 / junior 初中 / nine_year 九年一贯 / senior 高中",
        hint_en="primary / junior / nine_year / senior",
        isin=STAGES,
    )

    class Config:
        unique = ["school_id"]
        metadata = about(
            "学校",
            "schools",
            foreign=(ForeignKey(("district_id",), "districts", ("district_id",)),),
            optional=False,
        )
