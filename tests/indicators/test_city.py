"""The bundled city: sizes, keys, spells, registers, and that it depends on its seed alone."""

import datetime as dt
import itertools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from indicators.city import make_city, true_rates
from indicators.city._plan import STREAMS, stream
from schemas import RAW
from toolkit import periods as school_years
from toolkit.errors import OptionError
from toolkit.tables import Tables

PERIODS = ["2023-24", "2024-25", "2025-26"]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def city() -> Tables:
    return make_city()


@pytest.fixture(
    scope="module", params=[{}, {"seed": 0}, {"groups": 16, "members": 90, "periods": ("2024-25", "2025-26")}]
)
def any_city(request: pytest.FixtureRequest) -> Tables:
    return make_city(**request.param)


def spells_on(city: Tables, day: dt.date) -> pl.DataFrame:
    """Spells that cover a day: `left` is the first day outside."""
    left = pl.col("left")
    return city["memberships"].filter(pl.col("joined") <= day, left.is_null() | (left > day))


def test_it_says_that_it_is_synthetic(city: Tables) -> None:
    assert city.synthetic
    assert "合成" in city.about()["title_zh"]
    assert "synthetic" in city.about()["title_en"]


def test_sizes(city: Tables) -> None:
    assert city["districts"].height == 16
    assert city["groups"].height == 100
    assert city["schools"].height == 700
    assert city["school_year"].height == 700 * 3
    per_period = {name: city[name].group_by("period").len()["len"] for name in ("staff", "assessments")}
    assert per_period["staff"].is_between(45_000, 55_000).all()
    assert per_period["assessments"].is_between(130_000, 200_000).all()


def test_every_district_has_three_groups_or_more(city: Tables) -> None:
    groups = city["groups"].group_by("district_id").len()
    assert groups["district_id"].sort().to_list() == [f"D{number:02d}" for number in range(1, 17)]
    assert groups["len"].min() >= 3


def test_lead_and_members_live_in_the_district_of_their_group(any_city: Tables) -> None:
    homes = any_city["memberships"].join(any_city["schools"], on="school_id").join(any_city["groups"], on="group_id")
    assert (homes["district_id"] == homes["district_id_right"]).all()


NOT_MADE: set[str] = set()
"""Raw tables of which the city has no rows."""
MADE = [name for name in RAW if name not in NOT_MADE]


def test_the_city_has_every_table_that_indicators_read(any_city: Tables) -> None:
    assert set(RAW) - set(any_city) == NOT_MADE


@pytest.mark.parametrize("name", MADE)
def test_every_table_satisfies_its_schema(any_city: Tables, name: str) -> None:
    RAW[name].validate(any_city[name], lazy=True)


@pytest.mark.parametrize("name", MADE)
def test_keys_are_unique_and_references_are_known(any_city: Tables, name: str) -> None:
    frame, model = any_city[name], RAW[name]
    keys = model.to_schema().unique
    assert frame.select(keys).is_unique().all()
    for reference in model.facts()["foreign"]:
        there = any_city[reference.table].select(reference.columns_there)
        known = frame.drop_nulls(reference.columns)  # null refers to nothing
        lost = known.join(there, left_on=reference.columns, right_on=reference.columns_there, how="anti")
        assert lost.is_empty()


def test_schools_and_groups_are_obviously_invented(city: Tables) -> None:
    for name in ("schools", "groups"):
        assert city[name]["name_zh"].str.contains("示例").all()
        assert city[name]["name_en"].str.contains("Example").all()
        assert city[name].select("name_zh", "name_en").unique().height == city[name].height


def test_all_stages_and_governance_models_occur(city: Tables) -> None:
    assert set(city["schools"]["stage"]) == {"primary", "junior", "nine_year"}
    assert city["groups"]["governance"].n_unique() == 3
    stages = (
        city["memberships"].join(city["schools"], on="school_id").group_by("group_id").agg(pl.col("stage").n_unique())
    )
    assert 10 <= (stages["stage"] > 1).sum() <= 70


def test_groups_were_founded_from_2016_to_2024_and_nobody_joined_before(city: Tables) -> None:
    assert city["groups"]["founded"].dt.year().is_between(2016, 2024).all()
    spells = city["memberships"].join(city["groups"], on="group_id")
    assert (spells["joined"] >= spells["founded"]).all()
    assert 0.2 < (spells["joined"] > spells["founded"]).mean() < 0.5


