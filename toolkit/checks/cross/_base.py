"""The shape of a rule over several tables, and what the rules share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from toolkit.checks.message import Message
from toolkit.periods import calendar

Lazy = Mapping[str, pl.LazyFrame]


@dataclass(frozen=True)
class CrossRule:
    """A rule over several tables.

    Parameters
    ----------
    table, column : str
        Where its findings point.
    needs : mapping
        Tables and columns that must be there for the rule to be looked at.
    find : function
        Tables -> the rows of `table` that break the rule: `row` (data row, from 0) and every place of the message.
        Each table carries its data row in the column `row`.
    message : Message
        What is said; its `{places}` are columns of the result.
    """

    table: str
    column: str
    needs: Mapping[str, tuple[str, ...]]
    find: Callable[[Lazy], pl.LazyFrame]
    message: Message


def period_ends(tables: Lazy) -> pl.LazyFrame:
    """Return the periods of the annual returns with their last day: period, ends."""
    periods = tables["school_year"].select("period").drop_nulls().unique().collect()["period"]
    proper = periods.filter(periods.str.contains(r"^[0-9]{4}(-[0-9]{2})?$") & ~periods.str.starts_with("0000"))
    return calendar(proper.to_list()).lazy().select("period", "ends")


def spells_at_period_ends(tables: Lazy) -> pl.LazyFrame:
    """Return the membership spells in force on the last day of each period: the spell's columns, period, ends."""
    spells = tables["memberships"].join(period_ends(tables), how="cross")
    return spells.filter(
        (pl.col("joined") <= pl.col("ends")) & (pl.col("left").is_null() | (pl.col("left") > pl.col("ends")))
    )
