"""School groups 教育集团."""

from typing import Optional

import polars as pl

from schemas.base import ForeignKey, Table, about, field, identifier

SUPERVISORS = ["city", "district"]
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
    supervised_by: Optional[pl.String] = field(  # noqa: UP045  pandera reads Optional as "column may be absent"
        "督促指导单位",
        "supervised by",
        hint_zh="市教委直属为 city 市，区属为 district 区",
        hint_en="city for groups whose lead school the city runs, else district",
        isin=SUPERVISORS,
        nullable=True,
    )
    approval: Optional[pl.String] = field(  # noqa: UP045  pandera reads Optional as "column may be absent"
        "同意组建文号",
        "approval of formation",
        hint_zh="总校所属教育行政部门同意组建的文号",
        hint_en="document by which the authority of the lead school agreed",
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
