"""Disparity of true values: simulations whose truth is known."""

import numpy as np
import pytest

from toolkit.disparity import corrected, cv, gini, theil
from toolkit.errors import DataError, OptionError


@pytest.mark.parametrize(("measure", "near"), [(cv, 0.0025), (gini, 0.002), (theil, 0.0004)])
def test_the_disparity_of_true_values_is_found(measure, near):
    # `near`: three standard errors over 40 samples of 400 schools, and for gini and theil the parabola's approximation
    random = np.random.default_rng(5)
    before, after, truth = [], [], []
    for i in range(40):
        true = 100 + 12 * random.normal(size=400)
        se = random.uniform(4, 10, size=400)
        found = corrected(measure, true + se * random.normal(size=400), se, draws=20, seed=i)
        before.append(found.observed)
        after.append(found.estimate)
        truth.append(float(measure(true)))
    assert abs(np.mean(after) - np.mean(truth)) < near
    assert np.mean(before) - np.mean(truth) > 4 * near


def test_pupil_weights_count_in_what_is_taken_off():
    random = np.random.default_rng(6)
    pupils, se = random.uniform(50, 2000, size=4000), random.uniform(4, 12, size=4000)
    true = 100 + 15 * random.normal(size=4000)
    found = corrected(cv, true + se * random.normal(size=4000), se, pupils)
    assert found.estimate == pytest.approx(cv(true, pupils), abs=0.004)  # two standard errors of a CV of 0.15


def test_without_errors_nothing_changes_and_where_all_is_error_nothing_is_left():
    exact = corrected(cv, [80.0, 90.0, 120.0], [0.0, 0.0, 0.0])
    assert exact.estimate == exact.observed
    assert exact.reliability == 1
    noise = corrected(cv, [99.0, 100.0, 101.0], [5.0, 5.0, 5.0])
    assert (noise.estimate, noise.all_error) == (0.0, True)


def test_a_value_without_its_error_is_refused():
    with pytest.raises(DataError, match="no standard error"):
        corrected(cv, [1.0, 2.0, 3.0], [0.1, np.nan, 0.1])
    assert corrected(cv, [1.0, 2.0, np.nan], [0.1, 0.1, np.nan]).observed == cv([1.0, 2.0])
    with pytest.raises(OptionError, match="simex"):
        corrected(gini, [1.0, 2.0, 3.0], [0.1] * 3, method="moments")
