"""Complaints and incidents, one row a case; nothing in it names a person."""

import polars as pl

from schemas.base import ForeignKey, Rule, Table, about, field, identifier

INCIDENTS = ["complaint", "safety", "conduct", "fees", "admission", "breach_of_agreement"]
GRAVITIES = ["minor", "major"]


class Incidents(Table):
    """`upheld` is empty while a case is open. What follows from a case is decided by people, by the group's agreement."""

    incident_id: pl.String = identifier("事件编号", "incident id")
    school_id: pl.String = identifier("学校编号", "school id")
    incident: pl.String = field(
        "事件类别",
        "kind of incident",
        hint_zh="信访投诉、安全、师德、收费、招生、违反协议",
        hint_en="complaint, safety, conduct, fees, admission, breach of agreement",
        isin=INCIDENTS,
    )
    occurred: pl.Date = field("发生日期", "occurred")
    gravity: pl.String = field("程度", "gravity", isin=GRAVITIES, nullable=True)
    upheld: pl.Boolean = field("查实", "upheld", nullable=True)
    harmed_reputation: pl.Boolean = field("影响集团声誉", "harmed the reputation of the group", nullable=True)
    closed: pl.Date = field("办结日期", "closed", nullable=True)

    class Config:
        unique = ["incident_id"]
        metadata = about(
            "投诉与事件",
            "incidents",
            foreign=(ForeignKey(("school_id",), "schools", ("school_id",)),),
            rules=(
                Rule(
                    "occurred_before_closed",
                    ("closed", "occurred"),
                    pl.col("occurred") <= pl.col("closed"),
                    "办结日期早于发生日期",
                    "the case was closed before it occurred",
                    "请核对两个日期",
                    "check both dates",
                ),
            ),
        )
