"""The logs of the bundled city: activities, sharing, visits, incidents, agreements, observations, and what was planted in them."""

import datetime as dt

import polars as pl
import pytest

from indicators.city import _lesson_observations as drawn
from indicators.city import make_city, planted_truths
from toolkit import periods as school_years
from toolkit.reliability import icc
from toolkit.tables import Tables

PERIODS = ["2023-24", "2024-25", "2025-26"]
LOGGED = {"no_meetings": "M15", "one_sided_sharing": "R10", "many_complaints": "C9", "expired_agreement": "M13"}


@pytest.fixture(scope="module", params=[2025, 0, 41])
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def city(seed: int) -> Tables:
    return make_city(seed)


@pytest.fixture(scope="module")
def truths(seed: int) -> pl.DataFrame:
    return planted_truths(seed)


@pytest.fixture(scope="module")
def members(city: Tables) -> pl.DataFrame:
    """Who belongs where at the end of each period."""
    days = pl.DataFrame({"period": PERIODS, "day": [school_years.end(p) for p in PERIODS]})
    spells = city["memberships"].join(days, how="cross")
    here = spells.filter(pl.col("joined") <= pl.col("day"), pl.col("left").is_null() | (pl.col("left") > pl.col("day")))
    return here.select("period", "group_id", "school_id", "role", "joined")


def group_of(truths: pl.DataFrame, kind: str) -> str:
    return str(truths.filter(kind=kind)["group_id"].unique().item())


def test_the_truths_of_the_logs_stand_in_groups_without_another_truth(truths: pl.DataFrame) -> None:
    logged = truths.filter(pl.col("kind").is_in(list(LOGGED)))
    assert dict(logged.select("kind", "rule").unique().iter_rows()) == LOGGED
    assert logged["group_id"].n_unique() == len(LOGGED)
    others = truths.filter(~pl.col("kind").is_in(list(LOGGED)))["group_id"]
    assert set(logged["group_id"]).isdisjoint(others)


def test_a_small_city_has_them_too() -> None:
    truths = planted_truths(3, groups=16, members=76)
    assert set(LOGGED) <= set(truths["kind"])


def test_activities_are_hosted_by_a_school_of_the_group(city: Tables, members: pl.DataFrame) -> None:
    held = city["activities"]
    here = held.join(
        members, left_on=["period", "group_id", "host_school"], right_on=["period", "group_id", "school_id"]
    )
    assert here.height == held.height
    size = members.group_by("period", "group_id").agg(size=pl.len())
    assert (held.join(size, on=["period", "group_id"]).select(pl.col("schools") <= pl.col("size"))["schools"]).all()
    founded = held.join(city["groups"], on="group_id")
    assert (founded["held"] >= founded["founded"]).all()


def test_only_the_planted_group_holds_no_meetings(city: Tables, truths: pl.DataFrame, members: pl.DataFrame) -> None:
    groups = members.select("period", "group_id").unique()
    meetings = city["activities"].filter(activity="meeting").group_by("period", "group_id").agg(met=pl.len())
    counts = groups.join(meetings, on=["period", "group_id"], how="left").with_columns(pl.col("met").fill_null(0))
    silent = counts.filter(pl.col("met") < 2)
    assert set(silent["group_id"]) == {group_of(truths, "no_meetings")}
    assert silent["met"].to_list() == [0, 0, 0]
    assert city["activities"].filter(group_id=group_of(truths, "no_meetings")).height > 30


def test_only_in_the_planted_group_the_lead_shares_alone(
    city: Tables, truths: pl.DataFrame, members: pl.DataFrame
) -> None:
    shared = city["sharing"].join(members, on=["period", "school_id"])
    assert shared.height == city["sharing"].height
    roles = shared.group_by("group_id", "period").agg(pl.col("role").unique().sort())
    alone = roles.filter(pl.col("role").list.len() == 1, pl.col("role").list.first() == "lead")
    assert alone["group_id"].to_list() == [group_of(truths, "one_sided_sharing")] * 3


def test_used_hours_are_never_more_than_offered_and_rows_are_about_hours_or_items(city: Tables) -> None:
    rows = city["sharing"]
    assert (rows["hours_used"] <= rows["hours_offered"]).all()
    assert (rows["hours_offered"].is_null() != rows["items_shared"].is_null()).all()


