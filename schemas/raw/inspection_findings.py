"""What inspectors found in schools and groups; not the toolkit's own findings about data 督导发现的问题."""

import polars as pl

from schemas.base import ForeignKey, Rule, Table, about, field, identifier

AREAS = ["resources", "teaching", "competencies", "teachers", "satisfaction", "governance"]
GRAVITIES = ["minor", "major"]
VISITORS = ["group", "district", "city"]


class InspectionFindings(Table):
    """One row a finding; it is open while `mended` is empty. Nothing in it names a person."""

    finding_id: pl.String = identifier("问题编号", "finding id")
    group_id: pl.String = identifier("集团编号", "group id")
    school_id: pl.String = identifier("学校编号", "school id", nullable=True)
    found: pl.Date = field("发现日期", "found on")
    visitor: pl.String = field(
        "督导主体", "found by", hint_zh="集团、区、市", hint_en="group, district or city", isin=VISITORS
    )
    area: pl.String = field(
        "方面",
        "area",
        hint_zh="五个维度之一，或办学与治理",
        hint_en="one of the five dimensions, or governance",
        isin=AREAS,
    )
    gravity: pl.String = field("程度", "gravity", isin=GRAVITIES)
    text: pl.String = field("问题", "what was found", hint_zh="不写人名", hint_en="no names of people", nullable=True)
    order_id: pl.String = identifier("整改编号", "order id", nullable=True)
    mended: pl.Date = field("整改完成日期", "mended on", nullable=True)

    class Config:
        unique = ["finding_id"]
        metadata = about(
            "督导问题",
            "findings of inspection",
            foreign=(
                ForeignKey(("group_id",), "groups", ("group_id",)),
                ForeignKey(("school_id",), "schools", ("school_id",)),
                ForeignKey(("order_id",), "orders", ("order_id",)),
            ),
            rules=(
                Rule(
                    "found_before_mended",
                    ("mended", "found"),
                    pl.col("found") <= pl.col("mended"),
                    "整改完成日期早于发现日期",
                    "it was mended before it was found",
                    "请核对两个日期",
                    "check both dates",
                ),
            ),
        )
