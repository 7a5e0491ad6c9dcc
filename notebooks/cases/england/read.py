"""From England's published files to the raw tables of Duxue. Every choice that is made here is explained in the README."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl

from notebooks.cases.england import sources
from notebooks.cases.england.codes import check, number, status
from toolkit.errors import OptionError
from toolkit.tables import Tables

PERIODS = {"2016-17": "2017", "2017-18": "2018", "2018-19": "2019"}
"""School year -> the year of results, as in the column names of the source."""

RELEASES = ("final", "provisional")


def data_folder() -> Path | None:
    """Return the folder of the files: $DUXUE_SHARED_DATA/england, else ../shared/data/england beside the project."""
    root = os.environ.get("DUXUE_SHARED_DATA")
    shared = Path(root) if root else Path(__file__).resolve().parents[4] / "shared" / "data"
    folder = shared / "england"
    return folder if folder.is_dir() else None


def read_england(folder: Path, *, release: str = "final", smallest: int = 3) -> Tables:
    """Read the trusts that have at least `smallest` secondary schools.

    Parameters
    ----------
    folder : Path
        Where the published files are.
    release : str
        `final` or `provisional`: which publication of the results of 2018-19.
    smallest : int
        Trusts with fewer secondaries are left out.

    Returns
    -------
    Tables
        districts, groups, schools, memberships, school_year, about, and the tables of `schemas.CASE`.
    """
    if release not in RELEASES:
        raise OptionError(f"Unknown release {release!r}. Allowed: {', '.join(RELEASES)}.")
    members = sources.table(folder, "schools").join(sources.trusts(folder), on="school_id")
    members = members.filter(pl.len().over("group_id") >= smallest).sort("group_id", "school_id")
    publish = {"final": _with_final_codes, "provisional": _with_provisional}[release]
    results = publish(pl.concat([_results(members, period) for period in PERIODS]), folder)
    frames = {
        "about": _about(release),
        "districts": _districts(members, folder),
        "groups": _groups(members),
        "schools": _schools(members),
        "memberships": _memberships(members),
        "school_year": _school_year(results, folder),
        "results": results.sort("school_id", "period"),
        "finance": pl.concat([_finance(members, period) for period in PERIODS]).sort("school_id", "period"),
        "workforce": _workforce(members),
        "attendance": _attendance(members, folder),
        "destinations": _destinations(members, folder),
    }
    return Tables(frames)


def _about(release: str) -> pl.DataFrame:
    facts = {
        "synthetic": "false",
        "title_zh": "英格兰多学院信托(方法演示,不是评判)",
        "title_en": "England's multi-academy trusts (a demonstration of the method, not a judgement)",
        "source": "Department for Education, GIAS (Open Government Licence v3.0); FFT Education Datalab",
        "release": release,
    }
    return pl.DataFrame({"key": list(facts), "value": list(facts.values())})


def _districts(members: pl.DataFrame, folder: Path) -> pl.DataFrame:
    used = members.select(district_id="Local authority").unique()
    named = used.join(sources.authorities(folder), on="district_id", how="left")
    return named.select("district_id", name_zh="name", name_en="name").sort("district_id")


def _groups(members: pl.DataFrame) -> pl.DataFrame:
    home = pl.col("Local authority").mode().min()
    groups = members.group_by("group_id").agg(
        district_id=home,
        name_zh=pl.col("trust").first(),
        name_en=pl.col("trust").first(),
        founded=pl.col("joined").min(),
    )
    return groups.with_columns(governance=pl.lit("single_legal_person")).sort("group_id")


def _schools(members: pl.DataFrame) -> pl.DataFrame:
    return members.select(
        "school_id",
        district_id="Local authority",
        name_zh="School name",
        name_en="School name",
        stage=pl.lit("junior"),
    )


def _memberships(members: pl.DataFrame) -> pl.DataFrame:
    longest_there = members.sort("joined", number("Total pupils"), "school_id", descending=[False, True, False])
    founder = longest_there.group_by("group_id", maintain_order=True).first()["school_id"]
    lead = pl.col("school_id").is_in(founder.to_list())
    role = pl.when(lead).then(pl.lit("lead")).otherwise(pl.lit("member"))
    nothing = {"left": pl.lit(None, pl.Date), "exit_kind": pl.lit(None, pl.String)}
    return members.select("group_id", "school_id", role.alias("role"), joined=_school_year_start("joined"), **nothing)


def _school_year_start(column: str) -> pl.Expr:
    """Joined by 12 September counts as there for the whole school year (the DfE's rule): such a date becomes 1 September."""
    date = pl.col(column)
    start = pl.date(date.dt.year(), 9, 1)
    return pl.when((date.dt.month() == 9) & (date.dt.day() <= 12)).then(start).otherwise(date)


def _school_year(results: pl.DataFrame, folder: Path) -> pl.DataFrame:
    roll = sources.table(folder, "census").select(
        "school_id", period=pl.lit("2018-19"), pupils=number("NOR").cast(pl.Int64)
    )
    years = results.select("school_id", "period", "cohort").join(roll, on=["school_id", "period"], how="left")
    return years.select("school_id", "period", "pupils", "cohort").sort("school_id", "period")


def _results(members: pl.DataFrame, period: str) -> pl.DataFrame:
    year = PERIODS[period]
    no_cohort = (pl.col("inResults") == "0") if period == "2018-19" else pl.lit(False)
    return members.select(
        "school_id",
        period=pl.lit(period),
        cohort=_cohort(number(f"KS4 pupils, {year}"), no_cohort),
        p8_pupils=number(f"P8 pupils, {year}").cast(pl.Int64),
        p8=number(f"Progress 8, {year}"),
        p8_status=_uncoded(f"Progress 8, {year}", no_cohort),
        att8=number(f"Attainment 8, {year}"),
        att8_status=_uncoded(f"Attainment 8, {year}", no_cohort),
    )


def _cohort(pupils: pl.Expr, no_cohort: pl.Expr) -> pl.Expr:
    """A school that has no leavers yet weighs nothing, which is not the same as an unknown size."""
    return pl.when(pupils.is_null() & no_cohort).then(0).otherwise(pupils).cast(pl.Int64)


def _uncoded(column: str, no_cohort: pl.Expr) -> pl.Expr:
    absent = pl.when(no_cohort).then(pl.lit("not_applicable")).otherwise(pl.lit("missing"))
    return pl.when(number(column).is_not_null()).then(pl.lit("value")).otherwise(absent)


def _with_final_codes(results: pl.DataFrame, folder: Path) -> pl.DataFrame:
    final = check(sources.table(folder, "final"), ["P8MEA", "ATT8SCR"], sources.FILES["final"])
    codes = final.select("school_id", period=pl.lit("2018-19"), p8_code=status("P8MEA"), att8_code=status("ATT8SCR"))
    joined = results.join(codes, on=["school_id", "period"], how="left")
    return joined.with_columns(_explained("p8"), _explained("att8")).drop("p8_code", "att8_code")


def _explained(measure: str) -> pl.Expr:
    known = pl.col(measure).is_null() & pl.col(f"{measure}_code").is_in(["suppressed", "not_applicable"])
    return pl.when(known).then(f"{measure}_code").otherwise(f"{measure}_status").alias(f"{measure}_status")


def _with_provisional(results: pl.DataFrame, folder: Path) -> pl.DataFrame:
    columns = ["TPUP", "P8PUP", "P8MEA", "ATT8SCR"]
    file = check(sources.table(folder, "provisional"), columns, sources.FILES["provisional"])
    late = file.select(
        "school_id",
        cohort=number("TPUP").cast(pl.Int64),
        p8_pupils=number("P8PUP").cast(pl.Int64),
        p8=number("P8MEA"),
        p8_status=status("P8MEA"),
        att8=number("ATT8SCR"),
        att8_status=status("ATT8SCR"),
    )
    is_last = pl.col("period") == "2018-19"
    none_yet = results.filter(is_last & (pl.col("cohort") == 0))
    others = results.filter(is_last & pl.col("cohort").ne_missing(0)).select("school_id", "period")
    last = others.join(late, on="school_id", how="left")
    last = last.with_columns(pl.col("p8_status", "att8_status").fill_null("missing"))
    return pl.concat([results.filter(~is_last), none_yet, last.select(results.columns)])


def _finance(members: pl.DataFrame, period: str) -> pl.DataFrame:
    income = number(f"Income, {PERIODS[period]}")
    return members.select("school_id", period=pl.lit(period), income_per_pupil=income)


def _workforce(members: pl.DataFrame) -> pl.DataFrame:
    return members.select(
        "school_id",
        period=pl.lit("2018-19"),
        refers_to=pl.lit("2019-11"),
        teachers=number("Teachers").cast(pl.Int64),
        pupils_per_teacher=number("Pupil:qualified teacher ratio"),
        qualified=100 * number("Qualified teacher status, %"),
        temporary=100 * number("Temporary staff, %"),
        sick_days=number("Mean staff sick days"),
    ).sort("school_id")


def _attendance(members: pl.DataFrame, folder: Path) -> pl.DataFrame:
    file = check(sources.table(folder, "absence"), ["PPERSABS10"], sources.FILES["absence"])
    printed = file.select("school_id", printed=number("PPERSABS10"), code=status("PPERSABS10"))
    joined = members.join(printed, on="school_id", how="left")
    precise = pl.coalesce(100 * number("Persistent absentee rate"), "printed")
    withheld = pl.col("code").is_in(["suppressed", "not_applicable"])
    return joined.select(
        "school_id",
        period=pl.lit("2018-19"),
        pupils=number("Compulsory school age pupils").cast(pl.Int64),
        persistent=pl.when(~withheld.fill_null(False)).then(precise),
        persistent_status=pl.when(withheld).then("code").otherwise(
            pl.when(precise.is_not_null()).then(pl.lit("value")).otherwise(pl.lit("missing"))
        ),
        exclusions=number("Fixed period exclusion rate, 2019"),
    ).sort("school_id")  # fmt: skip


def _destinations(members: pl.DataFrame, folder: Path) -> pl.DataFrame:
    file = check(sources.table(folder, "destinations"), ["COHORT", "OVERALL_DEST"], sources.FILES["destinations"])
    known = file.select(
        "school_id",
        leavers=number("COHORT").cast(pl.Int64),
        sustained=number("OVERALL_DEST").cast(pl.Int64),
        sustained_status=status("OVERALL_DEST"),
    )
    joined = members.select("school_id", period=pl.lit("2018-19"), refers_to=pl.lit("2016-17")).join(
        known, on="school_id", how="left"
    )
    return joined.with_columns(pl.col("sustained_status").fill_null("missing")).sort("school_id")
