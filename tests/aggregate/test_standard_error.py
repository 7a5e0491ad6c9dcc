"""Standard errors of scores by the delta method."""

import numpy as np
import pytest

from toolkit.aggregate import AGGREGATORS, COMPARING, standard_error
from toolkit.errors import OptionError

VALUES = np.random.default_rng(2).uniform(20, 90, (5, 3))
ERROR = np.random.default_rng(3).uniform(0.1, 0.6, (5, 3))
WEIGHTS = np.array([3.0, 1.0, 2.0])
SHARE = WEIGHTS / WEIGHTS.sum()


def test_arithmetic_is_the_root_of_the_weighted_squares():
    expected = np.sqrt(((SHARE * ERROR) ** 2).sum(axis=1))
    np.testing.assert_allclose(standard_error("arithmetic", VALUES, WEIGHTS, ERROR), expected, rtol=1e-14)


def test_geometric_and_harmonic_have_the_gradients_of_calculus():
    geometric, harmonic = (AGGREGATORS[name](VALUES, WEIGHTS)[:, None] for name in ("geometric", "harmonic"))
    for name, gradient in (("geometric", geometric * SHARE / VALUES), ("harmonic", harmonic**2 * SHARE / VALUES**2)):
        expected = np.sqrt(((gradient * ERROR) ** 2).sum(axis=1))
        found = standard_error(name, VALUES, WEIGHTS, ERROR)
        np.testing.assert_allclose(found, expected, rtol=1e-6)  # central differences with steps of a hundredth of se


@pytest.mark.parametrize("name", [name for name in AGGREGATORS if name not in COMPARING])
def test_simulation_agrees_for_every_aggregator_that_looks_at_units_by_themselves(name):
    errors = ERROR / 10  # far from kinks: the order of the values of a unit does not change
    draws = VALUES + np.random.default_rng(0).normal(size=(4000, 5, 3)) * errors
    simulated = AGGREGATORS[name](draws, WEIGHTS).std(axis=0)
    found = standard_error(name, VALUES, WEIGHTS, errors)
    np.testing.assert_allclose(
        found, simulated, rtol=0.06, atol=1e-9
    )  # 4,000 draws: 1.1 % standard error, five of them


def test_options_reach_the_aggregator_and_a_function_serves_as_well_as_its_name():
    by_name = standard_error("power", VALUES, WEIGHTS, ERROR, p=1)
    np.testing.assert_allclose(by_name, standard_error("arithmetic", VALUES, WEIGHTS, ERROR), rtol=1e-9)
    by_function = standard_error(AGGREGATORS["arithmetic"], VALUES, WEIGHTS, ERROR)
    np.testing.assert_array_equal(by_function, standard_error("arithmetic", VALUES, WEIGHTS, ERROR))


@pytest.mark.parametrize("name", ["arithmetic", "geometric"])
def test_an_unknown_error_is_not_zero(name):
    error = ERROR.copy()
    error[0, 0] = np.nan
    found = standard_error(name, VALUES, WEIGHTS, error)
    assert np.isnan(found[0])
    assert np.isfinite(found[1:]).all()
    assert np.isfinite(standard_error(name, VALUES, [0, 1, 2], error)).all()  # of no weight: no matter


@pytest.mark.parametrize("name", ["arithmetic", "geometric"])
def test_a_missing_value_needs_no_error_and_hands_its_weight_to_the_others(name):
    values, error = VALUES.copy(), ERROR.copy()
    values[0, 0] = error[0, 0] = np.nan
    found = standard_error(name, values, WEIGHTS, error)
    np.testing.assert_allclose(found[0], standard_error(name, VALUES[:1, 1:], WEIGHTS[1:], ERROR[:1, 1:])[0])
    values[1] = np.nan
    assert np.isnan(standard_error(name, values, WEIGHTS, error)[1])


def test_replicates_of_weights_broadcast():
    weights = np.stack([WEIGHTS, WEIGHTS[::-1]])
    for name in ("arithmetic", "geometric"):
        found = standard_error(name, VALUES, weights, ERROR)
        np.testing.assert_allclose(found, [standard_error(name, VALUES, w, ERROR) for w in weights], rtol=1e-9)


def test_scores_that_move_with_other_units_are_refused():
    for name in sorted(COMPARING):
        with pytest.raises(OptionError, match="compares units"):
            standard_error(name, VALUES, WEIGHTS, ERROR)


def test_negative_errors_and_unknown_names_are_refused():
    with pytest.raises(OptionError, match=">= 0"):
        standard_error("arithmetic", VALUES, WEIGHTS, -ERROR)
    with pytest.raises(OptionError, match="Did you mean 'arithmetic'"):
        standard_error("arithmetik", VALUES, WEIGHTS, ERROR)
