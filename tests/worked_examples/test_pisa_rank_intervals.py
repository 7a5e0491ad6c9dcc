"""Rank intervals of 37 OECD countries in PISA 2018 mathematics against the R package csranks and its vignette.

pisa2018_math.csv: scores and standard errors as published by the OECD (IDE export of 2020-01-14, without Costa Rica), and
the intervals that csranks 1.2 gives at 95 % with 100,000 bootstrap draws (Mogstad, Romano, Shaikh & Wilhelm 2024,
doi:10.1093/restud/rdad006; vignette "Inference for Ranks").
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from toolkit.ranks import intervals, tau_best

PISA = pl.read_csv(Path(__file__).with_name("pisa2018_math.csv"))


@pytest.mark.parametrize(
    ("method", "simultaneous", "column"),
    [("stepdown", True, "stepdown"), ("pairwise", True, "pairwise"), ("stepdown", False, "marginal")],
)
def test_intervals_of_csranks(method: str, simultaneous: bool, column: str) -> None:
    found = intervals(PISA["score"], PISA["se"], 0.95, simultaneous, method=method, draws=10_000)
    for end in ("lower", "upper"):
        difference = (found[end] - PISA[f"{column}_{end}"]).abs()
        # the two bootstraps are different: a difference at the critical value may fall on either side
        assert difference.max() <= 1
        assert (difference > 0).sum() <= 3


def test_top_five_of_the_vignette() -> None:
    top = {"Belgium", "Canada", "Denmark", "Estonia", "Finland", "Japan", "Korea", "Netherlands", "Poland", "Slovenia"}
    at_95 = PISA.filter(pl.Series(tau_best(PISA["score"], PISA["se"], 5, draws=10_000)))["country"]
    assert set(at_95) == top | {"Sweden", "Switzerland"}
    at_90 = PISA.filter(pl.Series(tau_best(PISA["score"], PISA["se"], 5, coverage=0.9, draws=10_000)))["country"]
    assert set(at_90) == top | {"Switzerland"}


def test_germany_and_korea_in_the_vignette() -> None:
    """At 95 % both may stand at 7 or better than 7; at 75 % their intervals do not overlap."""
    for coverage, apart in ((0.95, False), (0.75, True)):
        found = intervals(PISA["score"], PISA["se"], coverage, method="stepdown", draws=10_000)
        rows = dict(zip(PISA["country"], found.rows(), strict=True))
        assert (rows["Korea"][2] < rows["Germany"][1]) is apart


def test_chile_mexico_and_colombia_stand_apart_in_the_vignette() -> None:
    found = intervals(PISA["score"], PISA["se"], 0.95, method="stepdown").with_columns(country=PISA["country"])
    last = pl.col("country").is_in(["Chile", "Mexico", "Colombia"])
    assert found.filter(last)["lower"].min() > found.filter(~last)["upper"].max()  # type: ignore[operator]