def test_the_planted_school_has_by_far_the_most_upheld_complaints(city: Tables, truths: pl.DataFrame) -> None:
    planted = truths.filter(kind="many_complaints")["school_id"].unique().item()
    upheld = city["incidents"].filter(pl.col("upheld"), incident="complaint").group_by("school_id").agg(k=pl.len())
    pupils = city["school_year"].group_by("school_id").agg(pupils=pl.col("pupils").sum())
    rates = upheld.join(pupils.filter(pl.col("pupils") > 500), on="school_id").with_columns(
        rate=1000 * pl.col("k") / pl.col("pupils")
    )
    first, second = rates["rate"].top_k(2).sort(descending=True).to_list()
    assert rates.sort("rate")["school_id"][-1] == planted
    assert first > 1.5 * second
    count = 12 * rates.filter(school_id=planted)["pupils"].item() / 1000
    assert abs(first / 12 - 1) < 4 / count**0.5  # four standard deviations of a Poisson count


def test_cases_are_open_when_they_were_not_closed_and_only_lately(city: Tables) -> None:
    cases = city["incidents"]
    assert (cases["upheld"].is_null() == cases["closed"].is_null()).all()
    assert cases["occurred"].max() <= dt.date(2026, 8, 31)
    still_open = cases.filter(pl.col("upheld").is_null())
    assert 0 < still_open.height < 0.1 * cases.height
    assert still_open["occurred"].min() > dt.date(2026, 5, 1)


def test_only_the_planted_agreement_has_run_out(city: Tables, truths: pl.DataFrame) -> None:
    for period in PERIODS:
        day = school_years.end(period)
        until = pl.col("valid_until").fill_null(dt.date(9999, 1, 1))
        force = city["agreements"].filter(pl.col("signed") <= day, until >= day)
        assert force["group_id"].is_unique().all()
        founded = set(city["groups"].filter(pl.col("founded") <= day)["group_id"])
        without = {group_of(truths, "expired_agreement")} if period == "2025-26" else set()
        assert founded - set(force["group_id"]) == without


def test_the_school_that_inflates_its_returns_looks_too_good_in_the_logs(city: Tables, truths: pl.DataFrame) -> None:
    school = truths.filter(kind="inflated_returns")["school_id"].unique().item()
    shared = city["sharing"].filter(school_id=school)
    assert (shared["hours_used"] == shared["hours_offered"]).drop_nulls().all()
    assert shared.drop("period").unique().height == 6
    visits = city["supervision_visits"].filter(school_id=school, visitor="group").group_by("period").len()
    assert visits["len"].to_list() == [10, 10, 10]
    assert set(city["lesson_observations"].filter(school_id=school)["rating"].drop_nulls()) == {98.0}


def test_visits_go_to_schools_of_a_group(city: Tables, members: pl.DataFrame) -> None:
    visits = city["supervision_visits"]
    assert visits.join(members, on=["period", "school_id"], how="semi").height == visits.height
    by = dict(visits.group_by("visitor").len().iter_rows())
    assert by["group"] > by["district"] > by["city"] > 0


def test_two_observers_of_a_lesson_agree_as_far_as_they_were_made_to(city: Tables, truths: pl.DataFrame) -> None:
    """ICC(1,1) = variance between lessons / all: lesson and school against severity of the observer and error."""
    school = truths.filter(kind="inflated_returns")["school_id"].unique().item()
    rows = city["lesson_observations"].drop_nulls("rating").filter(pl.col("school_id") != school)
    pairs = rows.group_by("lesson_id").agg("rating", "observer_id").filter(pl.col("rating").list.len() == 2)
    assert pairs.height > 800
    assert (pairs["observer_id"].list.n_unique() == 2).all()
    ratings = pairs.select(a=pl.col("rating").list.first(), b=pl.col("rating").list.last())
    between = drawn.LESSON**2 + (0.7 * drawn.QUALITY) ** 2
    expected = between / (between + drawn.SEVERITY**2 + drawn.ERROR**2)
    # four standard errors of a correlation of 800 pairs, and what 80 drawn severities leave to chance
    assert icc(ratings, form="ICC(1,1)") == pytest.approx(expected, abs=0.10)


def test_teachers_who_are_observed_are_in_service_at_the_school(city: Tables) -> None:
    observed = city["lesson_observations"]
    there = city["staff"].filter(post="teacher").select("period", "school_id", teacher_id="staff_id")
    assert observed.join(there, on=["period", "school_id", "teacher_id"]).height == observed.height
    assert observed["school_id"].n_unique() < 0.3 * city["schools"].height
