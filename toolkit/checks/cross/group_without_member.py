"""A group without a member school on the last day of any period has nothing to be compared."""

from __future__ import annotations

import polars as pl

from toolkit.checks.cross._base import CrossRule, Lazy, spells_at_period_ends
from toolkit.checks.message import Message


def _find(tables: Lazy) -> pl.LazyFrame:
    members = spells_at_period_ends(tables).filter(pl.col("role") == "member").select("group_id").unique()
    return (
        tables["groups"]
        .filter(pl.col("group_id").is_not_null())
        .join(members, on="group_id", how="anti")
        .select("row", "group_id")
    )


GROUP_WITHOUT_MEMBER = CrossRule(
    "groups",
    "group_id",
    {
        "groups": ("group_id",),
        "memberships": ("group_id", "role", "joined", "left"),
        "school_year": ("period",),
    },
    _find,
    Message(
        "group-without-member",
        "warning",
        "教育集团 {group_id}（{at}）在各学年末都没有成员校",
        "school group {group_id} ({at}) has no member school at the end of any period",
        "请在成员关系表中补上成员校，或删除该集团",
        "add its member schools to the memberships, or delete the group",
    ),
)
