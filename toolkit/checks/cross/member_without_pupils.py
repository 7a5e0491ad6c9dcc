"""A school without pupils has no weight: it drops out of every value and score of its group."""

from __future__ import annotations

import polars as pl

from toolkit.checks.cross._base import CrossRule, Lazy, spells_at_period_ends
from toolkit.checks.message import Message


def _without_number(tables: Lazy) -> pl.LazyFrame:
    inside = spells_at_period_ends(tables).select("school_id", "period", "group_id").unique()
    returns = tables["school_year"].filter(pl.col("pupils").is_null() | (pl.col("pupils") == 0))
    found = returns.select("row", "school_id", "period", "pupils").join(inside, on=["school_id", "period"])
    return found.unique(subset="row").select("row", "school_id", "period", "group_id", "pupils")


def _without_return(tables: Lazy) -> pl.LazyFrame:
    returns = tables["school_year"].select("school_id", "period").unique()
    lacking = spells_at_period_ends(tables).join(returns, on=["school_id", "period"], how="anti")
    told = lacking.filter(pl.col("school_id").is_not_null() & pl.col("group_id").is_not_null())
    return told.group_by("row", "school_id", "group_id").agg(periods=pl.col("period").sort().str.join(", "))


_SPELLS = ("school_id", "group_id", "joined", "left")

MEMBER_WITHOUT_PUPILS = CrossRule(
    "school_year",
    "pupils",
    {"school_year": ("school_id", "period", "pupils"), "memberships": _SPELLS},
    _without_number,
    Message(
        "member-without-weight",
        "warning",
        "学校 {school_id} 在 {period} 属于集团 {group_id}，但年报（{at}）中在校生数为空或为 0：该校没有权重，不计入集团的指标值和得分",
        "school {school_id} is in group {group_id} in {period}, but its annual return ({at}) has no pupils: without weight it "
        "counts in no value and no score of the group",
        "请补填在校生数",
        "give the number of pupils",
    ),
)

MEMBER_WITHOUT_RETURN = CrossRule(
    "memberships",
    "school_id",
    {"school_year": ("school_id", "period"), "memberships": _SPELLS},
    _without_return,
    Message(
        "member-without-weight",
        "warning",
        "学校 {school_id}（{at}）属于集团 {group_id}，但在 {periods} 没有年报：该校没有权重，不计入集团的指标值和得分",
        "school {school_id} ({at}) is in group {group_id}, but has no annual return for {periods}: without weight it counts in "
        "no value and no score of the group",
        "请补报年报；如已离开集团，请填写退出日期",
        "add the annual return, or give the date of leaving if it has left",
    ),
)
