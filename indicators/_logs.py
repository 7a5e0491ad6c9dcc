"""What the indicators from logs share: which school years a log covers, and which schools are in a group."""

from __future__ import annotations

import polars as pl

from toolkit.pool import Asking, Pool


def visits_logged(supervision_visits: pl.LazyFrame) -> Asking[pl.LazyFrame]:
    """Return the school years in which the log holds a visit by any group."""
    own = supervision_visits.filter(pl.col("visitor") == "group").select("period").unique()
    logged = yield Pool(own.collect(), ("period",))
    return logged.lazy()


def cases_logged(incidents: pl.LazyFrame, calendar: pl.LazyFrame) -> Asking[pl.LazyFrame]:
    """Return the periods in which the register of cases holds any case, of whatever school and kind."""
    found = cases_by_period(incidents, calendar).select("period").unique()
    logged = yield Pool(found.collect(), ("period",))
    return logged.lazy()


def cases_by_period(incidents: pl.LazyFrame, calendar: pl.LazyFrame) -> pl.LazyFrame:
    """Return the cases with the period in which they occurred."""
    return incidents.join_where(
        calendar.select("period", "starts", "ends"),
        pl.col("occurred") >= pl.col("starts"),
        pl.col("occurred") <= pl.col("ends"),
    )


def outside_groups(schools: pl.LazyFrame, members: pl.LazyFrame, calendar: pl.LazyFrame) -> pl.LazyFrame:
    """Return school_id, period, status of the schools that are in no group at the end of a period: not applicable."""
    every = schools.select("school_id").join(calendar.select("period"), how="cross")
    return every.join(members, on=["school_id", "period"], how="anti").with_columns(status=pl.lit("not_applicable"))
