"""Averages over years and the rules of what is reported."""

from __future__ import annotations

import polars as pl
import pytest

from toolkit.monitoring import ReportingRule, reported, rolling_average


def scores(
    *row: float | None, se: float | None = 2.0, years: tuple[int, ...] = (2021, 2022, 2023, 2024)
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "level": "group",
            "unit_id": "G1",
            "node": "total",
            "period": [str(y) for y in years[: len(row)]],
            "score": row,
            "se": [None if v is None else se for v in row],
        },
        schema_overrides={"score": pl.Float64, "se": pl.Float64},
    )


def test_three_years_by_hand() -> None:
    table = rolling_average(scores(60.0, 72.0, 78.0, 84.0), rounds=3)
    assert table["average"].to_list() == [None, 66.0, 70.0, 78.0]
    assert table["average_se"].to_list()[2] == pytest.approx(2 / 3**0.5, abs=1e-12)
    assert table["averaged"].to_list() == [1, 2, 3, 3]


def test_a_missing_year_is_neither_zero_nor_replaced_by_an_older_one() -> None:
    table = rolling_average(scores(60.0, None, 80.0, 90.0), rounds=2)
    assert table["average"].to_list() == [None, None, None, 85.0]
    left_out = rolling_average(scores(60.0, 80.0, 90.0, years=(2021, 2023, 2024)), rounds=2)
    assert left_out["average"].to_list() == [None, None, 85.0]


def test_an_unknown_error_leaves_the_average_without_one() -> None:
    assert rolling_average(scores(60.0, 70.0, se=None), rounds=2)["average_se"].to_list() == [None, None]


def test_better_of_and_hold_harmless() -> None:
    row = scores(80.0, 70.0, 66.0, 90.0)
    better = reported(row, ReportingRule(kind="better_of", rounds=2))
    assert better["reported"].to_list() == [80.0, 75.0, 68.0, 90.0]
    assert better["basis"].to_list() == ["single", "average", "average", "single"]
    held = reported(row, ReportingRule(kind="hold_harmless"))
    assert held["reported"].to_list() == [80.0, 80.0, 80.0, 90.0]
    assert held["basis"].to_list() == ["single", "held", "held", "single"]
    assert reported(row, ReportingRule(kind="average", rounds=2))["reported"].to_list() == [None, 75.0, 68.0, 78.0]
    assert reported(row, ReportingRule())["reported"].to_list() == [80.0, 70.0, 66.0, 90.0]


def test_a_missing_round_is_not_held_up() -> None:
    held = reported(scores(80.0, None, 60.0), ReportingRule(kind="hold_harmless", allowance=10))
    assert held["reported"].to_list() == [80.0, None, 70.0]
    assert held["basis"].to_list() == ["single", None, "held"]


def test_rules_are_checked() -> None:
    with pytest.raises(ValueError, match="kind"):
        ReportingRule(kind="best")
