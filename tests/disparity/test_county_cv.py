"""The county rule by district: the published example, the three conventions, and what is left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from toolkit.disparity import COUNTY_LIMITS, county_cv, county_verdicts
from toolkit.errors import DataError

EXAMPLE = pl.read_csv(Path(__file__).parents[1] / "worked_examples" / "cv_worked_example.csv")


def county(values, pupils, stage="primary", indicator="R6"):
    ids = [f"S{i}" for i in range(len(values))]
    long = {"level": "school", "unit_id": ids, "period": "2025-26", "indicator": indicator, "value": values}
    schools = pl.DataFrame({"school_id": ids, "district_id": "D01", "stage": stage})
    returns = pl.DataFrame({"school_id": ids, "period": "2025-26", "pupils": pupils})
    return pl.DataFrame(long, schema_overrides={"value": pl.Float64}), schools, returns


def test_the_published_example_of_five_schools():
    """Printed 0.52; by hand from the books and students of the table."""
    five = EXAMPLE.filter(pl.col("school") != "全县").with_columns(x=pl.col("books") / pl.col("students"))
    row = county_cv(*county(five["x"].to_list(), five["students"].to_list()), ["R6"]).row(0, named=True)
    assert round(row["cv_pupils"], 2) == 0.52
    assert row["cv_population"] == pytest.approx(np.std(five["x"].to_numpy()) / five["x"].mean())
    assert (row["within_pupils"], row["within_population"], row["within_sample"]) == (False, True, False)


def test_the_three_conventions_of_one_county_fall_on_different_sides():
    x, n = [1.0, 2.0, 6.0], [50, 40, 10]
    mean = np.average(x, weights=n)
    weighted = float(np.sqrt(np.average((np.array(x) - mean) ** 2, weights=n)) / mean)
    row = county_cv(*county(x, n), ["R6"]).row(0, named=True)
    assert row["cv_pupils"] == pytest.approx(weighted)
    assert row["cv_population"] == pytest.approx(np.std(x) / np.mean(x))
    assert row["cv_sample"] == pytest.approx(np.std(x, ddof=1) / np.mean(x))
    assert row["limit"] == COUNTY_LIMITS["primary"]
    found = county_cv(*county([1.2, 2.0, 4.0], n), ["R6"]).row(0, named=True)
    assert (found["within_pupils"], found["within_population"], found["within_sample"]) == (True, True, False)


def test_a_limit_is_kept_when_it_is_just_reached():
    values = [0.5, 1.5]  # CV 0.5 with equal pupils
    assert county_cv(*county(values, [10, 10]), ["R6"])["within_pupils"].to_list() == [True]
    assert county_cv(*county(values, [10, 10], "junior"), ["R6"])["within_pupils"].to_list() == [False]


def test_what_is_missing_is_counted_and_other_stages_are_left_out():
    row = county_cv(*county([1.0, None, 3.0, 2.0], [10, 10, None, 10]), ["R6"]).row(0, named=True)
    assert (row["schools"], row["missing"]) == (2, 2)
    assert row["cv_pupils"] == pytest.approx(1 / 3)
    alone = county_cv(*county([1.0, None], [10, 10]), ["R6"]).row(0, named=True)
    assert (alone["schools"], alone["cv_pupils"], alone["within_pupils"]) == (1, None, None)
    assert county_cv(*county([1.0, 2.0], [10, 10], "nine_year"), ["R6"]).height == 0


def test_a_school_that_stands_twice_is_refused():
    values, schools, returns = county([1.0, 2.0], [10, 10])
    with pytest.raises(DataError, match="twice"):
        county_cv(values, pl.concat([schools, schools]), returns, ["R6"])


def test_verdicts_take_all_indicators_together():
    parts = [county([1.0, 1.1], [10, 10]), county([1.0, 9.0], [10, 10], indicator="R7")]
    values = pl.concat([part[0] for part in parts])
    _, schools, returns = parts[0]
    both = county_verdicts(county_cv(values, schools, returns, ["R6", "R7"])).row(0, named=True)
    assert (both["pupils"], both["worst"], both["greatest"]) == ("missed", "R7", pytest.approx(0.8))
    one = county_verdicts(county_cv(values, schools, returns, ["R6"])).row(0, named=True)
    assert (one["pupils"], one["population"], one["sample"]) == ("held", "held", "held")
    absent = county_verdicts(county_cv(values, schools, returns, ["R6", "R5"])).row(0, named=True)
    assert (absent["pupils"], absent["worst"]) == ("undecided", "R6")
