"""Agreements in force: which version of a group's agreement holds on the last day of a period."""

from __future__ import annotations

import polars as pl

GROUP = ["group_id", "period"]


def in_force(agreements: pl.LazyFrame, calendar: pl.LazyFrame) -> pl.LazyFrame:
    """Return group_id, period, `held` and the columns of the version in force at the end of each period.

    Of several versions in force the highest counts. `held` is false where every version signed by that day has run out;
    a group without one signed by then has no row: an earlier one may have been left out of the table.
    """
    ends, until = pl.col("ends"), pl.col("valid_until")
    signed = agreements.join(calendar.select("period", "ends"), how="cross").filter(pl.col("signed") <= ends)
    dated = signed.with_columns(held=until.is_null() | (until >= ends)).sort("held", "version", "signed")
    return dated.group_by(GROUP).agg(pl.all().last()).drop("ends")


def share_of_parts(agreements: pl.LazyFrame, calendar: pl.LazyFrame, parts: tuple[str, ...]) -> pl.LazyFrame:
    """Return group_id, period, value, se, n: parts that the agreement in force has, in percent of those that are known.

    0 where all versions have run out; missing where more than half of the parts are unknown.
    """
    marks = [pl.col(part) & pl.col("held") for part in parts]
    known = pl.sum_horizontal(mark.is_not_null().cast(pl.Int64) for mark in marks)
    yes = pl.sum_horizontal(mark.fill_null(False).cast(pl.Int64) for mark in marks)
    return in_force(agreements, calendar).select(
        *GROUP, value=pl.when(2 * known >= len(parts)).then(100 * yes / known), se=pl.lit(0.0), n=known
    )
