"""R4 to R7, Q7, S2 to S7, S9: quotients of two numbers of the annual return."""

from fractions import Fraction
from math import sqrt

import pytest

from indicators import ALL
from tests.indicators._tables import found, table

COLUMNS = (
    "school_id period pupils teaching_area indoor_sports_area outdoor_sports_area equipment_value multimedia_rooms "
    "lessons_required lessons_taught fitness_tested fitness_good arts_assessed arts_level2 students_cross_school "
    "students_persistent_absent myopia_at_risk myopia_new practice_hours_required practice_hours_met"
)
GOOD = ("2025-26", 400, 2400.0, 400.0, 3200.5, 900_000.0, 9, 1000, 990, 380, 190, 100, 77, 120, 8, 250, 40, 525, 504)
BY_HAND = {
    "R4": Fraction(2400 - 400, 400),
    "R5": Fraction("3600.5") / 400,
    "R6": Fraction(900_000, 400),
    "R7": Fraction(900, 400),
    "Q7": Fraction(99000, 1000),
    "S2": Fraction(19000, 380),
    "S3": Fraction(4000, 250),
    "S4": Fraction(7700, 100),
    "S5": Fraction(50400, 525),
    "S6": Fraction(12000, 400),
    "S7": Fraction(800, 400),
}
WHOLE = {"Q7": 1000, "S2": 380, "S3": 250, "S4": 100, "S5": 525}
SAMPLED = {"S2": (190, 380), "S3": (40, 250), "S4": (77, 100), "S7": (8, 400)}


def year(*rows):
    return {"school_year": table("school_year", COLUMNS, *rows)}


def with_(**changes):
    return tuple((dict(zip(COLUMNS.split()[1:], GOOD, strict=True)) | changes).values())


@pytest.mark.parametrize("name", BY_HAND)
def test_quotient(name):
    value, _, n, status = found(ALL[name], **year(("S1", *GOOD)))["S1", "2025-26"]
    assert value == round(float(BY_HAND[name]), 10)
    assert (n, status) == (WHOLE.get(name, 400), "value")


@pytest.mark.parametrize("name", BY_HAND)
def test_students_are_one_cohort_of_many_and_everything_else_is_counted_in_full(name):
    se = found(ALL[name], **year(("S1", *GOOD)))["S1", "2025-26"][1]
    if name in SAMPLED:
        k, n = SAMPLED[name]
        a, b = k + 0.5, n - k + 0.5
        assert se == pytest.approx(
            100 * sqrt(a * b / ((a + b) ** 2 * (a + b + 1))), abs=1e-10
        )  # rounded to 10 decimals
    else:
        assert se == 0.0


@pytest.mark.parametrize("name", BY_HAND)
@pytest.mark.parametrize("denominator", [0, None])
def test_without_a_denominator_the_value_is_missing(name, denominator):
    wholes = (
        "pupils",
        "lessons_required",
        "fitness_tested",
        "arts_assessed",
        "myopia_at_risk",
        "practice_hours_required",
    )
    nothing = dict.fromkeys(wholes, denominator)
    rows = year(("S1", *with_(**nothing)), ("S2", *GOOD))
    assert found(ALL[name], **rows)["S1", "2025-26"] == (None, None, 0, "missing")
    assert found(ALL[name], **rows)["S2", "2025-26"][3] == "value"


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("R4", "teaching_area"),
        ("R4", "indoor_sports_area"),
        ("R5", "outdoor_sports_area"),
        ("R5", "indoor_sports_area"),
        ("R6", "equipment_value"),
        ("R7", "multimedia_rooms"),
        ("Q7", "lessons_taught"),
        ("S2", "fitness_good"),
        ("S3", "myopia_new"),
        ("S4", "arts_level2"),
        ("S5", "practice_hours_met"),
        ("S6", "students_cross_school"),
        ("S7", "students_persistent_absent"),
    ],
)
def test_an_empty_cell_is_missing_and_not_zero(name, column):
    value, se, _, status = found(ALL[name], **year(("S1", *with_(**{column: None}))))["S1", "2025-26"]
    assert (value, se, status) == (None, None, "missing")


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("R4", {"teaching_area": 300.0}),
        ("S2", {"fitness_good": 381}),
        ("S3", {"myopia_new": 251}),
        ("S4", {"arts_level2": 101}),
        ("S5", {"practice_hours_met": 526}),
        ("S6", {"students_cross_school": 401}),
        ("S7", {"students_persistent_absent": 401}),
    ],
)
def test_a_part_larger_than_its_whole_gives_no_number(name, fault):
    assert found(ALL[name], **year(("S1", *with_(**fault))))["S1", "2025-26"][0] is None


def test_several_faults_at_once_touch_only_their_own_rows():
    rows = year(
        ("S1", *with_(pupils=0)),
        ("S2", *with_(equipment_value=None)),
        ("S3", *GOOD),
        ("S4", *with_(equipment_value=0.0)),
        ("S5", *with_(period="2024-25")),
    )
    values = {unit: result[0] for unit, result in found(ALL["R6"], **rows).items()}
    assert values == {
        ("S1", "2025-26"): None,
        ("S2", "2025-26"): None,
        ("S3", "2025-26"): 2250.0,
        ("S4", "2025-26"): 0.0,
        ("S5", "2024-25"): 2250.0,
    }


def test_more_lessons_than_required_count():
    assert found(ALL["Q7"], **year(("S1", *with_(lessons_taught=1100))))["S1", "2025-26"][0] == 110.0


@pytest.mark.parametrize(("good", "value"), [(0, 0.0), (380, 100.0)])
def test_nobody_and_everybody_leave_uncertainty(good, value):
    found_value, se, _, _ = found(ALL["S2"], **year(("S1", *with_(fitness_good=good))))["S1", "2025-26"]
    assert found_value == value
    assert se > 0


def s9(stage, entrants, retained):
    schools = table("schools", "school_id district_id name_zh stage", ("S1", "D1", "甲校", stage))
    year = table(
        "school_year", "school_id period junior_entrants junior_retained", ("S1", "2025-26", entrants, retained)
    )
    return found(ALL["S9"], school_year=year, schools=schools)["S1", "2025-26"]


@pytest.mark.parametrize("stage", ["junior", "nine_year"])
def test_s9_students_of_the_junior_cohort_who_are_still_there(stage):
    value, se, n, status = s9(stage, 200, 186)
    assert (value, n, status) == (93.0, 200, "value")
    assert se == pytest.approx(100 * sqrt(186.5 * 14.5 / (201**2 * 202)), abs=1e-10)  # rounded to 10 decimals


@pytest.mark.parametrize("stage", ["primary", "senior"])
@pytest.mark.parametrize("counts", [(200, 186), (None, None)])
def test_s9_does_not_apply_to_other_stages_even_where_they_gave_numbers(stage, counts):
    value, se, _, status = s9(stage, *counts)
    assert (value, se, status) == (None, None, "not_applicable")


@pytest.mark.parametrize("counts", [(None, 186), (200, None), (0, 0), (200, 201)])
def test_s9_without_both_numbers_or_with_more_retained_than_entered_is_missing(counts):
    assert s9("junior", *counts)[0::3] == (None, "missing")
