"""What the indicators on training share: the school years of a window, and those that the training log covers."""

from __future__ import annotations

import polars as pl

from toolkit.pool import Asking, Pool


def window(calendar: pl.LazyFrame, years: int) -> pl.LazyFrame:
    """Return period and `within`: each period with itself and the periods before it, `years` of them in all.

    >>> window(pl.LazyFrame({"period": ["2000-01"]}), 3).collect()["within"].to_list()
    ['2000-01', '1999-00', '1998-99']
    """
    first = pl.col("period").str.head(4).cast(pl.Int32) - pl.col("back")
    last = ((first + 1) % 100).cast(pl.String).str.zfill(2)
    school_year = pl.col("period").str.contains("-", literal=True)
    name = first.cast(pl.String)
    return (
        calendar.select("period")
        .join(pl.LazyFrame({"back": range(years)}), how="cross")
        .select("period", within=pl.when(school_year).then(name + "-" + last).otherwise(name))
    )


def years_logged(training: pl.LazyFrame) -> Asking[pl.LazyFrame]:
    """Return `within`: the school years in which the training log holds any row, of whatever school."""
    logged = yield Pool(training.select(within="period").drop_nulls().unique().collect(), ("within",))
    return logged.lazy()


def covered(years_logged: pl.LazyFrame, calendar: pl.LazyFrame, years: int) -> pl.LazyFrame:
    """Return period and `covered`: in how many school years of its window the log holds any hours at all."""
    return (
        window(calendar, years).join(years_logged, on="within").group_by("period").agg(covered=pl.len().cast(pl.Int64))
    )
