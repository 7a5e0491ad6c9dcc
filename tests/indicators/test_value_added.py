"""Q1 to Q4 on the bundled city, against what was planted there, and against the models by themselves."""

import numpy as np
import polars as pl
import pytest

from indicators import ALL
from indicators.city import make_city, true_rates
from toolkit.measure import measure
from toolkit.models import NestedValueAdded

NAMES = ["Q1", "Q2", "Q3", "Q4"]
SD = 0.95
"""Standard deviation of students' results in the city, in the units in which its true value added is planted."""


@pytest.fixture(scope="module")
def city():
    return make_city()


@pytest.fixture(scope="module")
def whole(city):
    return measure(city, {name: ALL[name] for name in NAMES})


@pytest.fixture(scope="module")
def values(whole):
    return whole.values


@pytest.fixture(scope="module")
def truth(city):
    """True value added of every school, relative to its stage and year."""
    table = true_rates().join(city["schools"].select("school_id", "stage"), on="school_id")
    own = pl.col("value_added") - pl.col("value_added").mean().over("period", "stage")
    return table.select("school_id", "period", true=own / SD)


def test_q1_is_the_true_value_added_within_its_error(values, truth):
    rows = values.filter(indicator="Q1", level="school").join(
        truth, left_on=["unit_id", "period"], right_on=["school_id", "period"]
    )
    assert rows["value"].null_count() == 0
    assert np.corrcoef(rows["value"], rows["true"])[0, 1] > 0.9
    assert np.polyfit(rows["value"], rows["true"], 1)[0] == pytest.approx(1, abs=0.08)
    inside = ((rows["value"] - rows["true"]).abs() <= 1.96 * rows["se"]).mean()
    assert inside == pytest.approx(0.95, abs=0.02)  # 2,100 schools and years: standard error 0.005; SD is rounded
    assert rows.filter(pl.col("unit_id") == "S0323")["se"].min() > rows["se"].quantile(0.99)  # 36 students


def test_q2_is_the_true_mean_of_the_group(whole, values, truth):
    means = (
        whole.members.drop_nulls("weight")
        .join(truth, on=["school_id", "period"])
        .group_by("group_id", "period")
        .agg(true=(pl.col("true") * pl.col("weight")).sum() / pl.col("weight").sum())
    )
    rows = values.filter(indicator="Q2", level="group").join(
        means, left_on=["unit_id", "period"], right_on=["group_id", "period"]
    )
    assert rows.height == 300
    assert np.polyfit(rows["value"], rows["true"], 1)[0] == pytest.approx(1, abs=0.06)
    of_schools = values.filter(indicator="Q1", level="group").join(rows, on=["unit_id", "period"])
    drawn = np.polyfit(of_schools["value"], of_schools["true"], 1)[0]
    assert drawn > np.polyfit(rows["value"], rows["true"], 1)[0] + 0.05  # schools shrunken one by one: too near to 0
    assert ((rows["value"] - rows["true"]).abs() <= 1.96 * rows["se"]).mean() > 0.9
    low = rows.filter(pl.col("unit_id").is_in(["G064", "G099", "G030"]))
    assert (low["value"] + 1.96 * low["se"] < -0.39).all()


def test_q3_finds_the_diluted_lead(values):
    last = values.filter(indicator="Q3", level="group", period="2025-26")
    row = last.filter(unit_id="G032").row(0, named=True)
    assert row["value"] + 1.96 * row["se"] < -0.1
    assert last.sort("value")["unit_id"][0] == "G032"
    assert (last["se"] > 0).all()
    first = values.filter(indicator="Q3", level="group", period="2023-24")
    assert set(first["status"]) == {"not_applicable"}


def test_q4_finds_that_members_of_the_diluted_lead_catch_up(values):
    last = values.filter(indicator="Q4", level="group", period="2025-26")
    assert last.sort("value")["unit_id"][0] == "G032"
    row = last.filter(unit_id="G032").row(0, named=True)
    assert row["value"] + 1.96 * row["se"] < 0
    # most groups have no gap that moves: their values are as far from 0 as their errors say
    z = (last["value"] / last["se"]).filter(last["unit_id"] != "G032")
    assert z.std() == pytest.approx(1, abs=0.3)


def test_q1_is_the_model_of_the_library(city, values):
    """One stage and year, prepared in numpy: a student's mean over the subjects, in standard deviations."""
    period = "2024-25"
    junior = city["schools"].filter(stage="junior")["school_id"]
    rows = city["assessments"].filter(pl.col("period") == period, pl.col("school_id").is_in(junior.implode()))
    rows = rows.filter(pl.col("score").is_not_null())
    z = [
        ((pl.col(c) - pl.col(c).mean().over("subject")) / pl.col(c).std(ddof=0).over("subject")).alias(c)
        for c in ("score", "prior_score")
    ]
    students = (
        rows.with_columns(z)
        .group_by("student_id", "school_id")
        .agg(pl.len(), pl.col("score").mean(), pl.col("prior_score").mean(), gap=pl.col("prior_score").is_null().any())
        .filter(pl.col("len") == 2, ~pl.col("gap"))
        .with_columns((pl.col("score") - pl.col("score").mean()) / pl.col("score").std(ddof=0))
    )
    model = NestedValueAdded("score", ["prior_score"], ["school_id"], within=True, intervals=False).fit(students)
    both = model.effects_.join(
        values.filter(indicator="Q1", level="school", period=period), left_on="unit", right_on="unit_id"
    )
    assert both.height == junior.len()
    assert both["value"].to_numpy() == pytest.approx(both["effect"].to_numpy(), abs=1e-8)
    assert both["se"].to_numpy() == pytest.approx(both["se_prediction"].to_numpy(), abs=1e-8)
    assert both["n_right"].to_list() == both["n"].to_list()


def small():
    city = make_city(groups=16, members=90)
    return {
        name: city[name] for name in ("schools", "groups", "memberships", "school_year", "assessments", "districts")
    }


def measured(tables):
    return measure(tables, {name: ALL[name] for name in NAMES}).values


def test_neither_the_order_of_rows_nor_the_scale_of_a_test_changes_a_value():
    tables = small()
    expected = measured(tables)
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=3) for name, frame in tables.items()}
    assert measured(shuffled).equals(expected)
    other = pl.when(pl.col("subject") == "chinese").then(pl.col("score") * 1.5 + 20).otherwise("score")
    scaled = measured(tables | {"assessments": tables["assessments"].with_columns(score=other)})
    gap = (scaled["value"] - expected["value"]).abs().max()
    assert gap < 1e-7


def test_too_few_schools_a_constant_prior_and_equal_schools_give_no_number_out_of_nothing():
    tables = small()
    few = tables["assessments"].filter(pl.col("school_id") < "S0009")
    found = measured(tables | {"assessments": few})
    assert set(found.filter(pl.col("indicator").is_in(["Q1", "Q2"]))["status"]) == {"missing"}
    constant = measured(tables | {"assessments": tables["assessments"].with_columns(prior_score=50.0)})
    assert set(constant.filter(pl.col("indicator").is_in(["Q1", "Q2"]))["status"]) == {"missing"}
    key = pl.col("student_id").cum_count().over("school_id", "period", "subject")
    alike = tables["assessments"].with_columns(
        score=500 + 100 * (key * 0.7).sin(), prior_score=50 + 10 * (key * 1.3).cos()
    )
    same = measured(tables | {"assessments": alike}).filter(indicator="Q1", level="school").drop_nulls("value")
    assert same["value"].abs().max() < 0.1
    assert (same["se"].drop_nulls() > 0).all()  # an error of 0 would claim to know them exactly
