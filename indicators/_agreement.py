"""Agreements in force: which version of a group's agreement holds on the last day of a period."""

from __future__ import annotations

import polars as pl

GROUP = ["group_id", "period"]

PARTS_ZH = "取学年末有效的集团协议(多份有效时取最高版本),100×载明的项数/已查明的项数;协议均已到期的计0,超过一半未查时缺失,学年末之前没有任何签订记录的缺失。全数统计,标准误为0;n为已查明的项数。"
PARTS_EN = (
    "Of the agreement in force at the end of the school year (the highest version of several): 100 x parts that it has / parts that are "
    "known; 0 when all versions have run out, missing when more than half of the parts are unknown, or no version had been signed by "
    "then. Counted in full, standard error 0; n is the number of known parts."
)


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
