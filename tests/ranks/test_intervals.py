"""Ranks and rank intervals against brute force and simulation."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.errors import OptionError
from toolkit.ranks import RANK_INTERVALS, intervals, posterior_draws, rank_descending


def test_ranks_by_brute_force_with_ties_and_missing() -> None:
    scores = [3.0, 5.0, np.nan, 3.0, 1.0, 5.0]
    brute = [0 if np.isnan(s) else 1 + sum(t > s for t in scores if not np.isnan(t)) for s in scores]
    assert rank_descending(scores).tolist() == brute == [3, 1, 0, 3, 5, 1]


def test_intervals_by_brute_force() -> None:
    rng = np.random.default_rng(0)
    y, s = rng.normal(50, 5, 40).round(1), rng.uniform(0, 3, 40).round(1)
    y[[4, 9]] = np.nan
    s[7] = np.nan
    frame = intervals(y, s, simultaneous=False, coverage=0.9)
    half = np.where(np.isnan(s), np.inf, s) * 1.6448536269514722  # the normal quantile at 0.95
    for j in np.flatnonzero(~np.isnan(y)):
        others = [k for k in np.flatnonzero(~np.isnan(y)) if k != j]
        above = sum(y[k] - half[k] > y[j] + half[j] for k in others)
        below = sum(y[k] + half[k] < y[j] - half[j] for k in others)
        assert frame.row(int(j))[1:] == (1 + above, 38 - below)
    assert frame.row(4) == (None, None, None)
    assert frame.row(7)[1:] == (1, 38)


def test_exact_values_have_their_rank_and_nothing_else() -> None:
    frame = intervals([9.0, 8.0, 8.0, 1.0], [0.0] * 4)
    assert frame.rows() == [(1, 1, 1), (2, 2, 3), (2, 2, 3), (4, 4, 4)]


def test_simultaneous_intervals_hold_together() -> None:
    """Klein, Wright & Wieczorek (2020): all true ranks are inside at once with at least the nominal probability."""
    rng = np.random.default_rng(1)
    truth = np.linspace(0, 10, 20)
    true_rank = rank_descending(truth)
    hits, draws = 0, 400
    for _ in range(draws):
        frame = intervals(truth + rng.normal(0, 1, 20), np.ones(20), coverage=0.9)
        lower, upper = frame["lower"].to_numpy(), frame["upper"].to_numpy()
        hits += bool(((lower <= true_rank) & (true_rank <= upper)).all())
    # 400 draws at 0.9: three binomial standard errors are 0.045
    assert hits / draws >= 0.9 - 0.045


def test_a_coverage_outside_0_and_1_is_refused() -> None:
    with pytest.raises(OptionError, match="between 0 and 1"):
        intervals([1.0], [1.0], coverage=95)


def test_every_method_gives_exact_values_their_rank_and_unknown_errors_any_rank() -> None:
    for method in RANK_INTERVALS:
        for simultaneous in (True, False):
            frame = intervals([9.0, 8.0, 1.0, np.nan], [0.0] * 4, simultaneous=simultaneous, method=method)
            assert frame.rows() == [(1, 1, 1), (2, 2, 2), (3, 3, 3), (None, None, None)]
            unknown = intervals([9.0, 8.0, 1.0], [0.0, np.nan, 0.0], simultaneous=simultaneous, method=method)
            assert unknown.row(1) == (2, 1, 3)


def test_one_unit_and_no_unit() -> None:
    for method in RANK_INTERVALS:
        assert intervals([3.0], [1.0], method=method).rows() == [(1, 1, 1)]
        assert intervals([np.nan], [1.0], method=method).rows() == [(None, None, None)]


def test_wrong_questions_are_refused_with_the_place() -> None:
    with pytest.raises(OptionError, match="Did you mean 'stepdown'"):
        intervals([1.0], [1.0], method="stepdwn")
    with pytest.raises(OptionError, match="se of unit 1 is -1"):
        intervals([1.0, 2.0], [1.0, -1.0])
    with pytest.raises(OptionError, match="draws must be at least 2"):
        intervals([1.0, 2.0], [1.0, 1.0], method="stepdown", draws=1)


def test_pairwise_critical_value_is_the_quantile_of_the_largest_scaled_difference() -> None:
    """Brute force over every pair and every bootstrap draw, with the same noise."""
    rng = np.random.default_rng(3)
    y, s = rng.normal(0, 2, 7), rng.uniform(0.5, 1.5, 7)
    noise = np.random.default_rng(11).standard_normal((300, 7)) * s
    spread = np.sqrt(s[:, None] ** 2 + s**2)
    pairs = ~np.eye(7, dtype=bool)
    stat = np.abs(noise[:, :, None] - noise[:, None, :]) / spread
    critical = np.quantile(stat[:, pairs].max(axis=1), 0.9)
    above = (y[:, None] - y) / spread > critical
    frame = intervals(y, s, 0.9, seed=11, method="pairwise", draws=300)
    assert frame["lower"].to_list() == (1 + above.sum(axis=0)).tolist()
    assert frame["upper"].to_list() == (7 - above.sum(axis=1)).tolist()
    stepped = intervals(y, s, 0.9, seed=11, method="stepdown", draws=300)
    brute = above
    while True:  # the pairs that are not yet told apart, in the one direction that is still open
        stat_open = ((noise[:, :, None] - noise[:, None, :]) / spread)[:, pairs & ~brute].max(axis=1)
        more = brute | ((y[:, None] - y) / spread > np.quantile(stat_open, 0.9))
        if (more == brute).all():
            break
        brute = more
    assert stepped["lower"].to_list() == (1 + brute.sum(axis=0)).tolist()
    assert stepped["upper"].to_list() == (7 - brute.sum(axis=1)).tolist()


@pytest.mark.parametrize("method", ["pairwise", "stepdown"])
def test_bootstrapped_intervals_hold_together(method: str) -> None:
    rng = np.random.default_rng(5)
    truth = np.linspace(0, 6, 8)
    true_rank = rank_descending(truth)
    hits, trials = 0, 300
    for trial in range(trials):
        frame = intervals(truth + rng.normal(0, 1, 8), np.ones(8), 0.9, seed=trial, method=method, draws=200)
        lower, upper = frame["lower"].to_numpy(), frame["upper"].to_numpy()
        hits += bool(((lower <= true_rank) & (true_rank <= upper)).all())
    # 300 trials at 0.9: three binomial standard errors are 0.052
    assert hits / trials >= 0.9 - 0.052


def test_joint_posterior_intervals_hold_the_stated_share_of_draws() -> None:
    rng = np.random.default_rng(6)
    y, s = rng.normal(0, 2, 12), rng.uniform(0.3, 2, 12)
    drawn = posterior_draws(y, s, draws=400, seed=2)
    frame = intervals(y, s, 0.8, seed=2, method="posterior", draws=400)
    inside = (frame["lower"].to_numpy() <= drawn) & (drawn <= frame["upper"].to_numpy())
    assert inside.all(axis=1).mean() >= 0.8
    alone = intervals(y, s, 0.8, simultaneous=False, seed=2, method="posterior", draws=400)
    assert (alone["upper"] - alone["lower"] <= frame["upper"] - frame["lower"]).all()
