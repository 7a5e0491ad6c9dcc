"""Values of 0 to 1 in a column of 0 to 100: two scales side by side."""

from __future__ import annotations

import polars as pl

from toolkit.checks.message import Message
from toolkit.checks.plausible._base import Check, numbers
from toolkit.facts import TableFacts

LEAST = 5


def _find(frame: pl.DataFrame, facts: TableFacts) -> list[tuple[str, pl.DataFrame]]:
    found = []
    for name in numbers(facts, frame.columns):
        column, values = facts.columns[name], frame[name].drop_nulls()
        hundred = column.kind == "number" and (column.limits == (0, 100) or column.unit == "%")
        if not hundred or values.len() < LEAST or float(values.quantile(0.75) or 0.0) <= 1.0:
            continue
        rows = frame.filter((pl.col(name) > 0) & (pl.col(name) <= 1)).select("row", pl.col(name).alias("value"))
        found += [(name, rows)] if rows.height else []
    return found


SCALE = Check(
    _find,
    Message(
        "scale-mismatch",
        "warning",
        "“{column}”{at}为 {value}，而本列多数值在 1 到 100 之间：可能混用了两种单位",
        "'{column}' in {at} is {value}, while most values of the column lie between 1 and 100: two scales may be mixed",
        "请统一按 0–100 填写；0.85 不会自动改为 85",
        "write all values as 0 to 100; 0.85 is not silently turned into 85",
    ),
)
