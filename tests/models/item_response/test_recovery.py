"""Known parameters come back, within a stated number of standard errors; scores do what they are for."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tests.models.item_response._data import graded_answers
from toolkit.models import GradedResponse, PartialCredit

SLOPE = np.array([0.6, 0.9, 1.2, 1.6, 2.0, 1.0, 1.3, 0.8])
THRESHOLDS = np.array([-1.2, 0.0, 1.1]) + np.linspace(-0.8, 0.8, 8)[:, None]


def test_graded_parameters_of_two_groups_with_gaps_and_weights() -> None:
    """30 parameters of 12,000 persons: none beyond 4 standard errors (chance 0.2 %), their mean square near 1."""
    rng = np.random.default_rng(11)
    group = rng.random(12_000) < 0.4
    ability = np.where(group, 0.5 + 1.3 * rng.normal(size=12_000), rng.normal(size=12_000))
    answers = graded_answers(rng, ability, SLOPE, THRESHOLDS)
    asked = rng.random((12_000, 8)) < 0.75
    answers = answers.with_columns(
        pl.when(pl.Series(asked[:, j])).then(name).alias(name) for j, name in enumerate(answers.columns)
    )
    model = GradedResponse().fit(answers, groups=pl.Series(np.where(group, "south", "north")))
    items = model.items_
    z = [(items["discrimination"] - SLOPE) / items["se_discrimination"]]
    z += [(items[f"threshold_{k + 1}"] - THRESHOLDS[:, k]) / items[f"se_threshold_{k + 1}"] for k in range(3)]
    south = model.groups_.row(1, named=True)
    z += [pl.Series([(south["mean"] - 0.5) / south["se_mean"], (south["sd"] - 1.3) / south["se_sd"]])]
    every = np.concatenate([one.to_numpy() for one in z])
    assert np.abs(every).max() < 4
    assert 0.4 < (every**2).mean() < 1.9  # parameters go together, so the spread of the mean is wide


def test_weights_undo_a_sample_that_is_out_of_proportion() -> None:
    """Half of the persons come from the upper third: unweighted the mean is off, weighted it is the population's."""
    rng = np.random.default_rng(5)
    everybody = rng.normal(size=60_000)
    chance = np.where(everybody > 0.43, 0.2, 0.1)
    ability = everybody[rng.random(60_000) < chance]
    weights = np.where(ability > 0.43, 5.0, 10.0)
    items = pl.DataFrame({"item": [f"I{j + 1:02d}" for j in range(8)], "discrimination": SLOPE}).hstack(
        pl.DataFrame(THRESHOLDS, schema=["threshold_1", "threshold_2", "threshold_3"])
    )
    answers = graded_answers(rng, ability, SLOPE, THRESHOLDS)
    plain = GradedResponse(anchors=items).fit(answers).groups_.row(0, named=True)
    weighted = GradedResponse(anchors=items).fit(answers, weights=weights).groups_.row(0, named=True)
    assert plain["mean"] > 10 * plain["se_mean"]
    assert abs(weighted["mean"]) < 4 * weighted["se_mean"]
    assert abs(weighted["sd"] - 1) < 4 * weighted["se_sd"]


def test_spread_of_the_scores() -> None:
    """EAP scores vary less than the persons, plausible values as much, weighted likelihood more."""
    rng = np.random.default_rng(2)
    ability = rng.normal(size=20_000)
    answers = graded_answers(rng, ability, SLOPE[:4], THRESHOLDS[:4])
    model = GradedResponse().fit(answers)
    eap, plausible, wle = (model.scores(answers, method)["score"] for method in ("eap", "plausible", "wle"))
    assert plausible.var() == pytest.approx(1.0, abs=4 * np.sqrt(2 / 20_000) * 1.5)
    assert eap.var() == pytest.approx(model.reliability_ * plausible.var(), rel=0.03)
    assert eap.var() < 0.75 < 1.2 < wle.var()
    assert np.corrcoef(eap, ability)[0, 1] ** 2 == pytest.approx(model.reliability_, abs=0.02)


def test_plausible_values_have_mean_and_deviation_of_the_posterior() -> None:
    rng = np.random.default_rng(4)
    answers = graded_answers(rng, rng.normal(size=50), SLOPE, THRESHOLDS)
    model = PartialCredit().fit(answers)
    draws = model.scores(answers, "plausible", draws=2000, seed=0).select(pl.col("^plausible_.*$")).to_numpy()
    eap = model.scores(answers)
    se = eap["se"].to_numpy()
    assert (np.abs(draws.mean(axis=1) - eap["score"].to_numpy()) < 4.5 * se / np.sqrt(2000)).all()
    assert (np.abs(draws.std(axis=1) / se - 1) < 0.1).all()


def test_the_seed_decides_and_zero_is_one() -> None:
    rng = np.random.default_rng(4)
    answers = graded_answers(rng, rng.normal(size=50), SLOPE, THRESHOLDS)
    model = PartialCredit().fit(answers)
    zero, again, one = (model.scores(answers, "plausible", seed=seed)["score"] for seed in (0, 0, 1))
    assert zero.equals(again)
    assert not zero.equals(one)


def test_the_number_of_threads_changes_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(6)
    answers = graded_answers(rng, rng.normal(size=9_000), SLOPE, THRESHOLDS)
    found = []
    for threads in (1, 2, 5):
        monkeypatch.setattr("toolkit.models.item_response._posterior.cpu_count", lambda n=threads: n)
        found.append(GradedResponse().fit(answers).items_)
    assert found[0].equals(found[1])
    assert found[0].equals(found[2])
