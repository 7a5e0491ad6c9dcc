"""Q6: results at monitoring level III or above."""

from math import sqrt

import pytest

from indicators import ALL
from tests.indicators._tables import found, table


def q6(*rows):
    return found(ALL["Q6"], assessments=table("assessments", "student_id period school_id subject level", *rows))


def jeffreys(k, n):
    a, b = k + 0.5, n - k + 0.5
    return 100 * sqrt(a * b / ((a + b) ** 2 * (a + b + 1)))


def test_levels_three_and_four_count():
    rows = [(f"P{level}", "2025-26", "S1", "math", level) for level in (1, 2, 3, 4)]
    value, se, n, status = q6(*rows)["S1", "2025-26"]
    assert (value, n, status) == (50.0, 4, "value")
    assert se == pytest.approx(jeffreys(2, 4), abs=1e-10)  # rounded to 10 decimals


def test_results_of_one_student_count_as_one_person():
    rows = [(p, "2025-26", "S1", subject, 3) for p in ("P1", "P2") for subject in ("math", "chinese")]
    rows[0] = (*rows[0][:4], 1)
    value, se, n, _ = q6(*rows)["S1", "2025-26"]
    assert (value, n) == (75.0, 2)
    assert se == pytest.approx(jeffreys(1.5, 2), abs=1e-10)  # rounded to 10 decimals


def test_a_result_without_level_is_left_out():
    rows = [("P1", "2025-26", "S1", "math", 3), ("P2", "2025-26", "S1", "math", None)]
    assert q6(*rows)["S1", "2025-26"][::2] == (100.0, 1)


def test_without_any_level_there_is_no_row():
    assert q6(("P1", "2025-26", "S1", "math", None)) == {}


def test_schools_and_periods_apart():
    rows = [("P1", "2025-26", "S1", "math", 4), ("P1", "2024-25", "S2", "math", 2), ("P2", "2024-25", "S1", "math", 2)]
    assert {key: result[0] for key, result in q6(*rows).items()} == {
        ("S1", "2025-26"): 100.0,
        ("S2", "2024-25"): 0.0,
        ("S1", "2024-25"): 0.0,
    }
