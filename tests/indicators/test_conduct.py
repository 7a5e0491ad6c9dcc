"""S1: the scale of the questionnaire about conduct, against the truth of the bundled city."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from indicators import ALL
from indicators.city import make_city
from indicators.city._build import plan
from indicators.city._item_responses import EASE, STEPS, conduct
from tests.indicators._tables import found, table

SMALL = {"groups": 16, "members": 90}
PERIODS = ("2023-24", "2024-25", "2025-26")
COLUMNS = "student_id period school_id scale item answer"


def s1(*rows):
    periods = sorted({row[1] for row in rows}) or ["2025-26"]
    return found(ALL["S1"], calendar=periods, item_responses=table("item_responses", COLUMNS, *rows))


def class_of(school, students, period="2025-26", items=5, seed=0, shift=0.0):
    """Rows of a school whose students answer five items from 0 to 2 by the partial credit model."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(students):
        ability = rng.normal() + shift
        for j in range(items):
            odds = np.cumsum([ability + 0.5, ability - 0.5])
            weight = np.concatenate([[1.0], np.exp(odds)])
            answer = int(rng.choice(3, p=weight / weight.sum()))
            rows.append((f"{school}-{i}", period, school, "conduct", f"C{j}", answer))
    return rows


def percent(mean: float) -> float:
    """Expected sum of the twelve items in percent of the most, of students with this mean and deviation 1."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    odds = np.cumsum((mean + nodes)[:, None, None] + EASE[:, None] + STEPS, axis=2)
    weight = np.concatenate([np.ones((*odds.shape[:2], 1)), np.exp(odds)], axis=2)
    expected = (weight * np.arange(4)).sum(axis=2) / weight.sum(axis=2)
    return float(100 * (expected.mean(axis=1) / 3) @ (weights / weights.sum()))


def test_intervals_hold_the_true_means_of_the_city() -> None:
    """315 schools and years: 95 % intervals hold the truth in 91 to 98 %; on average the values are right."""
    city, plan_of = make_city(**SMALL), plan(2025, 16, 90, PERIODS)
    values = found(ALL["S1"], calendar=PERIODS, item_responses=city["item_responses"])
    inflated = {f"S{n + 1:04d}" for n in plan_of.schools_of("inflated_returns")}
    z = []
    for (school, period), (value, se, n, status) in values.items():
        assert status == "value"
        assert n <= 24
        if school not in inflated:
            truth = percent(conduct(plan_of)[int(school[1:]) - 1, PERIODS.index(period)])
            z.append((value - truth) / se)
    assert len(z) >= 300
    assert 0.91 < (np.abs(z) < 1.96).mean() < 0.98
    assert abs(np.mean(z)) < 0.25  # the calibration's own error is common to all schools


def test_a_school_that_answers_more_is_higher_and_pupils_count() -> None:
    values = s1(*class_of("S1", 40), *class_of("S2", 40, seed=1, shift=1.0))
    low, high = values["S1", "2025-26"], values["S2", "2025-26"]
    assert low[0] < high[0] <= 100
    assert (low[2], high[2]) == (40, 40)
    assert 2 < low[1] < 6


def test_booklets_without_a_common_student_compare() -> None:
    """Half of the students get items 1 to 4, half 2 to 5: an easy item in one booklet does not make its students better."""
    rows = class_of("S1", 400)
    easier = [(*row[:5], min(row[5] + 1, 2)) if row[4] == "C0" else row for row in rows]
    split = [row for row in easier if row[4] != ("C4" if int(row[0].split("-")[1]) < 200 else "C0")]
    renamed = [(*row[:2], "S2", *row[3:]) if int(row[0].split("-")[1]) >= 200 else row for row in split]
    values = s1(*renamed)
    (one, se_one, *_), (two, se_two, *_) = values["S1", "2025-26"], values["S2", "2025-26"]
    assert abs(one - two) < 3 * np.hypot(se_one, se_two)
    sums = (
        pl.DataFrame(renamed, schema=COLUMNS.split(), orient="row").group_by("school_id").agg(pl.col("answer").mean())
    )
    gap = dict(sums.iter_rows())
    assert gap["S1"] - gap["S2"] > 0.1  # of 2: what plain means would have shown


@pytest.mark.parametrize(
    "rows",
    [
        [],
        class_of("S1", 29),
        class_of("S1", 40, items=1),
        [(*row[:5], 1) for row in class_of("S1", 40)],
        [(*row[:5], None) for row in class_of("S1", 40)],
    ],
    ids=["none", "few students", "one item", "one category", "no answer"],
)
def test_without_enough_to_calibrate_there_is_no_value(rows) -> None:
    assert s1(*rows) == {}


def test_a_school_with_one_student_has_none() -> None:
    values = s1(*class_of("S1", 40), *class_of("S2", 1, seed=3))
    assert values["S2", "2025-26"] == (None, None, 1, "missing")
    assert values["S1", "2025-26"][3] == "value"


def test_an_item_that_everybody_answers_alike_is_left_out() -> None:
    rows = class_of("S1", 60)
    same = [(f"S1-{i}", "2025-26", "S1", "conduct", "C9", 2) for i in range(60)]
    assert s1(*rows, *same) == s1(*rows)
