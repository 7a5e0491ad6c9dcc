"""A group has exactly one lead school on the last day of a period."""

from __future__ import annotations

import polars as pl

from toolkit.checks.cross._base import CrossRule, Lazy, spells_at_period_ends
from toolkit.checks.message import Message

_NEEDS = {
    "groups": ("group_id",),
    "memberships": ("group_id", "school_id", "role", "joined", "left"),
    "school_year": ("period",),
}


def _leads(tables: Lazy) -> pl.LazyFrame:
    lead = pl.col("role") == "lead"
    counts = (
        spells_at_period_ends(tables)
        .group_by("group_id", "period", "ends")
        .agg(n=lead.sum(), leads=pl.col("school_id").filter(lead).sort().str.join(", "))
        .with_columns(pl.col("ends").cast(pl.String))
    )
    return tables["groups"].select("row", "group_id").join(counts, on="group_id").sort("row", "period")


NO_LEAD = CrossRule(
    "groups",
    "group_id",
    _NEEDS,
    lambda tables: _leads(tables).filter(pl.col("n") == 0),
    Message(
        "lead-school",
        "error",
        "教育集团 {group_id}（{at}）在 {ends}（{period}）没有总校",
        "school group {group_id} ({at}) has no lead school on {ends} ({period})",
        "请在成员关系表中为它指定一所总校",
        "give one of its schools the role lead in the memberships",
    ),
)

SEVERAL_LEADS = CrossRule(
    "groups",
    "group_id",
    _NEEDS,
    lambda tables: _leads(tables).filter(pl.col("n") > 1),
    Message(
        "lead-school",
        "error",
        "教育集团 {group_id}（{at}）在 {ends}（{period}）有 {n} 所总校：{leads}",
        "school group {group_id} ({at}) has {n} lead schools on {ends} ({period}): {leads}",
        "只能有一所总校，请改正其余各校的角色或日期",
        "there can be only one: correct the role or the dates of the others",
    ),
)
