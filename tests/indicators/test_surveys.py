"""C1 to C4: the satisfied; C6: valid returns."""

from math import sqrt

import pytest

from indicators import ALL
from tests.indicators._tables import found, table

COLUMNS = (
    "period wave school_id respondent distributed returned very_satisfied mostly_satisfied fairly_satisfied "
    "dissatisfied dont_know"
)
KINDS = {"C1": "parents", "C2": "students", "C3": "teachers", "C4": "community"}


def surveys(*rows):
    return {"surveys": table("surveys", COLUMNS, *rows)}


def row(respondent="parents", *answers, wave=1, school="S1", distributed=100, returned=None):
    total = sum(a for a in answers if a is not None) if returned is None else returned
    return ("2025-26", wave, school, respondent, distributed, total, *answers)


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_satisfied_of_those_with_an_opinion(name, kind):
    others = [row(other, 0, 0, 50, 10, 0) for other in KINDS.values() if other != kind]
    value, se, n, status = found(ALL[name], **surveys(row(kind, 40, 20, 15, 5, 10), *others))["S1", "2025-26"]
    assert (value, n, status) == (75.0, 80, "value")
    a, b = 60.5, 20.5
    assert se == pytest.approx(100 * sqrt(a * b / ((a + b) ** 2 * (a + b + 1))), abs=1e-10)  # rounded to 10 decimals


@pytest.mark.parametrize(("answers", "value"), [((9, 0, 0, 0, 0), 100.0), ((0, 0, 4, 5, 3), 0.0)])
def test_unanimous_answers_leave_uncertainty(answers, value):
    found_value, se, n, _ = found(ALL["C1"], **surveys(row("parents", *answers)))["S1", "2025-26"]
    assert (found_value, n) == (value, 9)
    assert se > 0


@pytest.mark.parametrize(
    "answers", [(0, 0, 0, 0, 7), (0, 0, 0, 0, 0), (None, 1, 1, 1, 0), (1, None, 1, 1, 0), (1, 1, 1, 1, None)]
)
def test_nobody_with_an_opinion_or_an_empty_cell_is_missing(answers):
    value, se, _, status = found(ALL["C1"], **surveys(row("parents", *answers)))["S1", "2025-26"]
    assert (value, se, status) == (None, None, "missing")


def test_the_last_wave_of_each_school_counts_whatever_the_order():
    rows = [
        row("parents", 1, 0, 1, 0, 0, wave=2),
        row("parents", 4, 0, 0, 0, 0, wave=10),
        row("parents", 0, 0, 9, 0, 0, wave=1),
        row("parents", 3, 0, 1, 0, 0, wave=1, school="S2"),
        row("students", 0, 0, 4, 0, 0, wave=11),
    ]
    result = found(ALL["C1"], **surveys(*rows))
    assert result["S1", "2025-26"][0] == 100.0
    assert result["S2", "2025-26"][0] == 75.0


def test_a_last_wave_that_failed_is_not_replaced_by_an_earlier_one():
    rows = [row("parents", 9, 0, 0, 0, 0, wave=1), row("parents", None, None, None, None, None, wave=2)]
    assert found(ALL["C1"], **surveys(*rows))["S1", "2025-26"][0] is None


def test_c6_all_kinds_of_respondents_together():
    rows = [
        row("parents", 40, 0, 0, 0, 0, distributed=60),
        row("students", 20, 0, 0, 0, 0, distributed=20),
        row("students", 1, 0, 0, 0, 0, distributed=90, wave=0),
    ]
    assert found(ALL["C6"], **surveys(*rows))["S1", "2025-26"] == (75.0, 0.0, 80, "value")


@pytest.mark.parametrize(
    "fault",
    [
        row("students", 20, 0, 0, 0, 0, distributed=None),
        ("2025-26", 1, "S1", "students", 20, None, None, None, None, None, None),
        row("students", 200, 0, 0, 0, 0, distributed=20),
    ],
)
def test_c6_is_missing_when_a_count_is_empty_or_impossible(fault):
    rows = [row("parents", 40, 0, 0, 0, 0, distributed=60), fault]
    assert found(ALL["C6"], **surveys(*rows))["S1", "2025-26"][0] is None


def test_c6_nothing_distributed_is_missing():
    assert found(ALL["C6"], **surveys(row("parents", 0, 0, 0, 0, 0, distributed=0)))["S1", "2025-26"][0] is None
