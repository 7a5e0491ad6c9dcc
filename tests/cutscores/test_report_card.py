"""Report-card grades against all gradings of a few units, and both solvers against each other."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import stats

from toolkit.errors import DataError, OptionError
from toolkit.report_card import above, report_card


def cost(grades: np.ndarray, mean: np.ndarray, se: np.ndarray, reward: float) -> np.ndarray:
    """The expected loss of gradings (…, unit), pair by pair."""
    total = np.zeros(grades.shape[:-1])
    for i in range(mean.size):
        for j in range(mean.size):
            p = stats.norm.cdf((mean[i] - mean[j]) / np.hypot(se[i], se[j]))
            total += (grades[..., i] < grades[..., j]) * ((1 - p) - reward * p)
    return total


@pytest.mark.parametrize("reward", [0.1, 0.25, 0.6])
@pytest.mark.parametrize("seed", range(4))
def test_exact_is_the_best_of_all_gradings(reward: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    mean, se = rng.normal(0, 1, 5), rng.uniform(0.1, 1.2, 5)
    best = cost(np.array(list(product(range(5), repeat=5))), mean, se, reward).min()
    card = report_card(mean, se, reward=reward, method="exact")
    assert cost(card.grades, mean, se, reward) == pytest.approx(best, abs=1e-9)
    near = report_card(mean, se, reward=reward, method="contiguous")
    assert cost(near.grades, mean, se, reward) >= best - 1e-9


@pytest.mark.parametrize("seed", range(3))
def test_with_equal_errors_the_best_grading_is_contiguous(seed: int) -> None:
    mean = np.random.default_rng(seed).normal(0, 1.5, 12)
    exact, near = (report_card(mean, 0.5, method=m) for m in ("exact", "contiguous"))
    se = np.full(12, 0.5)
    assert cost(exact.grades, mean, se, 0.25) == pytest.approx(cost(near.grades, mean, se, 0.25), abs=1e-9)


def test_two_units_are_graded_apart_from_four_to_one_on() -> None:
    z = stats.norm.ppf(0.8) * np.sqrt(2)
    assert report_card([z * 1.001, 0.0], [1.0, 1.0]).grades.tolist() == [1, 2]
    assert report_card([z * 0.999, 0.0], [1.0, 1.0]).grades.tolist() == [1, 1]


def test_no_reward_gives_one_grade_and_full_reward_an_order() -> None:
    mean = np.array([3.0, 1.0, 2.0])
    assert report_card(mean, 1.0, reward=0.0).number == 1
    assert report_card(mean, 1.0, reward=1.0).grades.tolist() == [1, 3, 2]


def test_the_promised_share_of_wrong_pairs_is_kept() -> None:
    """Units drawn from the prior with known truth: the mean realised share of misordered pairs is the promised one."""
    rng = np.random.default_rng(0)
    promised, real = [], []
    for _ in range(60):
        truth, s = rng.normal(0, 2, 150), rng.uniform(0.5, 2, 150)
        share = 4 / (4 + s**2)
        mean, se = share * (truth + rng.normal(0, s)), np.sqrt(share) * s
        card = report_card(mean, se)
        assert card.method == "contiguous"
        wrong = (card.grades[:, None] < card.grades) & (truth[:, None] < truth)
        promised.append(card.discordance)
        real.append(wrong.sum() / (150 * 149 / 2))
    assert np.mean(real) == pytest.approx(np.mean(promised), abs=3 * np.std(real) / np.sqrt(60))


def test_order_ties_and_missing_units() -> None:
    mean, se = np.array([70.0, np.nan, 90.0, 90.0, 50.0]), np.full(5, 1.0)
    card = report_card(mean, se)
    assert card.grades.tolist() == [2, 0, 1, 1, 3]
    assert report_card(mean[::-1], se).grades.tolist() == card.grades[::-1].tolist()
    assert report_card([], []).number == 0
    assert report_card([5.0], [1.0]).grades.tolist() == [1]
    assert above(np.array([1.0, 1.0]), np.zeros(2)).tolist() == [[0.5, 0.5], [0.5, 0.5]]


def test_wrong_options_are_refused() -> None:
    with pytest.raises(OptionError, match="Did you mean 'exact'"):
        report_card([1.0], [1.0], method="exat")
    with pytest.raises(OptionError, match="reward"):
        report_card([1.0], [1.0], reward=2)
    with pytest.raises(DataError, match="too many"):
        report_card(np.arange(61.0), 1.0, method="exact")
