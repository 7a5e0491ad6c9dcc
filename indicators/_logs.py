"""What the indicators from logs share: which school years a log covers, what a group did, what its schools open."""

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


SILENT_ZH = "次数空缺的活动计1次;当年记录中有该集团其他活动而无此类活动的计0,没有该集团任何活动的缺失。全数统计,标准误为0;n为该集团当年记录的活动数。"
SILENT_EN = (
    "An activity without a number of sessions counts as one; 0 where the log holds other activities of the group, missing where it "
    "holds none of it in that year. Counted in full, standard error 0; n is the number of activities that the group logged."
)


def sessions_of(activities: pl.LazyFrame, kinds: tuple[str, ...], per: int = 1) -> pl.LazyFrame:
    """Return group_id, period, value, se, n: sessions of some kinds of activities over `per`."""
    sessions = pl.col("sessions").fill_null(1).filter(pl.col("activity").is_in(kinds)).sum()
    return activities.group_by("group_id", "period").agg(
        value=sessions / per, se=pl.lit(0.0), n=pl.len().cast(pl.Int64)
    )


OPENED_ZH = "有开放时数或共享条目的一类资源计为开放。集团当年共享记录中没有出现的学校计0类;既无时数又无条目的行使该校情况不明;集团当年没有任何共享记录时缺失。全数统计,标准误为0。"
OPENED_EN = (
    "A kind of resource is opened when hours or items of it are. A school without a row has none where the log holds rows of its group in "
    "that year; a row with neither hours nor items leaves its school unknown; missing where the log holds no row of the group. Counted "
    "in full, standard error 0."
)


def kinds_opened(sharing: pl.LazyFrame, members: pl.LazyFrame) -> pl.LazyFrame:
    """Return group_id, period, school_id and `kinds` that each school opened (null: unknown), of the groups with any row."""
    amounts = pl.col("hours_offered", "items_shared")
    silent = pl.all_horizontal(pl.col("items_shared", "hours_offered", "hours_used").is_null())
    school = sharing.group_by("school_id", "period").agg(
        kinds=pl.col("resource").filter(pl.any_horizontal(amounts > 0)).n_unique().cast(pl.Int64),
        unknown=silent.any(),
        logged=pl.lit(True),
    )
    place = members.select("group_id", "period", "school_id").join(school, on=["school_id", "period"], how="left")
    logged = pl.col("logged").fill_null(False).any().over("group_id", "period")
    return place.filter(logged).select(
        "group_id",
        "period",
        "school_id",
        kinds=pl.when(~pl.col("unknown").fill_null(False)).then(pl.col("kinds").fill_null(0)),
    )
