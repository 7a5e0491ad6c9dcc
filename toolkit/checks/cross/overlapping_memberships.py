"""A school can't be in two groups, or twice in one, on the same day."""

from __future__ import annotations

import datetime as dt

import polars as pl

from toolkit.checks.cross._base import CrossRule, Lazy
from toolkit.checks.message import Message

_OPEN = dt.date(9999, 12, 31)


def _find(tables: Lazy) -> pl.LazyFrame:
    spells = (
        tables["memberships"]
        .filter(pl.col("school_id").is_not_null() & pl.col("joined").is_not_null())
        .select("row", "school_id", pl.col("group_id").fill_null("?"), "joined", until=pl.col("left").fill_null(_OPEN))
        .sort("school_id", "joined", "row")
    )
    earlier = pl.col("until").cum_max().shift(1).over("school_id")
    clash = spells.filter(pl.col("joined") < earlier)
    others = spells.select("school_id", other_row="row", other="group_id", other_joined="joined", other_until="until")
    pairs = clash.join(others, on="school_id").filter(
        (pl.col("other_row") != pl.col("row"))
        & (pl.col("other_joined") <= pl.col("joined"))
        & (pl.col("other_until") > pl.col("joined"))
        & ((pl.col("other_joined") < pl.col("joined")) | (pl.col("other_row") < pl.col("row")))
    )
    first = pairs.sort("row", "other_joined", "other_row").unique(subset="row", keep="first", maintain_order=True)
    return first.select("row", "school_id", "group_id", "other", pl.col("joined").cast(pl.String))


OVERLAPPING_MEMBERSHIPS = CrossRule(
    "memberships",
    "joined",
    {"memberships": ("school_id", "group_id", "joined", "left")},
    _find,
    Message(
        "overlapping-memberships",
        "error",
        "学校 {school_id} 于 {joined} 加入 {group_id}（{at}）时，仍在 {other} 中",
        "school {school_id} joined {group_id} on {joined} ({at}) while it was still in {other}",
        "请补上前一段的退出日期，或改正加入日期；退出日期是离开的第一天",
        "give the earlier spell its date of leaving (the first day outside), or correct the date of joining",
    ),
)
