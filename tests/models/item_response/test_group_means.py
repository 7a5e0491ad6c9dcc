"""Means of schools by plausible values: their errors are right, and the spread between schools is not drawn in."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tests.models.item_response._data import graded_answers
from toolkit.errors import DataError, OptionError
from toolkit.models import GradedResponse
from toolkit.models.item_response import group_means

SLOPE = np.array([1.0, 1.4, 0.8, 1.2, 1.0, 1.6])
THRESHOLDS = np.array([-1.0, 0.2, 1.2]) + np.linspace(-0.5, 0.5, 6)[:, None]


def schools(seed: int, count: int, size: int) -> tuple[pl.DataFrame, np.ndarray]:
    """Pupils of schools whose true means differ by 0.5 (standard deviation); the mean of the pupils who are there too."""
    rng = np.random.default_rng(seed)
    mean = 0.5 * rng.normal(size=count)
    school = np.repeat(np.arange(count), size)
    answers = graded_answers(rng, mean[school] + rng.normal(size=school.size), SLOPE, THRESHOLDS)
    return answers.with_columns(school=pl.Series(school)), mean


@pytest.fixture(scope="module")
def items() -> pl.DataFrame:
    table = pl.DataFrame({"item": [f"I{j + 1:02d}" for j in range(6)], "discrimination": SLOPE})
    return table.hstack(pl.DataFrame(THRESHOLDS, schema=[f"threshold_{k + 1}" for k in range(3)]))


@pytest.fixture(scope="module")
def city(items: pl.DataFrame) -> tuple[GradedResponse, pl.DataFrame, np.ndarray]:
    frame, mean = schools(1, 300, 12)
    return GradedResponse(anchors=items).fit(frame, items=items["item"].to_list()), frame, mean


def test_intervals_hold_the_true_means(city: tuple[GradedResponse, pl.DataFrame, np.ndarray]) -> None:
    """300 schools of 12 pupils: 95 % intervals hold the truth in 92 to 97.5 % (t with 11 degrees of freedom would be 1 % wider)."""
    model, frame, mean = city
    found = group_means(model, frame, "school", draws=20)
    z = (found["value"].to_numpy() - mean) / found["se"].to_numpy()
    assert 0.92 < (np.abs(z) < 1.96).mean() < 0.975
    assert abs(z.mean()) < 4 / np.sqrt(300)
    assert found["n"].to_list() == [12] * 300


def test_the_spread_between_schools_is_that_of_the_schools(
    city: tuple[GradedResponse, pl.DataFrame, np.ndarray],
) -> None:
    """Variance of the means less their squared errors is the true one (0.25); of mean EAP scores it is far smaller."""
    model, frame, mean = city
    found = group_means(model, frame, "school")
    between = found["value"].var() - (found["se"] ** 2).mean()
    assert between == pytest.approx(np.var(mean, ddof=1), abs=0.05)
    eap = model.scores(frame).group_by("school").agg(pl.col("score").mean())["score"]
    assert eap.var() < 0.8 * found["value"].var()


def test_order_of_rows_does_not_matter_and_the_seed_does(
    city: tuple[GradedResponse, pl.DataFrame, np.ndarray],
) -> None:
    model, frame, _ = city
    some = frame.filter(pl.col("school") < 20)
    means = group_means(model, some, "school", seed=0)
    assert group_means(model, some.sample(fraction=1.0, shuffle=True, seed=1), ["school"], seed=0).equals(means)
    assert not group_means(model, some, "school", seed=1).equals(means)


def test_percent_of_the_most(city: tuple[GradedResponse, pl.DataFrame, np.ndarray]) -> None:
    """With every item answered it is near the mean of the sums, for the items' error averages out."""
    model, frame, _ = city
    some = frame.filter(pl.col("school") < 20)
    means = group_means(model, some, "school", scale="percent", draws=40)
    plain = some.group_by("school").agg(pl.sum_horizontal("^I.*$").mean() * 100 / 18).sort("school")["I01"]
    assert means["value"].to_list() == pytest.approx(plain.to_list(), abs=4.0)
    assert np.corrcoef(means["value"], plain)[0, 1] > 0.98


def test_few_persons_and_extremes(items: pl.DataFrame, city: tuple[GradedResponse, pl.DataFrame, np.ndarray]) -> None:
    model, frame, _ = city
    names = items["item"].to_list()
    best = pl.DataFrame({**{name: [3] * 5 for name in names}, "school": [900] * 5})
    alone = pl.DataFrame({**{name: [1] for name in names}, "school": [901]})
    silent = pl.DataFrame({**{name: [None, None] for name in names}, "school": [902] * 2}, schema=best.schema)
    means = group_means(model, pl.concat([frame.head(120), best, alone, silent]), "school", scale="percent")
    rows = {row["school"]: row for row in means.iter_rows(named=True)}
    assert 90 < rows[900]["value"] <= 100
    assert (rows[901]["value"], rows[901]["se"], rows[901]["n"]) == (None, None, 1)
    assert (rows[902]["value"], rows[902]["n"]) == (None, 0)


def test_wrong_use(city: tuple[GradedResponse, pl.DataFrame, np.ndarray]) -> None:
    model, frame, _ = city
    with pytest.raises(OptionError, match="Did you mean 'school'"):
        group_means(model, frame, "shcool")
    with pytest.raises(OptionError, match="at least 2"):
        group_means(model, frame, "school", draws=1)
    with pytest.raises(OptionError, match="Unknown scale"):
        group_means(model, frame, "school", scale="points")
    with pytest.raises(DataError, match="Every person needs a group"):
        group_means(model, frame.with_columns(school=pl.lit(None, pl.Int64)), "school")
