"""Q5: the between-school share of the variance of results."""

import numpy as np
import polars as pl
import pytest

from indicators import ALL
from tests.indicators._tables import found, table
from toolkit import disparity

PERIOD = "2025-26"


def rate(marks, stages=None):
    """Return (value, se, n, status) of G1; marks is school -> results of its students in one subject."""
    rows = [(f"{s}{i}", PERIOD, s, "math", float(x)) for s, xs in marks.items() for i, x in enumerate(xs)]
    return found(
        ALL["Q5"],
        assessments=table("assessments", "student_id period school_id subject score", *rows),
        schools=table("schools", "school_id stage", *((s, (stages or {}).get(s, "primary")) for s in marks)),
        members=table("members", "period group_id school_id role", *((PERIOD, "G1", s, "member") for s in marks)),
    )["G1", PERIOD]


def test_against_the_variance_ratio_of_the_toolkit():
    rng = np.random.default_rng(2)
    marks = {s: rng.normal(500 + 20 * k, 100, 20 + 5 * k) for k, s in enumerate("abcd")}
    scores = np.concatenate(list(marks.values()))
    schools = [s for s, xs in marks.items() for _ in xs]
    # values are rounded to 10 decimals
    assert rate(marks)[0] == pytest.approx(disparity.variance_ratio(scores, schools), abs=1e-10)


def test_its_standard_error_is_the_spread_over_simulated_groups():
    """Swiger et al. (1964): 400 groups of 10 schools of 30 students, intraclass correlation 0.2."""
    rng = np.random.default_rng(5)
    estimates, errors = [], []
    for _ in range(400):
        effect = rng.normal(0, np.sqrt(0.2), 10)
        value, se, _, _ = rate({f"s{k}": effect[k] + rng.normal(0, np.sqrt(0.8), 30) for k in range(10)})
        estimates.append(value)
        errors.append(se)
    # the standard deviation of 400 draws has a relative error of 3.5 %; the formula is an approximation for large samples
    assert np.mean(errors) == pytest.approx(np.std(estimates), rel=0.12)


def test_schools_of_different_stages_are_not_compared():
    apart = {"a": [1, 2, 3], "b": [1, 2, 3], "c": [90, 91, 92], "d": [90, 91, 92]}
    assert rate(apart)[0] > 0.9
    assert rate(apart, {"c": "junior", "d": "junior"})[0] == 0.0


def test_one_school_a_stage_is_not_applicable_and_equal_results_are_missing():
    assert rate({"a": [1, 2, 3]})[::3] == (None, "not_applicable")
    assert rate({"a": [1, 2], "b": [3, 4]}, {"b": "junior"})[::3] == (None, "not_applicable")
    assert rate({"a": [5, 5], "b": [5, 5]})[::3] == (None, "missing")


def test_a_student_without_a_subject_does_not_count():
    rows = [("p1", PERIOD, "a", s, 50.0) for s in ("math", "chinese")] + [("p2", PERIOD, "a", "math", 99.0)]
    rows += [(f"q{i}", PERIOD, "b", s, 40.0 + i) for i in range(3) for s in ("math", "chinese")]
    result = found(
        ALL["Q5"],
        assessments=table("assessments", "student_id period school_id subject score", *rows),
        schools=table("schools", "school_id stage", ("a", "primary"), ("b", "primary")),
        members=table("members", "period group_id school_id role", *((PERIOD, "G1", s, "member") for s in "ab")),
    )["G1", PERIOD]
    assert result[2] == 4
    assert isinstance(result[0], float)


def test_the_city_has_a_plausible_rate():
    from indicators.city import make_city
    from toolkit.measure import measure

    values = measure(make_city(), {"Q5": ALL["Q5"]}).values.filter(pl.col("level") == "group")
    assert set(values.filter(pl.col("value").is_null())["status"]) <= {"not_applicable"}
    assert values["value"].null_count() < 10
    assert values["value"].drop_nulls().is_between(0, 0.6).all()
    assert (values["se"].drop_nulls() > 0).all()
