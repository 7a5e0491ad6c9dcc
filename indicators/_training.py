"""What the indicators on training share: the school years of a window, and those that the training log covers."""

from __future__ import annotations

import polars as pl


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


def covered(training: pl.LazyFrame, calendar: pl.LazyFrame, years: int) -> pl.LazyFrame:
    """Return period and `covered`: in how many school years of its window the log holds any hours at all."""
    logged = training.select(within="period").unique()
    return window(calendar, years).join(logged, on="within").group_by("period").agg(covered=pl.len().cast(pl.Int64))
