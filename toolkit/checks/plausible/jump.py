"""A number more than twice, or less than half, of what the same unit gave a year before."""

from __future__ import annotations

import polars as pl

from toolkit.checks.message import Message
from toolkit.checks.plausible._base import Check, numbers
from toolkit.facts import TableFacts
from toolkit.periods import is_standard, previous

FACTOR = 2.0
LEAST = 100.0
"""Below it, a factor of two is a matter of chance."""


def _find(frame: pl.DataFrame, facts: TableFacts) -> list[tuple[str, pl.DataFrame]]:
    key = [name for name in facts.key if name != "period"]
    columns = numbers(facts, frame.columns)
    if "period" not in facts.key or not set(facts.key) <= set(frame.columns) or not columns:
        return []
    standard = [p for p in frame["period"].drop_nulls().unique() if is_standard(p)]
    before = pl.col("period").replace_strict(
        standard, [previous(p) for p in standard], default=None, return_dtype=pl.String
    )
    once = frame.unique(subset=list(facts.key), keep="none")
    old = once.select(*key, pl.col("period").alias("before"), *(pl.col(c).alias(f"{c}|old") for c in columns))
    pairs = frame.with_columns(before=before).join(old, on=[*key, "before"], how="inner")
    found = []
    for column in columns:
        now, then = pl.col(column).cast(pl.Float64), pl.col(f"{column}|old").cast(pl.Float64)
        odd = (pl.max_horizontal(now, then) >= LEAST) & ((now > FACTOR * then) | (then > FACTOR * now)) & (then > 0)
        rows = pairs.filter(odd).select(
            "row", pl.col(column).alias("value"), "before", pl.col(f"{column}|old").alias("old")
        )
        found += [(column, rows)] if rows.height else []
    return found


JUMP = Check(
    _find,
    Message(
        "implausible-value",
        "warning",
        "“{column}”{at}为 {value}，而上一年（{before}）为 {old}：相差一倍以上",
        "'{column}' in {at} is {value}, but was {old} the year before ({before}): more than a factor of two",
        "如属实可不处理；请核对单位（元与万元）和位数",
        "nothing to do if true; check the unit (yuan, ten thousand yuan) and the number of digits",
    ),
)
