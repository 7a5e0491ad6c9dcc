"""Rows of ranks, posterior draws, expected ranks, and sets, against brute force and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from toolkit.errors import OptionError
from toolkit.ranks import (
    expected_rank,
    indistinguishable,
    posterior_draws,
    probability_in,
    rank_descending,
    rank_rows,
    tau_best,
    tau_worst,
)


@given(st.lists(st.sampled_from([0.0, 1.0, 2.5, -3.0, float("nan"), 1e5]), min_size=1, max_size=9))
def test_rows_are_ranked_as_one_list_is(scores: list[float]) -> None:
    rows = rank_rows([scores, scores[::-1]])
    assert rows.tolist() == [rank_descending(scores).tolist(), rank_descending(scores[::-1]).tolist()]


def test_scores_that_print_alike_tie_and_huge_ones_are_ranked_too() -> None:
    assert rank_rows([1.0, 1.0 + 1e-12, 0.5]).tolist() == [1, 1, 3]
    assert rank_rows([1e12, 3e12, 2e12, np.nan, 3e12]).tolist() == [4, 1, 3, 0, 1]
    assert rank_rows(np.empty((0, 3))).shape == (0, 3)


def test_two_units_have_the_closed_form() -> None:
    """Flat prior: P(first stands above) = Phi((y1 - y2) / sqrt(s1^2 + s2^2))."""
    y, s = [1.0, 0.0], [1.0, 2.0]
    above = float(ndtr(1 / np.sqrt(5)))
    assert expected_rank(y, s, prior="flat") == pytest.approx([2 - above, 1 + above], rel=1e-12)
    worst = probability_in(y, s, share=0.5, prior="flat", draws=20_000)
    # 20,000 draws: four standard errors are 0.014
    assert worst == pytest.approx([1 - above, above], abs=0.014)
    best = probability_in(y, s, share=0.5, end="best", prior="flat", draws=20_000)
    assert best + worst == pytest.approx([1, 1])


def test_expected_rank_is_the_mean_of_the_draws() -> None:
    rng = np.random.default_rng(4)
    y, s = rng.normal(0, 1, 9), rng.uniform(0.2, 1.5, 9)
    y[3] = np.nan
    drawn = posterior_draws(y, s, draws=20_000)
    assert (drawn[:, 3] == 0).all()
    expected = expected_rank(y, s)
    assert np.isnan(expected[3])
    # a rank among 8 has a standard deviation below 2.3: four standard errors are 0.065
    assert np.delete(drawn.mean(axis=0) - expected, 3) == pytest.approx(np.zeros(8), abs=0.065)


def test_the_prior_pulls_uncertain_units_to_the_middle() -> None:
    y, s = np.array([3.0, 0.0, -1.0, -2.0, 2.9]), np.array([3.0, 0.2, 0.2, 0.2, 0.2])
    assert expected_rank(y, s)[0] > expected_rank(y, s, prior="flat")[0]
    assert expected_rank(y, s)[4] < expected_rank(y, s)[0]


def test_unknown_errors_have_no_probability() -> None:
    answer = probability_in([3.0, 2.0, 1.0], [1.0, np.nan, 1.0])
    assert np.isnan(answer).tolist() == [False, True, False]


def test_draws_repeat_with_the_seed_and_more_of_them_keep_the_first() -> None:
    y, s = np.arange(5.0), np.ones(5)
    few, many = posterior_draws(y, s, draws=10, seed=3), posterior_draws(y, s, draws=30, seed=3)
    assert (few == many[:10]).all()
    assert not (many == posterior_draws(y, s, draws=30, seed=4)).all()


def test_sets_of_the_best_and_worst_by_exact_values() -> None:
    y = [4.0, 3.0, 3.0, 1.0, np.nan]
    assert tau_best(y, [0.0] * 5, 2).tolist() == [True, True, True, False, False]
    assert tau_worst(y, [0.0] * 5, 2).tolist() == [False, True, True, True, False]


def test_neighbours_that_no_test_tells_apart_form_a_set() -> None:
    y, s = [10.0, 5.0, 20.0, 9.5, np.nan], [0.5, 0.5, 0.5, 0.5, 1.0]
    frame = indistinguishable(y, s)
    assert frame.rows() == [(1, 2, 1), (2, 0, 2), (2, 3, 3), (3, 1, 4)]
    chain = indistinguishable([2.0, 1.0, 0.0], [0.5, 0.5, 0.5], coverage=0.9)  # only the ends differ
    assert chain.rows() == [(1, 0, 1), (1, 1, 2), (2, 1, 2), (2, 2, 3)]


def test_wrong_ends_and_shares_are_refused() -> None:
    with pytest.raises(OptionError, match="Allowed: worst, best"):
        probability_in([1.0, 2.0], [1.0, 1.0], end="bottom")
    with pytest.raises(OptionError, match="share must lie"):
        probability_in([1.0, 2.0], [1.0, 1.0], share=10)
    with pytest.raises(OptionError, match="tau must be"):
        tau_best([1.0, 2.0], [1.0, 1.0], 0)
