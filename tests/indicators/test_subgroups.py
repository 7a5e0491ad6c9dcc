"""S8: the gap in value added between a subgroup and the others of its schools."""

import numpy as np
import polars as pl
import pytest
from statsmodels.regression.linear_model import OLS

from indicators import ALL
from indicators._value_added import students_compared
from indicators.city import make_city, planted_truths
from tests.indicators._tables import table
from toolkit.compute import compute
from toolkit.measure import measure
from toolkit.pool import alone, asking, together

NOW = "2025-26"
STUDENTS = "student_id period school_id migrant special_needs"


@pytest.fixture(scope="module")
def city():
    return make_city(groups=16, members=90)


@pytest.fixture(scope="module")
def members(city):
    return measure(city, {"T8": ALL["T8"]}).members


def s8(city, members, **changes):
    tables = {name: city[name].lazy() for name in ("assessments", "schools", "students")}
    tables |= {"members": members.lazy()} | {name: frame.lazy() for name, frame in changes.items()}
    frame = compute([ALL["S8"]], tables)["S8"]
    return {(u, p): (v, se, n, status) for u, p, _, v, se, n, status in frame.iter_rows()}


@pytest.fixture(scope="module")
def values(city, members):
    return s8(city, members)


@pytest.fixture(scope="module")
def joined(city, members):
    """One row a student with `belongs` (null: unknown)."""
    steps = {"students": asking(students_compared, city["assessments"].lazy(), city["schools"].lazy())}
    beyond = alone(together(steps))["students"].collect().drop_nulls("beyond")
    rows = beyond.join(city["students"], on=["student_id", "period"], how="left").join(
        members, on=["school_id", "period"]
    )
    return rows.with_columns(belongs=(pl.col("migrant") | pl.col("special_needs")).cast(pl.Int64))


def test_it_is_the_coefficient_of_a_regression_with_schools_as_fixed_effects(values, joined):
    for group in ("G001", "G007", "G012"):
        part = joined.filter(group_id=group, period=NOW).drop_nulls("belongs")
        design = part.select("belongs", *part["school_id"].to_dummies()).to_numpy()
        fit = OLS(part["beyond"].to_numpy(), design.astype(float)).fit()
        value, se, n, status = values[group, NOW]
        assert value == pytest.approx(-fit.params[0], abs=1e-8)  # sums in steps of 2**-40
        assert se == pytest.approx(fit.bse[0], rel=1e-6)
        both = part.filter((pl.col("belongs").max() != pl.col("belongs").min()).over("school_id"))
        assert (n, status) == (both["belongs"].sum(), "value")


def test_the_planted_gap_is_found_and_nothing_where_there_is_none(values):
    planted = set(planted_truths(groups=16, members=90).filter(kind="subgroup_gap").select("group_id", "period").rows())
    assert len(planted) == 3
    for key, (value, se, *_) in values.items():
        if key in planted:
            assert value - 1.96 * se > 0.4
    z = np.array([v / se for key, (v, se, *_) in values.items() if key not in planted])
    assert abs(z.mean()) < 4 / np.sqrt(z.size)  # four standard errors
    assert 0.7 < z.std() < 1.35  # 45 values of variance 1: standard error 0.1


def changed(city, members, group, **columns):
    """Return the value of a group after a change of what is known of its students."""
    schools = members.filter(group_id=group, period=NOW)["school_id"].to_list()
    here = pl.col("school_id").is_in(schools)
    students = city["students"].with_columns(
        **{name: pl.when(here).then(value).otherwise(name) for name, value in columns.items()}
    )
    return s8(city, members, students=students)[group, NOW]


def test_a_group_without_such_students_has_no_gap_to_judge(city, members):
    none = {"migrant": pl.lit(False), "special_needs": pl.lit(False)}
    assert changed(city, members, "G001", **none) == (None, None, 0, "not_applicable")


@pytest.mark.parametrize(("few", "status"), [(9, "missing"), (10, "value")])
@pytest.mark.parametrize("side", ["the subgroup", "the others"])
def test_fewer_than_ten_students_are_not_assessable(city, members, joined, few, status, side):
    chosen = pl.col("student_id").is_in(joined.filter(group_id="G001", period=NOW)["student_id"].head(few).implode())
    belongs = chosen if side == "the subgroup" else ~chosen
    assert changed(city, members, "G001", migrant=belongs, special_needs=pl.lit(False))[3] == status


@pytest.mark.parametrize(("more", "status"), [(0, "value"), (1, "missing")])
def test_more_than_ten_percent_unknown_is_missing(city, members, joined, more, status):
    here = joined.filter(group_id="G001", period=NOW)["student_id"]
    unknown = pl.col("student_id").is_in(here.head(here.len() // 10 + more).implode())
    known = {"migrant": pl.when(~unknown).then(pl.col("migrant").fill_null(False)), "special_needs": pl.lit(False)}
    assert changed(city, members, "G001", **known)[3] == status


def test_unknown_is_not_no(city, members):
    empty = pl.lit(None, pl.Boolean)
    assert changed(city, members, "G001", migrant=empty, special_needs=empty)[3] == "missing"
    assert changed(city, members, "G001", migrant=pl.lit(False), special_needs=empty)[3] == "missing"
    assert s8(city, members, students=table("students", STUDENTS))["G001", NOW][3] == "missing"


def test_one_of_the_two_is_enough_to_belong(city, members, values):
    both = {"migrant": pl.col("migrant") | pl.col("special_needs"), "special_needs": pl.lit(False)}
    assert changed(city, members, "G001", **both) == values["G001", NOW]
    unsure = {"special_needs": pl.when(~pl.col("migrant")).then("special_needs")}
    assert changed(city, members, "G001", **unsure) == values["G001", NOW]


def test_the_order_of_rows_changes_no_bit(city, members, values):
    shuffled = city["assessments"].sample(fraction=1, shuffle=True, seed=1)
    assert s8(city, members, assessments=shuffled, students=city["students"].reverse()) == values


def test_without_the_table_of_students_there_is_a_line_and_no_value(city):
    measured = measure({name: frame for name, frame in city.items() if name != "students"}, {"S8": ALL["S8"]})
    assert set(measured.values["status"]) == {"missing"}
    assert measured.ledger.filter(reason="table_absent")["units"].to_list() == ["S8: students"]
