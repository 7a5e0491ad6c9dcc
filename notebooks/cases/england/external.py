"""What the scores are held against, never made from: Ofsted's grades, the published bands, and the revision of results."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from notebooks.cases.england import sources
from notebooks.cases.england.codes import number

Z = 1.96

BANDS = {1: "well above", 2: "above", 3: "average", 4: "below", 5: "well below"}


def ofsted(folder: Path) -> pl.DataFrame:
    """Return school_id, grade (1 outstanding to 4 inadequate) at the end of 2019-20; ungraded schools have no row."""
    grades = sources.table(folder, "schools").select("school_id", grade=number("Ofsted rating").cast(pl.Int64))
    return grades.drop_nulls().sort("school_id")


def band(p8: pl.Expr, lower: pl.Expr, upper: pl.Expr) -> pl.Expr:
    """Return the band of a Progress 8 score and its interval, 1 to 5.

    Well above: +0.50 or more, and the interval above 0. Well below: under -0.50, and the interval below 0. So a tie at
    +0.50 is well above and a tie at -0.50 is below. Otherwise above or below when the interval leaves 0 out.
    """
    return (
        pl.when(p8.is_null())
        .then(None)
        .when((p8 >= 0.5) & (lower > 0))
        .then(1)
        .when((p8 < -0.5) & (upper < 0))
        .then(5)
        .when(lower > 0)
        .then(2)
        .when(upper < 0)
        .then(4)
        .otherwise(3)
    )


def revisions(folder: Path) -> pl.DataFrame:
    """Return the schools whose Progress 8 of 2018-19 is in both releases.

    Columns
    -------
    school_id, provisional, final : scores as printed, two decimals.
    moved : final less provisional in whole hundredths, so that 0.05 is 5 and not 0.05000000000000004.
    """
    early = sources.table(folder, "provisional").select("school_id", provisional=number("P8MEA"))
    late = sources.table(folder, "final").select("school_id", final=number("P8MEA"))
    both = early.join(late, on="school_id").drop_nulls()
    hundredths = (100 * pl.col("final")).round().cast(pl.Int64) - (100 * pl.col("provisional")).round().cast(pl.Int64)
    return both.with_columns(moved=hundredths).sort("school_id")
