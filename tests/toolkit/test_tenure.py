"""Who counts for a group in a period, and how much."""

import datetime as dt

import polars as pl
import pytest

from tests.toolkit._town import memberships, school_year
from toolkit.errors import DataError, OptionError
from toolkit.periods import calendar
from toolkit.tenure import Tenure, members

PERIOD = "2025-26"  # its last day is 31 August 2026


def of(*spells, pupils=100, tenure=Tenure(), period=PERIOD):  # noqa: B008  frozen
    table = memberships(*spells)
    sizes = school_year(*((s, period, pupils) for s in table["school_id"].unique()))
    return members(table, sizes, calendar([period]), tenure)


def weight(joined, **options):
    return of(("G1", "S1", "lead", joined, None), **options)[0]["weight"].to_list()


@pytest.mark.parametrize(
    ("joined", "left", "counts"),
    [
        ("2020-09-01", None, True),
        ("2026-08-31", None, True),  # joins on the last day
        ("2026-09-01", None, False),  # joins on the day after
        ("2020-09-01", "2026-08-31", False),  # the last day is its first day outside
        ("2020-09-01", "2026-09-01", True),
        ("2020-09-01", "2026-01-15", False),  # leaves within the period
    ],
)
def test_a_spell_counts_when_it_covers_the_last_day(joined, left, counts):
    assert of(("G1", "S1", "member", joined, left))[0].height == int(counts)


def test_years_are_days_over_365_25_to_the_end_of_the_last_day():
    days = (dt.date(2026, 9, 1) - dt.date(2025, 3, 1)).days
    assert weight("2025-03-01") == [round(100 * round(days / 365.25, 10), 10)]


def test_years_beyond_the_cap_add_nothing():
    assert weight("2010-09-01") == weight("2021-08-31") == [500.0]
    assert weight("2010-09-01", tenure=Tenure(cap=3)) == [300.0]


@pytest.mark.parametrize(
    ("joined", "years"),
    [("2023-09-01", 3), ("2023-09-02", 2), ("2025-09-01", 1), ("2025-09-02", 0), ("2024-02-29", 2), ("2026-08-31", 0)],
)
def test_completed_years_are_anniversaries(joined, years):
    table, _ = of(("G1", "S1", "lead", joined, None), tenure=Tenure(completed=True))
    assert table.select("years", "weight").row(0) == (years, 100.0 * years)


@pytest.mark.parametrize(("joined", "stays"), [("2023-09-01", True), ("2023-09-02", False)])
@pytest.mark.parametrize("completed", [True, False])
def test_the_minimum_goes_by_the_calendar(joined, stays, completed):
    table, lines = of(("G1", "S1", "lead", joined, None), tenure=Tenure(minimum=3, completed=completed))
    assert table.height == int(stays)
    reasons = [(line.reason, line.rows_in, line.rows_out, line.units) for line in lines]
    assert reasons == ([] if stays else [("spell_below_minimum_tenure", 1, 0, "G1/S1 2025-26")])


def test_a_school_through_two_spells_counts_from_the_one_that_covers_the_day():
    spells = [("G1", "S1", "member", "2015-09-01", "2020-09-01"), ("G1", "S1", "member", "2024-09-01", None)]
    table, _ = of(*spells)
    days = (dt.date(2026, 9, 1) - dt.date(2024, 9, 1)).days
    assert table.select("years").to_series().to_list() == [round(days / 365.25, 10)]
    earlier, _ = of(*spells, period="2018-19")
    assert earlier["years"].to_list() == [round((dt.date(2019, 9, 1) - dt.date(2015, 9, 1)).days / 365.25, 10)]
    assert of(*spells, period="2021-22")[0].height == 0


def test_a_school_that_changes_its_group_counts_for_the_new_one():
    spells = [("G1", "S1", "member", "2015-09-01", "2026-02-01"), ("G2", "S1", "lead", "2026-02-01", None)]
    assert of(*spells)[0].select("group_id", "role").rows() == [("G2", "lead")]


def test_without_size_no_weight_and_a_line_in_the_ledger():
    table, lines = of(("G1", "S1", "lead", "2015-09-01", None), pupils=None)
    assert table.select("pupils", "weight").row(0) == (None, None)
    assert [(line.reason, line.units) for line in lines] == [("member_without_size", "G1/S1 2025-26")]


def test_a_member_without_a_row_in_school_year_has_no_weight_either():
    table = memberships(("G1", "S1", "lead", "2015-09-01", None), ("G1", "S2", "member", "2015-09-01", None))
    result, lines = members(table, school_year(("S1", PERIOD, 100)), calendar([PERIOD]), Tenure())
    assert result["weight"].to_list() == [500.0, None]
    assert lines[0].units == "G1/S2 2025-26"


def test_size_may_be_another_column():
    sizes = school_year(("S1", PERIOD, 100)).with_columns(cohort=pl.lit(30))
    table, _ = members(
        memberships(("G1", "S1", "lead", "2015-09-01", None)), sizes, calendar([PERIOD]), Tenure(size="cohort")
    )
    assert table["weight"].to_list() == [150.0]


def test_overlapping_spells_in_one_group_are_refused():
    with pytest.raises(DataError, match="school S1 has two spells in group G1 on 2026-08-31"):
        of(("G1", "S1", "lead", "2015-09-01", None), ("G1", "S1", "member", "2016-09-01", None))


@pytest.mark.parametrize("options", [{"cap": 0}, {"cap": -1}, {"minimum": -1}, {"minimum": 0.3}, {"cap": float("nan")}])
def test_impossible_rules_are_refused(options):
    with pytest.raises(OptionError, match=next(iter(options))):
        Tenure(**options)


def test_an_unknown_size_column_is_named_with_the_nearest_one():
    with pytest.raises(OptionError, match="Did you mean 'pupils'"):
        of(("G1", "S1", "lead", "2015-09-01", None), tenure=Tenure(size="pupil"))


def test_a_size_that_is_no_whole_number_is_refused():
    with pytest.raises(OptionError, match="whole number"):
        of(("G1", "S1", "lead", "2015-09-01", None), tenure=Tenure(size="teaching_area"))
