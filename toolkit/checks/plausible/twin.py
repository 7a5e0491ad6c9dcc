"""A unit equal to another one in every number of the same period: a row that was copied."""

from __future__ import annotations

import polars as pl

from toolkit.checks.message import Message
from toolkit.checks.plausible._base import Check, numbers
from toolkit.facts import TableFacts

LEAST, LARGE, MANY = 5, 100, 3
"""Different numbers that a row must have, three of them of 100 or more: small ones agree by chance."""


def _find(frame: pl.DataFrame, facts: TableFacts) -> list[tuple[str, pl.DataFrame]]:
    unit, *rest = [name for name in ("school_id", *facts.key) if name in frame.columns] or [""]
    columns = numbers(facts, frame.columns)
    if not unit or facts.columns[unit].personal or len(columns) < LEAST:
        return []
    others = [name for name in dict.fromkeys(rest) if name != unit]
    values = pl.concat_list(pl.col(columns).cast(pl.Float64)).list.drop_nulls()
    telling = (values.list.n_unique() >= LEAST) & (values.list.eval(pl.element() >= LARGE).list.sum() >= MANY)
    rows = frame.filter(telling & pl.col(unit).is_not_null())
    twins = rows.with_columns(
        first=pl.col("row").min().over([*others, *columns]), other=pl.col(unit).first().over([*others, *columns])
    ).filter((pl.col("row") != pl.col("first")) & (pl.col(unit) != pl.col("other")))
    told = twins.select("row", pl.col(unit).alias("value"), "other", n=pl.lit(len(columns)))
    return [(unit, told)] if told.height else []


TWIN = Check(
    _find,
    Message(
        "implausible-value",
        "warning",
        "{value}（{at}）的全部数字与 {other} 完全相同",
        "every number of {value} ({at}) is the same as that of {other}",
        "请核对是否误复制了另一行",
        "check whether the row was copied from the other one",
    ),
)
