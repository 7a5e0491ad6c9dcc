"""Infit and outfit against mirt, and that they tell an item that is off."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tests.models.item_response._data import graded_answers
from tests.models.item_response.test_reference import CASES, CLOSE, fitted, values
from toolkit.errors import OptionError
from toolkit.models import RaschModel
from toolkit.models.item_response import item_fit


@pytest.mark.parametrize("case", CASES)
def test_mean_squares_at_eap_scores_are_those_of_mirt(case: str) -> None:
    """mirt's outfit divides by the number of persons, as ours."""
    found = item_fit(fitted(case), CASES[case][1](), persons="eap")
    assert found["infit"].to_list() == pytest.approx(values(case, "infit"), abs=CLOSE)
    assert found["outfit"].to_list() == pytest.approx(values(case, "outfit"), abs=CLOSE)


def test_over_the_posterior_they_are_one_when_the_model_holds() -> None:
    rng = np.random.default_rng(8)
    answers = graded_answers(rng, rng.normal(size=20_000), np.ones(6), np.linspace(-1, 1, 6)[:, None])
    found = item_fit(RaschModel().fit(answers), answers)
    assert found["infit"].to_list() == pytest.approx([1.0] * 6, abs=0.02)
    assert found["outfit"].to_list() == pytest.approx([1.0] * 6, abs=0.03)


def test_a_flat_item_is_above_one_and_a_steep_one_below() -> None:
    rng = np.random.default_rng(9)
    slope = np.array([0.3, 1.0, 1.0, 1.0, 1.0, 2.5])
    answers = graded_answers(rng, rng.normal(size=5_000), slope, np.zeros((6, 1)))
    for persons in ("posterior", "wle"):
        found = item_fit(RaschModel().fit(answers), answers, persons=persons)["outfit"]
        assert found.arg_max() == 0
        assert found.arg_min() == 5


def test_gaps_do_not_count() -> None:
    rng = np.random.default_rng(9)
    answers = graded_answers(rng, rng.normal(size=500), np.ones(4), np.zeros((4, 1)))
    some = answers.with_columns(pl.when(pl.int_range(pl.len()) % 2 == 0).then("I01").alias("I01"))
    assert item_fit(RaschModel().fit(some), some)["n"].to_list() == [250, 500, 500, 500]


def test_an_unknown_place_is_refused() -> None:
    rng = np.random.default_rng(9)
    answers = graded_answers(rng, rng.normal(size=200), np.ones(3), np.zeros((3, 1)))
    with pytest.raises(OptionError, match="Did you mean 'eap'"):
        item_fit(RaschModel().fit(answers), answers, persons="eep")
