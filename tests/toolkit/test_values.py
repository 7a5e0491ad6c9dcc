"""What `Study.score` takes as values, and what it refuses, with the place named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

import toolkit as tk
from toolkit.errors import DataError, OptionError
from toolkit.normalise import ConstantIndicatorWarning, EmptyIndicatorWarning

Damage = Callable[[pl.DataFrame], pl.DataFrame]
HERE = (pl.col("unit_id") == "A") & (pl.col("period") == "2024") & (pl.col("indicator") == "T1")


def at_a(column: str, value: object) -> Damage:
    """Change one cell: unit A, 2024, T1."""
    return lambda v: v.with_columns(pl.when(HERE).then(pl.lit(value)).otherwise(pl.col(column)).alias(column))


def status(word: str | None) -> Damage:
    """Give every row its right status, but the given one to A, 2024, T1, which has the value 80."""
    right = pl.when(pl.col("value").is_null()).then(pl.lit("missing")).otherwise(pl.lit("value"))
    return lambda v: v.with_columns(status=pl.when(HERE).then(pl.lit(word, pl.String)).otherwise(right))


def test_an_empty_status_is_filled_in_and_loses_no_flag(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    """A null status once took all rows of `below_standard` away."""
    study = tk.Study(framework=framework)
    run, plain = study.score(values.with_columns(status=pl.lit(None, pl.String))), study.score(values)
    assert run.flags.equals(plain.flags)
    assert run.values.equals(plain.values)
    assert set(run.values.filter(pl.col("value").is_null())["status"]) == {"missing"}
    assert set(run.values.filter(pl.col("value").is_not_null())["status"]) == {"value"}
    part = study.score(status(None)(values))
    assert part.flags.equals(plain.flags)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (status("valu"), "Unknown status 'valu' of unit A 2024 T1. Did you mean 'value'"),
        (status("missing"), "'missing' contradicts the value 80.0 of unit A 2024 T1"),
        (status("not_applicable"), "'not_applicable' contradicts the value 80.0 of unit A 2024 T1"),
        (status("suppressed"), "'suppressed' contradicts the value 80.0 of unit A 2024 T1"),
        (lambda v: at_a("value", None)(status("value")(v)), "'value' contradicts the value None of unit A 2024 T1"),
        (lambda v: at_a("value", None)(status("revised")(v)), "'revised' contradicts the value None of unit A 2024 T1"),
        (lambda v: v.with_columns(level=pl.lit("hospital")), "Unknown level 'hospital'.*Allowed: school, group, dis"),
        (lambda v: v.with_columns(level=pl.lit("Group")), "Unknown level 'Group'.*Did you mean 'group'"),
        (at_a("unit_id", ""), "unit_id '' is empty"),
        (at_a("unit_id", "A\u200b"), "signs that can't be seen"),
        (at_a("unit_id", "A\nB"), "signs that can't be seen"),
        (lambda v: v.with_columns(value=pl.lit(dt.date(2025, 1, 1))), "column 'value' of the values has the type Date"),
        (lambda v: v.with_columns(value=pl.lit(True)), "column 'value' of the values has the type Boolean"),
        (lambda v: v.with_columns(value=pl.concat_list("value")), "column 'value' of the values has the type List"),
        (
            lambda v: v.with_columns(unit_id=pl.lit(1.0)),
            "column 'unit_id' of the values has the type Float64: give text",
        ),
        (at_a("unit_id", "  "), "unit_id '  ' is empty"),
        (at_a("unit_id", "A "), "unit_id 'A ' is empty, has blanks around it"),
        (at_a("indicator", "T1\u3000"), "is empty, has blanks around it"),
        (at_a("unit_id", None), "1 rows of the values table have no level, unit_id, period or indicator"),
        (at_a("value", 1e308), r"value is 1e\+308 for unit A 2024 T1: beyond 1e\+100"),
        (at_a("se", 1e308), r"se is 1e\+308 for unit A 2024 T1"),
        (at_a("value", float("-inf")), "value is -inf for unit A 2024 T1: leave missing values null"),
        (at_a("n", -1), "n is negative for unit A 2024 T1"),
        (at_a("n", 9.5), "n is 9.5 in row 1 of the values: it is no whole number"),
        (lambda v: v.with_columns(value=pl.lit("n/a")), "value is 'n/a' in row 1 of the values: it is no number"),
    ],
)
def test_what_cannot_be_scored_is_refused_with_its_place(
    framework: pl.DataFrame, values: pl.DataFrame, damage: Damage, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        tk.Study(framework=framework).score(damage(values))


@pytest.mark.parametrize(
    "period", ["9", "2025-9", "2025-27", "2025-2026", " 2025", "25-26", "０２５６", "0000", "round 2"]
)
def test_a_period_that_does_not_sort_as_text_is_refused(
    framework: pl.DataFrame, values: pl.DataFrame, period: str
) -> None:
    """'9' stood after '10', and the base period was the later one."""
    with pytest.raises(
        DataError, match=f"Period '{period}' in the values: a period is a school year such as '2025-26'"
    ):
        tk.Study(framework=framework).score(values.with_columns(period=pl.col("period").replace("2025", period)))


@pytest.mark.parametrize(("first", "second"), [("2024", "2025"), ("2024-25", "2025-26"), ("1999-00", "2000-01")])
def test_school_years_and_calendar_years_are_taken_in_order(
    framework: pl.DataFrame, values: pl.DataFrame, first: str, second: str
) -> None:
    run = tk.Study(framework=framework).score(
        values.with_columns(period=pl.col("period").replace({"2024": first, "2025": second}))
    )
    assert (run.periods, run.base_period) == ([first, second], first)


@pytest.mark.parametrize("what", [lambda v: v.lazy(), lambda v: v.to_dict(as_series=False), lambda v: v.rows()])
def test_only_a_polars_frame_is_taken(
    framework: pl.DataFrame, values: pl.DataFrame, what: Callable[[pl.DataFrame], object]
) -> None:
    with pytest.raises(OptionError, match="give a polars DataFrame"):
        tk.Study(framework=framework).score(what(values))


def test_the_order_of_rows_does_not_show_in_the_values(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    study = tk.Study(framework=framework)
    orders = [study.score(values.sample(fraction=1, shuffle=True, seed=seed)).values for seed in range(3)]
    keys = ["level", "unit_id", "period", "indicator"]
    assert all(order.equals(orders[0].sort(keys)) for order in orders)


def test_values_at_the_edge_of_what_is_taken_give_finite_scores_or_an_error(
    framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    """Never infinity or NaN in a score; squares, sums and spreads included."""
    from toolkit.normalise import NORMALISERS

    huge = values.with_columns(
        value=pl.when(pl.col("indicator") == "T1")
        .then(pl.when(pl.col("unit_id") == "A").then(1e100).otherwise(-1e100))
        .when((pl.col("unit_id") == "B") & (pl.col("indicator") == "C1"))
        .then(1e-300)
        .otherwise("value")
    )
    scored = 0
    for name in NORMALISERS:
        if name in {"distance_to_target", "distance_to_reference", "moving_reference"}:
            continue  # they need options of their own
        try:
            scores = tk.Study(framework=framework, normaliser=name).score(huge).scores
        except DataError:
            continue
        scored += 1
        assert scores.select(pl.col("score", "se", "lower", "upper").is_finite().all()).row(0) == (True,) * 4
    assert scored >= 5


def test_a_scale_wider_than_any_number_is_refused_by_its_name(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    wide = framework.with_columns(
        low=pl.when(pl.col("node") == "C1").then(pl.lit("-1e308")).otherwise("low"),
        high=pl.when(pl.col("node") == "C1").then(pl.lit("1e308")).otherwise("high"),
    )
    with pytest.raises(DataError, match="indicator 'C1' is wider"):
        tk.Study(framework=wide).score(values)


def test_an_infinite_score_is_refused_by_its_node_and_unit(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    """An aggregator of the user's own that divides by a zero: C has 0 points of T2 in 2025."""

    def fragile(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            return np.divide(1, values).max(axis=-1)

    with pytest.raises(DataError, match=r"Node 'teaching': the score of unit C 2025 is infinite"):
        tk.Study(framework=framework, aggregator=fragile).score(values)


def test_warnings_of_normalisers_name_the_indicator(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    constant = values.with_columns(value=pl.when(pl.col("indicator") == "C1").then(50.0).otherwise("value"))
    with pytest.warns(ConstantIndicatorWarning, match=r"C1\."):
        run = tk.Study(framework=framework, normaliser="minmax").score(constant)
    assert set(run.learned["indicator"]) == {"T1", "T2", "C1"}
    empty = values.with_columns(value=pl.when(pl.col("indicator") == "T2").then(None).otherwise("value"))
    with pytest.warns(EmptyIndicatorWarning, match=r"T2\."):
        tk.Study(framework=framework, normaliser="minmax", minimum_coverage=0).score(empty)


def test_coverage_at_the_minimum_counts_also_when_floats_disagree(
    framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    """0.1 + 0.2 is a hair above 0.3: coverage, cuts and shares compare at ten decimals."""
    weights = {"teaching": "3", "climate": "7"}
    tree = framework.with_columns(weight=pl.col("node").replace_strict(weights, default=pl.col("weight")))
    run = tk.Study(framework=tree, minimum_coverage=0.1 + 0.2, grades={"pass": 45.00000000000001}).score(values)
    row = run.scores.filter(unit_id="B", period="2025", node="total").row(0, named=True)
    assert (row["coverage"], row["score"], row["grade"]) == (0.3, 45.0, "pass")
