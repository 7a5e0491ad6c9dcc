"""A school and its group usually lie in the same district."""

from __future__ import annotations

import polars as pl

from toolkit.checks.cross._base import CrossRule, Lazy
from toolkit.checks.message import Message


def _find(tables: Lazy) -> pl.LazyFrame:
    schools = tables["schools"].select("school_id", school_district="district_id").unique()
    groups = tables["groups"].select("group_id", group_district="district_id").unique()
    spells = tables["memberships"].join(schools, on="school_id").join(groups, on="group_id")
    away = spells.filter(pl.col("school_district") != pl.col("group_district"))
    return (
        away.select("row", "school_id", "group_id", "school_district", "group_district")
        .unique(subset="row")
        .sort("row")
    )


OTHER_DISTRICT = CrossRule(
    "memberships",
    "school_id",
    {
        "memberships": ("school_id", "group_id"),
        "schools": ("school_id", "district_id"),
        "groups": ("group_id", "district_id"),
    },
    _find,
    Message(
        "other-district",
        "warning",
        "学校 {school_id}（{at}）在 {school_district}，所属集团 {group_id} 在 {group_district}",
        "school {school_id} ({at}) lies in {school_district}, its group {group_id} in {group_district}",
        "跨区办学属实则无需处理，否则请核对编号",
        "nothing to do if the group spans districts; else check the ids",
    ),
)
