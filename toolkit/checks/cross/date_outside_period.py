"""A day that lies outside the school year of its row."""

from __future__ import annotations

import polars as pl

from toolkit.checks.cross._base import CrossRule, Lazy
from toolkit.checks.message import Message
from toolkit.periods import calendar, is_standard


def outside(table: str, column: str) -> CrossRule:
    """Return the rule for a table with a day and a period in each row."""

    def find(tables: Lazy) -> pl.LazyFrame:
        given = tables[table].select("period").drop_nulls().unique().collect()["period"]
        days = calendar([p for p in given if is_standard(p)]).lazy()
        rows = tables[table].join(days, on="period").filter(~pl.col(column).is_between("starts", "ends"))
        return rows.select("row", pl.col(column, "starts", "ends").cast(pl.String), "period").rename({column: "day"})

    return CrossRule(table, column, {table: (column, "period")}, find, _MESSAGE)


_MESSAGE = Message(
    "date-outside-period",
    "error",
    "“{column}”{at}为 {day}，不在学年 {period} 之内（{starts} 至 {ends}）",
    "'{column}' in {at} is {day}, which lies outside {period} ({starts} to {ends})",
    "请核对日期和学年",
    "check the date and the school year",
)

OBSERVED = outside("lesson_observations", "observed")
HELD = outside("activities", "held")
VISITED = outside("supervision_visits", "visited")
