"""The AR(1) filter, against the dense multivariate normal, statsmodels' Kalman filter, its two limits, and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from toolkit.errors import DataError, OptionError
from toolkit.flags import posterior_below
from toolkit.monitoring import ar1_posterior

PHI, TAU2 = 0.7, 9.0


def simulate(units: int, rounds: int, seed: int, missing: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = np.empty((units, rounds))
    x[:, 0] = rng.normal(0, np.sqrt(TAU2), units)
    for t in range(1, rounds):
        x[:, t] = PHI * x[:, t - 1] + rng.normal(0, np.sqrt(TAU2 * (1 - PHI**2)), units)
    theta = x + np.linspace(80, 84, rounds)
    s = rng.uniform(0.5, 4, theta.shape)
    y = theta + rng.normal(0, s)
    y[rng.random(y.shape) < missing] = np.nan
    return theta, y, s


def test_posterior_and_likelihood_are_those_of_the_multivariate_normal() -> None:
    _, y, s = simulate(6, 5, 0, missing=0.25)
    mu = np.linspace(80, 84, 5)
    post = ar1_posterior(y, s, phi=PHI, between=TAU2, centre=mu)
    prior = TAU2 * PHI ** np.abs(np.subtract.outer(np.arange(5), np.arange(5)))
    total = 0.0
    for j in range(6):
        known = ~np.isnan(y[j])
        joint = prior[np.ix_(known, known)] + np.diag(s[j, known] ** 2)
        total += stats.multivariate_normal.logpdf(y[j, known], mu[known], joint)
        for t in range(5):
            past = np.flatnonzero(known & (np.arange(5) <= t))
            if not past.size:
                assert (post.mean[j, t], post.variance[j, t]) == pytest.approx((mu[t], TAU2))
                continue
            gain = prior[t, past] @ np.linalg.inv(prior[np.ix_(past, past)] + np.diag(s[j, past] ** 2))
            assert post.mean[j, t] == pytest.approx(mu[t] + gain @ (y[j, past] - mu[past]), abs=1e-9)
            assert post.variance[j, t] == pytest.approx(TAU2 - gain @ prior[past, t], abs=1e-9)
    assert post.log_likelihood == pytest.approx(total, abs=1e-9)


def test_one_unit_against_statsmodels() -> None:
    from statsmodels.tsa.statespace.mlemodel import MLEModel

    _, y, s = simulate(1, 8, 3, missing=0.3)

    class Model(MLEModel):
        def __init__(self) -> None:
            super().__init__(y[0] - 82.0, k_states=1, initialization="stationary")
            self["design", 0, 0] = self["selection", 0, 0] = 1.0
            self["transition", 0, 0] = PHI
            self["state_cov", 0, 0] = TAU2 * (1 - PHI**2)
            self.ssm["obs_cov"] = (s[0] ** 2).reshape(1, 1, -1)

        @property
        def start_params(self) -> np.ndarray:
            return np.empty(0)

    result = Model().ssm.filter()
    post = ar1_posterior(y, s, phi=PHI, between=TAU2, centre=82.0)
    assert post.mean[0] == pytest.approx(result.filtered_state[0] + 82, abs=1e-9)
    assert post.variance[0] == pytest.approx(result.filtered_state_cov[0, 0], abs=1e-9)


def test_phi_and_variance_are_recovered() -> None:
    _, y, s = simulate(1500, 4, 1, missing=0.1)
    post = ar1_posterior(y, s)
    assert post.phi == pytest.approx(PHI, abs=0.05)  # standard error about 0.015
    assert post.between == pytest.approx(TAU2, rel=0.1)
    assert post.centre == pytest.approx(np.linspace(80, 84, 4), abs=0.4)


def test_without_memory_each_round_is_the_empirical_bayes_estimate_and_with_full_memory_all_are_pooled() -> None:
    _, y, s = simulate(40, 3, 2)
    alone = ar1_posterior(y, s, phi=0.0, between=TAU2, centre=82.0)
    share = TAU2 / (TAU2 + s**2)
    assert alone.mean == pytest.approx(82 + share * (y - 82), abs=1e-10)
    pooled = ar1_posterior(y, s, phi=1.0, between=TAU2, centre=82.0)
    precision = 1 / TAU2 + (1 / s**2).sum(axis=1)
    assert pooled.variance[:, -1] == pytest.approx(1 / precision, abs=1e-10)
    assert pooled.mean[:, -1] == pytest.approx(82 + ((y - 82) / s**2).sum(axis=1) / precision, abs=1e-9)


def test_probabilities_are_true_and_sharper_than_those_of_one_round() -> None:
    """Units with known truth: where P is near 0.9, nine in ten are below; and the Brier score beats one round alone."""
    theta, y, s = simulate(4000, 4, 5)
    p = ar1_posterior(y, s).below(83.0)[:, -1]
    below = theta[:, -1] < 83
    for low, high in ((0.0, 0.1), (0.4, 0.6), (0.85, 0.95)):
        inside = (p >= low) & (p < high)
        assert inside.sum() > 100
        assert below[inside].mean() == pytest.approx(p[inside].mean(), abs=3 * 0.5 / np.sqrt(inside.sum()))
    alone = posterior_below(y[:, -1], s[:, -1], 83.0)
    assert np.mean((p - below) ** 2) < 0.9 * np.mean((alone - below) ** 2)


def test_counted_in_full_is_known_and_a_missing_round_is_only_forecast() -> None:
    post = ar1_posterior([[79.0, np.nan], [85.0, 85.0]], [[0.0, 1.0], [0.0, 0.0]], phi=0.8, between=4.0, centre=82.0)
    assert post.below(80.0)[:, 0].tolist() == [1.0, 0.0]
    assert post.variance[0].tolist() == pytest.approx([0.0, 4 * (1 - 0.64)])
    assert post.below(85.0)[1].tolist() == [0.0, 0.0]  # at the standard is not below it
    assert 0 < post.below(80.0)[0, 1] < 1


def test_an_uncertain_standard_makes_less_sure() -> None:
    post = ar1_posterior([[78.0]], [[1.0]], phi=0.0, between=9.0, centre=82.0)
    assert 0.5 < post.below(80.0, standard_se=3.0)[0, 0] < post.below(80.0)[0, 0]


def test_what_cannot_be_estimated_must_be_given() -> None:
    with pytest.raises(DataError, match="too few to estimate phi"):
        ar1_posterior([[80.0, 81.0]], [[1.0, 1.0]])
    with pytest.raises(OptionError, match="phi must lie between 0 and 1"):
        ar1_posterior([[80.0, 81.0]], [[1.0, 1.0]], phi=1.2)
    with pytest.raises(OptionError, match="units, rounds"):
        ar1_posterior([80.0], [1.0])
