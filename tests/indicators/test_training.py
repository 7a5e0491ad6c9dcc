"""T5: 360 hours in five school years; T6: joint training."""

import polars as pl
import pytest

from indicators import ALL
from indicators._training import window
from tests.indicators._tables import found, table
from toolkit import periods

YEARS = ["2021-22", "2022-23", "2023-24", "2024-25", "2025-26"]


def staff(*rows):
    """(person, service years[, post])."""
    return table(
        "staff",
        "staff_id period school_id service_years post",
        *((p, "2025-26", "S1", years, *(post or ("teacher",))) for p, years, *post in rows),
    )


def training(*rows):
    """(person, period, hours[, kind])."""
    return table("training", "staff_id period hours kind", *((p, t, h, *(k or ("other",))) for p, t, h, *k in rows))


ALL_YEARS = [("P9", year, 1.0) for year in YEARS]
"""Every school year of the window is in the log."""


def t5(people, *hours):
    return found(ALL["T5"], staff=people, training=training(*hours))["S1", "2025-26"]


@pytest.mark.parametrize(("hours", "reached"), [(72.0, 100.0), (71.9, 0.0)])
def test_t5_360_hours_in_five_years(hours, reached):
    assert t5(staff(("P1", 20)), *((("P1", year, hours)) for year in YEARS)) == (reached, 0.0, 1, "value")


def test_t5_hours_may_fall_in_one_year():
    assert t5(staff(("P1", 20)), ("P1", "2023-24", 360.0), *ALL_YEARS)[0] == 100.0


def test_t5_tenths_of_hours_that_add_up_to_360_reach_it():
    rows = [("P1", year, 14.3, "joint") for year in YEARS] + [("P1", year, 57.7, "other") for year in YEARS]
    assert sum(hours for _, _, hours, _ in rows) < 360.0  # as floating-point numbers they fall short
    assert t5(staff(("P1", 20)), *rows)[0] == 100.0


def test_t5_hours_before_the_window_do_not_count():
    assert t5(staff(("P1", 20)), ("P1", "2020-21", 1000.0), *ALL_YEARS)[0] == 0.0


@pytest.mark.parametrize(("service", "needed"), [(0, 72), (1, 72), (2, 144), (3, 216), (4, 288), (5, 360), (30, 360)])
def test_t5_new_teachers_pro_rata(service, needed):
    for hours, reached in ((needed, 100.0), (needed - 1, 0.0)):
        assert t5(staff(("P1", service)), ("P1", "2025-26", float(hours)), *ALL_YEARS)[0] == reached


def test_t5_years_that_the_log_does_not_cover_are_not_asked_for():
    logged = [("P9", "2024-25", 1.0), ("P9", "2025-26", 1.0)]
    for hours, reached in ((144.0, 100.0), (143.0, 0.0)):
        assert t5(staff(("P1", 20)), ("P1", "2025-26", hours), *logged)[0] == reached


def test_t5_a_covered_year_without_a_row_of_this_person_is_0_hours():
    assert t5(staff(("P1", 20), ("P2", 20)), *(("P1", year, 72.0) for year in YEARS))[::2] == (50.0, 2)


def test_t5_nothing_logged_in_the_whole_window_has_no_value():
    assert found(ALL["T5"], staff=staff(("P1", 20)), training=training(("P1", "2019-20", 400.0))) == {}


@pytest.mark.parametrize(("known", "value"), [(9, (100.0, 0.0, 9, "value")), (8, (None, None, 8, "missing"))])
def test_t5_unknown_service_years_above_ten_percent_is_missing(known, value):
    people = staff(("P0", None), *((f"P{i}", 1) for i in range(1, known + 1)))
    assert t5(people, *((f"P{i}", "2025-26", 72.0) for i in range(known + 1))) == value


@pytest.mark.parametrize("post", ["leader", "support"])
def test_only_teachers(post):
    people = staff(("P1", 1), ("P2", 1, post))
    hours = training(("P1", "2025-26", 72.0, "joint"))
    for name in ("T5", "T6"):
        assert found(ALL[name], staff=people, training=hours)["S1", "2025-26"] == (100.0, 0.0, 1, "value")


def test_t6_teachers_in_joint_training_of_this_year():
    people = staff(*((f"P{i}", 9) for i in range(1, 6)))
    hours = training(
        ("P1", "2025-26", 4.0, "joint"),
        ("P2", "2025-26", 0.0, "joint"),
        ("P3", "2025-26", 9.0, "other"),
        ("P4", "2024-25", 9.0, "joint"),
    )
    assert found(ALL["T6"], staff=people, training=hours)["S1", "2025-26"] == (20.0, 0.0, 5, "value")


def test_t6_a_year_without_any_row_in_the_log_was_not_recorded():
    assert found(ALL["T6"], staff=staff(("P1", 9)), training=training(("P1", "2024-25", 9.0, "joint"))) == {}


@pytest.mark.parametrize("period", ["2025-26", "2001-02", "2025"])
def test_the_window_is_the_period_and_those_before_it(period):
    expected = [period]
    for _ in range(4):
        expected.append(periods.previous(expected[-1]))
    frame = window(pl.LazyFrame({"period": [period]}), 5).collect()
    assert frame["within"].to_list() == expected
