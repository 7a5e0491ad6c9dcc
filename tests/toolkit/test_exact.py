"""Sums whose bits do not depend on the order of rows or the engine."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import polars as pl
import pytest

from toolkit.exact import ordered_sum

RANDOM = np.random.default_rng(0)
FRAME = pl.DataFrame({"g": RANDOM.integers(0, 3000, 300_000), "x": 100 * RANDOM.random(300_000)})


def sums(frame: pl.DataFrame, terms: pl.Expr, engine: str) -> list[float]:
    """Sum by group in a lazy plan."""
    return frame.lazy().group_by("g").agg(v=terms).sort("g").collect(engine=engine)["v"].to_list()  # type: ignore[call-overload]


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_the_order_of_rows_changes_no_bit(engine: str) -> None:
    """Fails with `terms.sum()` and with `terms.sort().sum()`: see the docstring of `ordered_sum`."""
    expected = sums(FRAME, ordered_sum(pl.col("x")), "in-memory")
    for seed in range(5):
        shuffled = FRAME.sample(fraction=1, shuffle=True, seed=seed)
        assert sums(shuffled, ordered_sum(pl.col("x")), engine) == expected


def test_against_exact_fractions() -> None:
    exact = [float(sum(map(Fraction, part["x"].to_list()), Fraction(0))) for part in FRAME.sort("g").partition_by("g")]
    # up to 150 terms: each addition rounds by at most half a unit in the last place of a sum below 2^14
    assert sums(FRAME, ordered_sum(pl.col("x")), "in-memory") == pytest.approx(exact, abs=150 * 2**-39)


def test_nulls_are_left_out_and_nothing_sums_to_zero() -> None:
    frame = pl.DataFrame({"x": [None, 2.0, None, 1.0]}, schema={"x": pl.Float64})
    assert frame.select(ordered_sum(pl.col("x"))).item() == 3.0
    assert frame.select(ordered_sum(pl.col("x").filter(pl.col("x") > 5))).item() == 0.0
    assert frame.filter(pl.col("x").is_null()).select(ordered_sum(pl.col("x"))).item() == 0.0
