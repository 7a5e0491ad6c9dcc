"""Weighted means of schools' values: by hand, in exact fractions."""

import math
from fractions import Fraction

import polars as pl
import pytest

from toolkit.roll_up import roll_up


def of(*schools, minimum_share=0.5):
    """(weight, value, se, n, status)."""
    ids = [f"S{i}" for i in range(len(schools))]
    weights, values, ses, ns, statuses = zip(*schools, strict=True)
    frame = pl.DataFrame(
        {"unit_id": ids, "period": "2025", "indicator": "X", "value": values, "se": ses, "n": ns, "status": statuses},
        schema_overrides={"value": pl.Float64, "se": pl.Float64, "n": pl.Int64},
    )
    table = pl.DataFrame(
        {"unit_id": "G", "school_id": ids, "period": "2025", "weight": weights}, schema_overrides={"weight": pl.Float64}
    )
    result = roll_up(frame, table, minimum_share=minimum_share)
    return result.select("value", "se", "n", "status").row(0) if result.height else None


def school(weight, value, se=0.0, n=10, status=None):
    return weight, value, se, n, status or ("missing" if value is None else "value")


def test_weighted_mean_and_its_error():
    w, v, se = [100, 250, 475], [80, 91, 60], [2, 3, 1]
    exact = sum(Fraction(a * b) for a, b in zip(w, v, strict=True)) / sum(w)
    variance = sum(Fraction(a * a * b * b) for a, b in zip(w, se, strict=True)) / sum(w) ** 2
    value, error, n, status = of(*(school(float(a), float(b), float(c)) for a, b, c in zip(w, v, se, strict=True)))
    assert value == round(float(exact), 10)
    assert error == round(math.sqrt(variance), 10)
    assert (n, status) == (30, "value")


@pytest.mark.parametrize(("missing", "value"), [(100.0, 80.0), (100.1, None)])
def test_half_of_the_weight_must_have_a_value(missing, value):
    result = of(school(100.0, 80.0), school(missing, None))
    assert (result[0], result[3]) == (value, "missing" if value is None else "value")


def test_a_school_to_which_the_indicator_does_not_apply_lacks_nothing():
    assert of(school(10.0, 80.0), school(990.0, None, status="not_applicable"))[0] == 80.0


def test_applies_to_none_of_the_schools():
    assert of(school(10.0, None, n=0, status="not_applicable")) == (None, None, 0, "not_applicable")


def test_a_suppressed_value_is_a_missing_one():
    assert of(school(10.0, 80.0), school(11.0, None, status="suppressed"))[3] == "missing"


def test_a_school_without_weight_is_left_out():
    assert of(school(10.0, 80.0), school(10.0, 60.0), school(None, 0.0), school(0.0, 0.0))[::2] == (70.0, 20)


def test_when_most_schools_have_no_weight_the_mean_of_the_rest_is_not_the_groups():
    assert of(school(10.0, 80.0), school(None, 0.0), school(None, 0.0))[0] is None
    assert of(school(10.0, 80.0), school(None, 0.0))[0] == 80.0


def test_no_weight_at_all_no_row():
    assert of(school(None, 80.0), school(0.0, 70.0)) is None


def test_an_unknown_error_or_n_makes_that_of_the_mean_unknown():
    assert of(school(1.0, 80.0, se=None), school(1.0, 60.0)) == (70.0, None, 20, "value")
    assert of(school(1.0, 80.0, n=None), school(1.0, 60.0)) == (70.0, 0.0, None, "value")


def test_equal_values_stay_exactly_equal():
    schools = [school(w, 84.9) for w in (0.1, 0.7, 1234.5678, 3.3)]
    assert of(*schools)[0] == 84.9


def test_all_members_may_be_asked_for():
    assert of(school(99.0, 80.0), school(1.0, None), minimum_share=1)[0] is None
    assert of(school(99.0, 80.0), school(1.0, None), minimum_share=0)[0] == 80.0
