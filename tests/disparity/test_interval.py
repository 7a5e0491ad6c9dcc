"""Intervals of disparity: closed forms, and all resamples of a few units one by one."""

from itertools import product

import numpy as np
import pytest

from toolkit.disparity import atkinson, cv, gini, interval
from toolkit.errors import DataError, OptionError

X = [6.2, 3.7, 10.51, 2.11, 7.31]
PUPILS = [45, 37, 89, 76, 55]


def mean(x, weights=None):
    return float(np.average(x, weights=weights))


def test_the_jackknife_of_a_mean_is_the_ordinary_interval_of_a_mean():
    from scipy.stats import t

    found = interval(mean, X)
    se = np.std(X, ddof=1) / np.sqrt(5)
    assert found.se == pytest.approx(se, rel=1e-12)
    assert (found.lower, found.upper) == pytest.approx(t.interval(0.95, 4, np.mean(X), se), rel=1e-12)
    assert (found.estimate, found.units, found.method) == (mean(X), 5, "jackknife")


def test_the_jackknife_leaves_out_one_unit_with_its_weight():
    without = [cv(np.delete(X, i), np.delete(PUPILS, i)) for i in range(5)]
    found = interval(cv, X, PUPILS)
    assert found.se == pytest.approx(np.sqrt(4 * np.var(without)), rel=1e-12)
    assert found.estimate == cv(X, PUPILS)


def test_the_bootstrap_approaches_all_resamples():
    x, w = np.array(X[:4]), np.array(PUPILS[:4])
    every = [gini(x[list(c)], w[list(c)]) for c in product(range(4), repeat=4)]
    found = interval(gini, x, w, "bootstrap", draws=20_000, coverage=0.8)
    # 20,000 draws: the standard error of a standard deviation of this shape is below 0.7 %
    assert found.se == pytest.approx(np.std(every), rel=0.03)
    assert (found.lower, found.upper) == pytest.approx(np.quantile(every, [0.1, 0.9]), abs=0.01)


def test_a_seed_gives_the_same_interval_and_zero_is_a_seed():
    one, two, three = (interval(gini, X, PUPILS, "bootstrap", seed=s, draws=50) for s in (0, 0, 1))
    assert one == two
    assert one.lower != three.lower


def test_options_reach_the_measure():
    assert interval(atkinson, X, epsilon=2.0).estimate == atkinson(X, 2.0)


def test_missing_values_are_left_out():
    found = interval(gini, [*X, np.nan, 4.0], [*PUPILS, 10, 0])
    assert found == interval(gini, X, PUPILS)


def test_what_cannot_be_said_is_refused():
    with pytest.raises(DataError, match="2 units"):
        interval(gini, [1.0, 2.0])
    with pytest.raises(OptionError, match="Did you mean 'bootstrap'"):
        interval(gini, X, method="bootstap")
    with pytest.raises(OptionError, match="coverage"):
        interval(gini, X, coverage=95)
