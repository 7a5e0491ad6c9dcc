"""A school and a group may have the same id, but whoever names it must then say which one is meant."""

from __future__ import annotations

import polars as pl

from toolkit.checks.cross._base import CrossRule, Lazy
from toolkit.checks.message import Message


def _find(tables: Lazy) -> pl.LazyFrame:
    schools = tables["schools"].select(group_id="school_id").drop_nulls().unique()
    return tables["groups"].join(schools, on="group_id", how="semi").select("row", "group_id")


SHARED_ID = CrossRule(
    "groups",
    "group_id",
    {"groups": ("group_id",), "schools": ("school_id",)},
    _find,
    Message(
        "shared-id",
        "warning",
        "教育集团 {group_id}（{at}）与一所学校编号相同",
        "school group {group_id} ({at}) has the id of a school",
        "请改用不同的编号；否则查询时须注明层级（--level group 或 school）",
        "give one of them another id; else say which is meant wherever it is named (--level group or school)",
    ),
)
