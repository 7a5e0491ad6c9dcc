"""School groups 教育集团."""

import polars as pl

from schemas.base import ForeignKey, Table, about, field, identifier

GOVERNANCE = ["single_legal_person", "alliance", "chief_executive"]


class Groups(Table):
    """One row a school group: a lead school and its members."""

    group_id: pl.String = identifier("集团编号", "group id")
    district_id: pl.String = identifier("区编号", "district id")
    name_zh: pl.String = field("集团名称", "group name (Chinese)", aliases=("教育集团", "group"))
    name_en: pl.String = field("集团英文名", "group name (English)", nullable=True)
    founded: pl.Date = field("成立日期", "founded", nullable=True)
    governance: pl.String = field(
        "治理模式",
        "governance model",
        hint_zh="同一法人紧密合治 / 多个法人联盟共治 / 总校长+执行校长",
        hint_en="one legal person / alliance of legal persons / chief and executive principals",
        isin=GOVERNANCE,
        nullable=True,
    )

    class Config:
        unique = ["group_id"]
        metadata = about(
            "教育集团",
            "groups",
            foreign=(ForeignKey(("district_id",), "districts", ("district_id",)),),
            optional=False,
        )
