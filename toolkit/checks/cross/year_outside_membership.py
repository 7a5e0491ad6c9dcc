"""The annual return of a school that is in no group on the last day of the period is not used."""

from __future__ import annotations

import polars as pl

from toolkit.checks.cross._base import CrossRule, Lazy, period_ends, spells_at_period_ends
from toolkit.checks.message import Message


def _find(tables: Lazy) -> pl.LazyFrame:
    inside = spells_at_period_ends(tables).select("school_id", "period").unique()
    somewhere = tables["memberships"].select("school_id").unique()
    rows = tables["school_year"].join(period_ends(tables), on="period").join(somewhere, on="school_id", how="semi")
    out = rows.join(inside, on=["school_id", "period"], how="anti")
    return out.select("row", "school_id", "period", pl.col("ends").cast(pl.String))


YEAR_OUTSIDE_MEMBERSHIP = CrossRule(
    "school_year",
    "school_id",
    {"school_year": ("school_id", "period"), "memberships": ("school_id", "joined", "left")},
    _find,
    Message(
        "school-without-group",
        "warning",
        "学校 {school_id} 有 {period} 的年报（{at}），但 {ends} 当天不在任何教育集团",
        "school {school_id} has a return for {period} ({at}), but was in no school group on {ends}",
        "如属实可不处理：该行不计入任何集团；否则请核对加入和退出日期",
        "nothing to do if true: the row counts for no group; else check the dates of joining and leaving",
    ),
)
