"""Linking of two calibrations: exact where the items are, alike in every method, and against plain arithmetic."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tests.models.item_response._data import graded_answers
from toolkit.errors import DataError, OptionError
from toolkit.models import GradedResponse
from toolkit.models.item_response import link, linking_error
from toolkit.models.item_response.linking import METHODS

OLD = pl.DataFrame(
    {
        "item": ["A", "B", "C", "D"],
        "discrimination": [1.0, 1.4, 0.7, 1.1],
        "threshold_1": [-1.0, -0.2, 0.1, 0.9],
        "threshold_2": [0.3, None, 1.2, 1.5],
    }
)


def moved(table: pl.DataFrame, slope: float, intercept: float) -> pl.DataFrame:
    """Return items on a scale on which t is (t - intercept) / slope of the old one."""
    return table.with_columns(pl.col("discrimination") * slope, (pl.col("^threshold_.$") - intercept) / slope)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("family", ["graded", "partial_credit"])
def test_every_method_finds_a_line_that_holds_exactly(method: str, family: str) -> None:
    found = link(OLD, moved(OLD, 0.8, 0.35).sample(fraction=1.0, shuffle=True, seed=3), method=method, family=family)
    assert (found.slope, found.intercept) == pytest.approx((0.8, 0.35), abs=1e-6)
    back = found.items_table(moved(OLD, 0.8, 0.35))
    for column in OLD.columns[1:]:
        assert back[column].to_list() == pytest.approx(OLD[column].to_list(), abs=1e-6)


def test_mean_sigma_by_hand() -> None:
    """Kolen and Brennan (2014), equations 6.8a and 6.9a: A = σ(b old)/σ(b new), B = μ(b old) - A μ(b new)."""
    old = pl.DataFrame({"item": ["A", "B", "C"], "discrimination": [1.0] * 3, "difficulty": [-1.0, 0.0, 1.0]})
    new = pl.DataFrame({"item": ["A", "B", "C"], "discrimination": [2.0] * 3, "difficulty": [-1.5, -1.0, 1.0]})
    found = link(old, new, method="mean_sigma")
    slope = np.std([-1.0, 0.0, 1.0]) / np.std([-1.5, -1.0, 1.0])
    assert (found.slope, found.intercept) == pytest.approx((slope, 0.5 * slope), abs=1e-12)
    assert link(old, new, method="mean_mean").slope == pytest.approx(2.0)


@pytest.mark.parametrize("method", ["stocking_lord", "haebara"])
def test_the_loss_is_least_at_the_line(method: str) -> None:
    """By a plain sum over nodes with the curves written out: no neighbour on a lattice is better."""
    rng = np.random.default_rng(0)
    noisy = moved(OLD, 0.8, 0.35).with_columns(pl.col("^threshold_.$") + pl.Series(0.1 * rng.normal(size=4)))
    found = link(OLD, noisy, method=method)
    nodes = np.linspace(-4, 4, 41)

    def above(table: pl.DataFrame, t: np.ndarray) -> list[np.ndarray]:
        rows = [
            (r["discrimination"], [r[c] for c in table.columns[2:] if r[c] is not None]) for r in table.rows(named=True)
        ]
        return [np.array([1 / (1 + np.exp(-a * (t - b))) for b in thresholds]) for a, thresholds in rows]

    def loss(slope: float, intercept: float) -> float:
        pairs = list(zip(above(OLD, nodes), above(noisy, (nodes - intercept) / slope), strict=True))
        if method == "stocking_lord":
            gap = sum(one.sum(axis=0) - other.sum(axis=0) for one, other in pairs) ** 2
        else:
            chance = [-np.diff(np.vstack([np.ones(41), x, np.zeros(41)]), axis=0) for pair in pairs for x in pair]
            gap = sum(((one - other) ** 2).sum(axis=0) for one, other in zip(chance[::2], chance[1::2], strict=True))
        return float((gap * np.exp(-(nodes**2) / 2)).sum())

    best = loss(found.slope, found.intercept)
    for step in (1e-3, 1e-2):
        for da in (-step, 0, step):
            for db in (-step, 0, step):
                assert loss(found.slope + da, found.intercept + db) >= best - 1e-12


def test_two_years_with_common_items_come_onto_one_scale() -> None:
    """Second year: pupils better by 0.4 and spread 1.2; four of seven items are those of the first year."""
    rng = np.random.default_rng(12)
    slope = np.array([1.0, 1.3, 0.9, 1.5, 1.1, 0.8, 1.2])
    thresholds = np.linspace(-1, 1, 7)[:, None] + np.array([-0.6, 0.6])
    names = [f"I{j + 1:02d}" for j in range(7)]
    one = graded_answers(rng, rng.normal(size=8_000), slope, thresholds).select(names[:5])
    two = graded_answers(rng, 0.4 + 1.2 * rng.normal(size=8_000), slope, thresholds).select(names[1:])
    first, second = GradedResponse().fit(one), GradedResponse().fit(two)
    for method in METHODS:
        found = link(first.items_, second.items_, method=method)
        assert (found.slope, found.intercept) == pytest.approx((1.2, 0.4), abs=0.1)
        wle = found.scores(second.scores(two, "wle"))
        assert wle["score"].mean() == pytest.approx(0.4, abs=0.15)
    fixed = GradedResponse(anchors=first.items_).fit(two).groups_.row(0, named=True)
    assert (fixed["sd"], fixed["mean"]) == pytest.approx((1.2, 0.4), abs=0.1)


def test_wrong_use() -> None:
    with pytest.raises(OptionError, match="Did you mean 'haebara'"):
        link(OLD, OLD, method="heabara")
    with pytest.raises(DataError, match="at least two"):
        link(OLD, OLD.head(1))
    with pytest.raises(DataError, match="'B' has 1 and 2 thresholds"):
        link(OLD, OLD.with_columns(pl.col("threshold_2").fill_null(1.0)))


def test_linking_error_is_that_of_pisa_where_only_the_origin_moves() -> None:
    """OECD, PISA technical reports: the standard deviation of the shifts of the common items over the root of their number."""
    shifts = np.array([0.12, -0.31, 0.05, 0.4, -0.02, 0.17])
    old = pl.DataFrame({"item": list("ABCDEF"), "discrimination": 1.0, "difficulty": np.linspace(-1.5, 1.5, 6)})
    new = old.with_columns(difficulty=pl.col("difficulty") - shifts)
    expected = shifts.std(ddof=1) / np.sqrt(6)
    assert linking_error(old, new, method="mean_mean") == pytest.approx(expected, abs=1e-14)
    assert linking_error(old, new, method="mean_mean", at=2.0) == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize("method", METHODS)
def test_a_perfect_link_has_no_error(method: str) -> None:
    assert linking_error(OLD, moved(OLD, 0.8, 0.35), at=1.0, method=method) == pytest.approx(0, abs=1e-6)


def test_linking_error_is_the_spread_over_samples_of_items() -> None:
    """Items drawn again and again: the jackknife estimates how much the link moves (mean over 200 draws within a tenth)."""
    rng = np.random.default_rng(4)
    place, found = [], []
    for _ in range(200):
        b = rng.normal(size=20)
        old = pl.DataFrame({"item": [f"I{j}" for j in range(20)], "discrimination": 1.0, "difficulty": b})
        new = old.with_columns(difficulty=pl.col("difficulty") + rng.normal(0, 0.2, 20))
        place.append(link(old, new, method="mean_mean").intercept)
        found.append(linking_error(old, new, method="mean_mean"))
    assert np.mean(found) == pytest.approx(np.std(place), rel=0.1)


def test_two_common_items_say_nothing_of_their_error() -> None:
    with pytest.raises(DataError, match="2 common items: the error of a link needs at least three"):
        linking_error(OLD.head(2), moved(OLD, 0.8, 0.35), method="mean_mean")