def test_spells_of_a_school_do_not_overlap(any_city: Tables) -> None:
    for spells in any_city["memberships"].sort("joined").partition_by("school_id"):
        for before, after in itertools.pairwise(spells.iter_rows(named=True)):
            assert before["left"] is not None
            assert before["left"] <= after["joined"]


def test_one_lead_and_three_to_eleven_members_at_the_end_of_every_period(city: Tables) -> None:
    for period in PERIODS:
        sizes = (
            spells_on(city, school_years.end(period))
            .group_by("group_id")
            .agg(leads=(pl.col("role") == "lead").sum(), members=(pl.col("role") == "member").sum())
        )
        assert sizes.height == 100
        assert (sizes["leads"] == 1).all()
        assert sizes["members"].is_between(1, 11).all()
    started = city["memberships"].filter(role="member").group_by("group_id").agg(pl.col("school_id").n_unique())
    assert started["school_id"].min() >= 3


def test_some_left_and_a_few_have_a_second_spell(city: Tables) -> None:
    spells = city["memberships"]
    assert (spells["left"].is_null() == spells["exit_kind"].is_null()).all()
    left = spells.filter(pl.col("left").is_not_null())
    assert 10 <= left.height <= 60
    assert set(left["exit_kind"]) == {"spillover", "agreed"}
    assert 3 <= spells["school_id"].is_duplicated().sum() / 2 <= 20
    founders = spells.filter(pl.col("role") == "lead").join(left.filter(exit_kind="spillover"), on="school_id")
    assert founders.height >= 1


def test_the_register_turns_over_slowly(city: Tables) -> None:
    now, then = (set(city["staff"].filter(period=period)["staff_id"]) for period in ("2025-26", "2024-25"))
    assert 0.02 < len(then - now) / len(then) < 0.10
    assert 0.02 < len(now - then) / len(now) < 0.10
    usual = city["staff"].group_by("school_id", "period").len()["len"]
    assert usual.quantile(0.1) > 35
    assert usual.quantile(0.9) < 125


def test_people_age_by_one_year(city: Tables) -> None:
    two = city["staff"].filter(period="2024-25").join(city["staff"].filter(period="2025-26"), on="staff_id")
    assert (two["service_years_right"] - two["service_years"] == 1).all()


def test_moves_stay_inside_a_group_and_nobody_is_in_two_places(any_city: Tables) -> None:
    moves = any_city["staff_moves"].with_columns(
        year=pl.when(pl.col("started").dt.month() < 9)
        .then(pl.col("started").dt.year() - 1)
        .otherwise(pl.col("started").dt.year())
    )
    for (year,), started in moves.partition_by("year", as_dict=True).items():
        group = dict(spells_on(any_city, dt.date(int(year), 9, 1)).select("school_id", "group_id").iter_rows())
        for move in started.iter_rows(named=True):
            assert group[move["from_school"]] == group[move["to_school"]]
    in_order = moves.sort("staff_id", "started")
    again = in_order.filter(pl.col("staff_id") == pl.col("staff_id").shift(1))
    free = in_order.with_columns(free=pl.col("ended").shift(1)).join(again.select("move_id"), on="move_id", how="semi")
    assert (free["free"] < free["started"]).all()
    assert free["free"].null_count() == 0


def test_people_move_from_the_school_where_they_are_registered(any_city: Tables) -> None:
    home = any_city["staff"].select("staff_id", "school_id").unique()
    assert home["staff_id"].is_unique().all()
    moves = any_city["staff_moves"].join(home, on="staff_id")
    assert (moves["from_school"] == moves["school_id"]).all()


def test_training_goes_back_five_years_but_not_before_a_career(city: Tables) -> None:
    training = city["training"]
    assert sorted(training["period"].unique()) == [f"{year}-{year + 1 - 2000}" for year in range(2019, 2026)]
    began = city["staff"].select(
        "staff_id", began=pl.col("period").str.head(4).cast(pl.Int64) - pl.col("service_years")
    )
    years = training.join(began.unique(), on="staff_id")
    assert (years["period"].str.head(4).cast(pl.Int64) >= years["began"]).all()


