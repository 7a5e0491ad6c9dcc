"""Resources that a school opens to the other members of its group, one row a school, school year and kind."""

import polars as pl

from schemas.base import ForeignKey, Rule, Table, about, amount, count, field, identifier, period

RESOURCES = ["venue", "laboratory", "equipment", "course", "digital", "staff_time"]


class Sharing(Table):
    """Hours offered and used (venues, laboratories, …), items put on the platform and how often they were used."""

    school_id: pl.String = identifier("学校编号", "school id")
    period: pl.String = period()
    resource: pl.String = field(
        "资源类别",
        "kind of resource",
        hint_zh="场馆、实验室、设备、课程、数字资源、教师课时",
        hint_en="venue, laboratory, equipment, course, digital, staff time",
        isin=RESOURCES,
    )
    hours_offered: pl.Float64 = amount("开放时数", "hours offered", "hours")
    hours_used: pl.Float64 = amount("其他成员校使用时数", "hours used by other members", "hours")
    items_shared: pl.Int64 = count("共享条目数", "items shared", unit="items")
    item_uses: pl.Int64 = count("其他成员校使用次数", "uses by other members", unit="uses")

    class Config:
        unique = ["school_id", "period", "resource"]
        metadata = about(
            "资源共享",
            "sharing",
            foreign=(ForeignKey(("school_id",), "schools", ("school_id",)),),
            rules=(
                Rule(
                    "used_within_offered",
                    ("hours_used", "hours_offered"),
                    pl.col("hours_used") <= pl.col("hours_offered"),
                    "使用时数大于开放时数",
                    "more hours used than offered",
                    "请核对两个数",
                    "check both numbers",
                ),
            ),
        )
