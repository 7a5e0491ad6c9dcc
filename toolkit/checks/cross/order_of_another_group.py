"""A finding or a title refers to an order of its own group, and an order comes from the authority of its group."""

from __future__ import annotations

import polars as pl

from toolkit.checks.cross._base import CrossRule, Lazy
from toolkit.checks.message import Message


def _elsewhere(table: str) -> CrossRule:
    def find(tables: Lazy) -> pl.LazyFrame:
        orders = tables["orders"].select("order_id", theirs="group_id").unique("order_id")
        both = tables[table].join(orders, on="order_id")
        return both.filter(pl.col("group_id") != pl.col("theirs")).select("row", "order_id", "group_id", "theirs")

    return CrossRule(
        table,
        "order_id",
        {table: ("group_id", "order_id"), "orders": ("order_id", "group_id")},
        find,
        Message(
            "order-of-another-group",
            "error",
            "整改 {order_id}（{at}）是 {theirs} 的，不是 {group_id} 的",
            "order {order_id} ({at}) is one of {theirs}, not of {group_id}",
            "请核对整改编号和集团编号",
            "check the id of the order and that of the group",
        ),
    )


def _authority(tables: Lazy) -> pl.LazyFrame:
    groups = tables["groups"].select("group_id", "supervised_by").unique("group_id")
    both = tables["orders"].join(groups, on="group_id")
    return both.filter(pl.col("owner") != pl.col("supervised_by")).select("row", "group_id", "owner", "supervised_by")


FINDING_OF_ANOTHER_GROUP = _elsewhere("inspection_findings")
TITLE_OF_ANOTHER_GROUP = _elsewhere("titles")
ORDER_BY_ANOTHER_AUTHORITY = CrossRule(
    "orders",
    "owner",
    {"orders": ("group_id", "owner"), "groups": ("group_id", "supervised_by")},
    _authority,
    Message(
        "order-by-another-authority",
        "error",
        "集团 {group_id} 由 {supervised_by} 督促指导，整改（{at}）却由 {owner} 下达",
        "group {group_id} is supervised by the {supervised_by}, but the {owner} issued its order ({at})",
        "市教委直属由市督促指导，区属由区督促指导；请核对两表",
        "the authority of the group issues its orders: check both tables",
    ),
)