def test_levels_follow_the_scores(city: Tables) -> None:
    results = city["assessments"]
    assert (results["score"].is_null() == results["level"].is_null()).all()
    ranges = results.drop_nulls("level").group_by("level").agg(low=pl.col("score").min(), high=pl.col("score").max())
    ranges = ranges.sort("level")
    assert ranges["level"].to_list() == [1, 2, 3, 4]
    assert all(low > high for low, high in zip(ranges["low"][1:], ranges["high"][:-1], strict=True))


def test_most_schools_reach_the_national_thresholds_and_some_do_not(city: Tables) -> None:
    """Thresholds per school of 教督〔2017〕6号, primary and junior."""
    teachers = (
        city["staff"]
        .filter(post="teacher")
        .group_by("school_id", "period")
        .agg(
            associate=(pl.col("degree") != "below_associate").sum(),
            bachelor=pl.col("degree").is_in(["bachelor", "master", "doctor"]).sum(),
            backbone=pl.col("backbone").sum(),
            arts=pl.col("subject").is_in(["pe", "music", "art"]).sum(),
        )
    )
    rows = city["school_year"].join(teachers, on=["school_id", "period"]).join(city["schools"], on="school_id")
    share_below = []
    for stage, degree, limits in (
        ("primary", "associate", (4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3)),
        ("junior", "bachelor", (5.3, 1, 0.9, 5.8, 10.2, 2500, 2.4)),
    ):
        school = rows.filter(stage=stage)
        sports = school["outdoor_sports_area"] + school["indoor_sports_area"]
        totals = (
            100 * school[degree],
            100 * school["backbone"],
            100 * school["arts"],
            school["teaching_area"] - school["indoor_sports_area"],
            sports,
            school["equipment_value"],
            100 * school["multimedia_rooms"],
        )
        share_below += [(total / school["pupils"] < limit).mean() for total, limit in zip(totals, limits, strict=True)]
    assert all(0 < share < 0.25 for share in share_below)
    assert sum(share > 0.1 for share in share_below) >= 3


def test_counts_are_drawn_from_the_true_rates(city: Tables) -> None:
    """Squared deviations of honest counts in units of the binomial variance average 1."""
    rates = true_rates().unpivot(index=["school_id", "period"], variable_name="respondent", value_name="rate")
    rates = rates.with_columns(pl.col("respondent").str.strip_prefix("satisfied_"), p=pl.col("rate") / 100)
    cells = city["surveys"].join(rates, on=["school_id", "period", "respondent"]).filter(pl.col("returned") > 30)
    satisfied = cells["very_satisfied"] + cells["mostly_satisfied"]
    asked, p = cells["returned"] - cells["dont_know"], cells["p"]
    honest = cells["very_satisfied"] < cells["returned"]
    z2 = ((satisfied - asked * p) ** 2 / (asked * p * (1 - p))).filter(honest)
    assert z2.mean() == pytest.approx(1, abs=5 * np.sqrt(2 / z2.len()))  # five standard errors of a mean of chi-squares


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_city(city: Tables) -> None:
    assert make_city().fingerprint() == city.fingerprint()
    small = {"groups": 16, "members": 90}
    one, two = make_city(1, **small).fingerprint(), make_city(2, **small).fingerprint()
    assert {name for name in one if one[name] == two[name]} == {"districts"}


def test_the_number_of_threads_does_not_matter(city: Tables) -> None:
    code = "from indicators.city import make_city; print(sorted(make_city().fingerprint().items()))"
    environment = {**os.environ, "POLARS_MAX_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == str(sorted(city.fingerprint().items()))


def test_each_part_draws_from_its_own_child_of_the_seed() -> None:
    children = np.random.SeedSequence(5).spawn(len(STREAMS))
    assert sorted(STREAMS.values()) == list(range(len(STREAMS)))
    for name, number in STREAMS.items():
        assert stream(5, name).random() == np.random.default_rng(children[number]).random()


@pytest.mark.parametrize(
    "options",
    [
        {"groups": 15},
        {"members": 200},
        {"members": 1101},
        {"periods": ("2025-26",)},
        {"periods": ("2023-24", "2025-26")},
    ],
)
def test_an_impossible_city_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(OptionError):
        make_city(**options)  # type: ignore[arg-type]
