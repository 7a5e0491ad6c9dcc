"""Warnings about what is possible but hard to believe, and the days and moves of the other tables."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import polars as pl
import pytest

from schemas import RAW
from toolkit.checks.plausible import PLAUSIBLE
from toolkit.validate import validate

D = dt.date


def doubtful(table: str, **columns: Any) -> list[tuple[str, str | None, int | None]]:
    """Return rule, column and data row (from 1) of every finding of plausibility."""
    findings = validate({table: pl.DataFrame(columns)}).findings.filter(pl.col("rule").is_in(list(PLAUSIBLE)))
    assert set(findings["severity"]) <= {"warning"}
    return [
        (rule, column, row and row - 1) for rule, column, row in findings.select("rule", "column", "row").iter_rows()
    ]


def years(pupils: list[int | None], periods: tuple[str, ...] = ("2023-24", "2024-25"), **more: Any) -> Any:
    schools = [f"S{i}" for i in range(len(pupils) // len(periods)) for _ in periods]
    return doubtful(
        "school_year", school_id=schools, period=list(periods) * (len(schools) // len(periods)), pupils=pupils, **more
    )


@pytest.mark.parametrize(
    ("pupils", "found"),
    [
        ([500, 1000], []),
        ([500, 1001], [("jump", "pupils", 2)]),
        ([1000, 500], []),
        ([1000, 499], [("jump", "pupils", 2)]),
        ([10, 99], []),
        ([40, 100], [("jump", "pupils", 2)]),
        ([0, 1000], []),
        ([None, 1000], []),
        ([1000, None], []),
        ([500, 1001, 1000, 400], [("jump", "pupils", 2), ("jump", "pupils", 4)]),
    ],
)
def test_a_jump_against_the_year_before(pupils: list[int | None], found: Any) -> None:
    assert years(pupils) == found


def test_a_jump_is_against_the_year_before_and_no_other() -> None:
    assert years([100, 900], ("2022-23", "2024-25")) == []
    assert years([900, 100], ("2024-25", "2023-24")) == [("jump", "pupils", 1)], "the order of rows does not matter"
    assert years([100, 900], ("1999-00", "2000-01")) == [("jump", "pupils", 2)]


def test_a_key_that_stands_twice_is_compared_with_nothing() -> None:
    assert (
        doubtful("school_year", school_id=["S1"] * 3, period=["2023-24", "2023-24", "2024-25"], pupils=[500, 400, 1200])
        == []
    )


def school(identifier: str, period: str = "2024-25", **changes: Any) -> dict[str, Any]:
    row = {
        "pupils": 1000,
        "teaching_area": 5000.0,
        "equipment_value": 2e6,
        "multimedia_rooms": 40,
        "lessons_required": 1200,
    }
    return {"school_id": identifier, "period": period, **row, **changes}


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (school("S2"), [("twin", "school_id", 2)]),
        (school("S2", pupils=1001), []),
        (school("S2", teaching_area=None), []),
        (school("S2", "2025-26"), []),
        (school("S1", "2025-26"), []),
    ],
)
def test_a_school_equal_to_another_in_every_number(other: dict[str, Any], found: Any) -> None:
    rows = [school("S1"), other]
    assert doubtful("school_year", **{name: [row[name] for row in rows] for name in rows[0]}) == found


def test_small_numbers_agree_by_chance() -> None:
    small = {
        "pupils": 10,
        "teaching_area": 50.0,
        "equipment_value": 20.0,
        "multimedia_rooms": 4,
        "lessons_required": 12,
    }
    rows = [school("S1", **small), school("S2", **small)]
    assert doubtful("school_year", **{name: [row[name] for row in rows] for name in rows[0]}) == []


def test_a_survey_is_compared_among_the_same_kind_of_respondents() -> None:
    answers = {"distributed": 400, "returned": 360, "very_satisfied": 200, "mostly_satisfied": 120, "fairly_satisfied": 20,
               "dissatisfied": 10, "dont_know": 10}  # fmt: skip
    same = {name: [value] * 3 for name, value in answers.items()}
    keys = {"period": ["2025-26"] * 3, "wave": [1] * 3, "school_id": ["S1", "S2", "S3"]}
    assert doubtful("surveys", **keys, respondent=["parents", "parents", "students"], **same) == [
        ("twin", "school_id", 2)
    ]


def test_counts_that_end_in_nought_or_five() -> None:
    rng = np.random.default_rng(0)
    counted = rng.integers(100, 2000, 200)
    rounded = np.where(np.arange(200) < 150, counted // 10 * 10, counted)
    names, periods = [f"S{i}" for i in range(200)], ["2024-25"] * 200
    assert doubtful("school_year", school_id=names, period=periods, pupils=counted) == []
    assert doubtful("school_year", school_id=names, period=periods, pupils=rounded) == [("heaping", "pupils", None)]
    assert doubtful("school_year", school_id=names, period=periods, lessons_required=rounded) == [], "lessons are round"
    assert doubtful("school_year", school_id=names[:29], period=periods[:29], pupils=rounded[:29]) == []


def rated(*ratings: float | None) -> Any:
    n = len(ratings)
    return doubtful(
        "lesson_observations",
        observation_id=[f"L{i}" for i in range(n)],
        school_id=["S1"] * n,
        period=["2024-25"] * n,
        observed=[D(2024, 10, 1)] * n,
        rating=pl.Series(ratings, dtype=pl.Float64),
    )


def test_values_of_nought_to_one_beside_nought_to_a_hundred() -> None:
    assert rated(85, 90, 0.85, 78, None, 88) == [("scale", "rating", 3)]
    assert rated(0.85, 0.9, 0.7, 0.8, 0.95) == [], "a column of one scale: nothing stands beside"
    assert rated(85, 90, 0, 78, 88) == [], "nought is nought on both scales"


def test_every_table_names_checks_that_exist() -> None:
    assert {name for model in RAW.values() for name in model.facts()["plausible"]} == set(PLAUSIBLE)


@pytest.mark.parametrize(
    ("day", "found"),
    [(D(2024, 8, 31), [3]), (D(2024, 9, 1), []), (D(2025, 8, 31), []), (D(2025, 9, 1), [3])],
)
def test_a_day_lies_inside_its_school_year(day: dt.date, found: list[int]) -> None:
    visits = pl.DataFrame({"visit_id": ["V1", "V2"], "school_id": "S1", "period": ["2024-25", "2024-25"],
                           "visited": [D(2025, 1, 1), day], "visitor": "group"})  # fmt: skip
    findings = validate({"supervision_visits": visits}).findings.filter(rule="visited-outside-period")
    assert findings["row"].to_list() == found


@pytest.mark.parametrize(("eligible", "found"), [([True, True], []), ([True, False], [2]), ([None, None], [])])
def test_no_more_move_than_are_eligible(eligible: list[bool | None], found: list[int]) -> None:
    staff = pl.DataFrame({"staff_id": ["T1", "T2"], "period": "2024-25", "school_id": "S1", "post": "teacher",
                          "rotation_eligible": pl.Series(eligible, dtype=pl.Boolean)})  # fmt: skip
    moves = pl.DataFrame({"move_id": ["M1", "M2", "M3"], "staff_id": ["T1", "T2", "T2"], "from_school": "S1",
                          "to_school": "S2", "kind": "exchange", "started": [D(2024, 9, 1), D(2025, 8, 31), D(2025, 9, 1)]})  # fmt: skip
    findings = validate({"staff": staff, "staff_moves": moves}).findings.filter(rule="more-moved-than-eligible")
    assert findings["row"].to_list() == found
