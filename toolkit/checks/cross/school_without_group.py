"""A school must have belonged to a group at some time, else nothing is said about it anywhere."""

from __future__ import annotations

import polars as pl

from toolkit.checks.cross._base import CrossRule, Lazy
from toolkit.checks.message import Message


def _find(tables: Lazy) -> pl.LazyFrame:
    members = tables["memberships"].select("school_id").unique()
    return (
        tables["schools"]
        .filter(pl.col("school_id").is_not_null())
        .join(members, on="school_id", how="anti")
        .select("row", "school_id")
    )


SCHOOL_WITHOUT_GROUP = CrossRule(
    "schools",
    "school_id",
    {"schools": ("school_id",), "memberships": ("school_id",)},
    _find,
    Message(
        "school-without-group",
        "error",
        "学校 {school_id}（{at}）不属于任何教育集团",
        "school {school_id} ({at}) belongs to no school group",
        "请在成员关系表中补上它的成员关系，或删除该校",
        "add its membership to the memberships, or delete the school",
    ),
)
