"""Ranks and rank intervals against brute force and simulation."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.errors import OptionError
from toolkit.ranks import intervals, rank_descending


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
