"""The probability of being below a standard, against the normal integral, exact cases and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from toolkit.errors import OptionError
from toolkit.flags import posterior_below
from toolkit.flags._npmle import npmle
from toolkit.flags._posterior import between_units


def test_flat_prior_is_the_normal_distribution() -> None:
    p = posterior_below([82.0, 85.0, 91.0], [2.0, 1.0, 3.0], 85.0, prior="flat")
    assert p == pytest.approx(stats.norm.cdf([1.5, 0.0, -2.0]), abs=1e-12)


def test_counted_in_full_is_below_or_is_not_and_a_tie_is_not_below() -> None:
    assert posterior_below([84.9999999999, 85.0, 85.1], 0.0, 85.0).tolist() == [1.0, 0.0, 0.0]


def test_missing_is_not_a_probability() -> None:
    p = posterior_below([np.nan, 80.0, 80.0], [1.0, np.nan, 1.0], [85.0, 85.0, np.nan])
    assert np.isnan(p).all()


def test_normal_prior_by_numerical_integration() -> None:
    """Bayes' theorem by quadrature over the true value, with the same estimated prior."""
    rng = np.random.default_rng(5)
    s = rng.uniform(1, 4, 30)
    y = rng.normal(80, 5, 30) + rng.normal(0, s)
    mu, tau2 = between_units(y, s)
    of_mean = 1 / (1 / (s**2 + tau2)).sum()
    share = tau2 / (tau2 + s**2)
    p = posterior_below(y, s, 78.0)
    for j in (0, 7, 19):

        def joint(theta: float, j: int = j) -> float:
            return stats.norm.pdf(y[j], theta, s[j]) * stats.norm.pdf(theta, mu, np.sqrt(tau2))

        whole = integrate.quad(joint, 30, 130, epsabs=1e-12)[0]
        mean = integrate.quad(lambda t: t * joint(t), 30, 130, epsabs=1e-12)[0] / whole
        square = integrate.quad(lambda t: t * t * joint(t), 30, 130, epsabs=1e-12)[0] / whole
        # the doubt about mu comes on top of the posterior variance
        sd = np.sqrt(square - mean**2 + (1 - share[j]) ** 2 * of_mean)
        assert p[j] == pytest.approx(stats.norm.cdf((78.0 - mean) / sd), abs=1e-6)  # accuracy of the quadrature


def test_no_spread_between_units_does_not_feign_certainty() -> None:
    p = posterior_below([80.0, 80.1, 79.9, 80.0], [5.0] * 4, 80.5)
    assert ((p > 0.5) & (p < 0.6)).all()


def test_dersimonian_laird_against_statsmodels_formula() -> None:
    """The moment estimator by its definition with exact sums (DerSimonian & Laird 1986, equation 8)."""
    y, s = np.array([0.1, 0.3, 0.35, 0.65, 0.45, 0.15]), np.array([0.1, 0.2, 0.05, 0.1, 0.15, 0.1])
    w = 1 / s**2
    q = sum(w * (y - (w @ y) / w.sum()) ** 2)
    expected = (q - 5) / (w.sum() - (w @ w) / w.sum())
    assert between_units(y, s)[1] == pytest.approx(expected, rel=1e-12)


def test_flagging_at_ninety_percent_is_right_nine_times_in_ten() -> None:
    """Simulated units with known truth: of those flagged at P >= 0.9 at least 90 % are truly below."""
    rng = np.random.default_rng(11)
    below = flagged = 0
    for _ in range(200):
        truth = rng.normal(86, 3, 100)
        s = rng.uniform(1, 4, 100)
        p = posterior_below(truth + rng.normal(0, s), s, 85.0)
        flagged += int((p >= 0.9).sum())
        below += int(((p >= 0.9) & (truth < 85)).sum())
    # about 2,400 flags: three standard errors of 0.9 are 0.02
    assert flagged > 1000
    assert below / flagged >= 0.9 - 0.02


def test_an_uncertain_standard_by_simulation_and_in_the_limit() -> None:
    """P(theta < c) with theta and c both uncertain, against a million draws; without doubt it is the plain probability."""
    rng = np.random.default_rng(0)
    y, s, c, of_cut = 83.0, 1.5, 85.0, 2.0
    drawn = (rng.normal(y, s, 10**6) < rng.normal(c, of_cut, 10**6)).mean()
    assert posterior_below([y], [s], c, prior="flat", standard_se=of_cut)[0] == pytest.approx(drawn, abs=0.002)
    assert posterior_below([y], [0.0], c, standard_se=of_cut)[0] == pytest.approx(stats.norm.cdf(1.0), abs=1e-12)
    for prior in ("normal", "nonparametric", "flat"):
        field = np.linspace(75, 95, 30)
        exact, nearly = (posterior_below(field, 2.0, c, prior, standard_se=e) for e in (0.0, 1e-12))
        assert nearly == pytest.approx(exact, abs=1e-9)


def test_nonparametric_prior_is_the_maximum_of_the_likelihood() -> None:
    """No point of the grid could raise the likelihood (by concavity: nothing could), and ten thousand EM steps stay below."""
    rng = np.random.default_rng(2)
    truth = np.where(rng.random(150) < 0.2, 70.0, 86.0) + rng.normal(0, 1, 150)
    s = rng.uniform(1, 4, 150)
    y = truth + rng.normal(0, s)
    fitted = npmle(y, s)
    likelihood = stats.norm.pdf(y[:, None], fitted.support, s[:, None])
    density = likelihood @ fitted.weights
    assert fitted.weights.sum() == pytest.approx(1, abs=1e-12)
    assert (fitted.weights >= 0).all()
    assert (likelihood / density[:, None]).mean(axis=0).max() - 1 <= 1e-7  # directional derivatives
    weights = np.full(fitted.support.size, 1 / fitted.support.size)
    for _ in range(2000):
        weights = weights * (likelihood / (likelihood @ weights)[:, None]).mean(axis=0)
    gain = np.log(density).mean() - np.log(likelihood @ weights).mean()
    assert 0 <= gain < 1e-3


def test_nonparametric_posterior_is_bayes_theorem_over_the_grid() -> None:
    rng = np.random.default_rng(4)
    y, s = rng.normal(80, 6, 40), np.full(40, 2.0)
    fitted = npmle(y, s)
    p = posterior_below(y, s, 78.0, prior="nonparametric")
    for j in (0, 11, 39):
        joint = fitted.weights * stats.norm.pdf(y[j], fitted.support, s[j])
        assert p[j] == pytest.approx(joint[fitted.support < 78].sum() / joint.sum(), abs=1e-12)


def test_weak_units_apart_from_the_rest_are_not_pulled_to_the_middle() -> None:
    """One unit in ten is far below: the nonparametric prior finds more of them at 0.9 than the normal one, and no more in error."""
    rng = np.random.default_rng(6)
    found = {"normal": [0, 0], "nonparametric": [0, 0]}
    for _ in range(40):
        weak = rng.random(300) < 0.1
        truth = np.where(weak, 78.0, 90.0) + rng.normal(0, 0.5, 300)
        s = rng.uniform(3, 6, 300)
        y = truth + rng.normal(0, s)
        for prior, counts in found.items():
            p = posterior_below(y, s, 85.0, prior=prior)
            counts[0] += int(((p >= 0.9) & weak).sum())
            counts[1] += int(((p >= 0.9) & ~weak).sum())
    assert found["nonparametric"][0] > 1.3 * found["normal"][0]
    hit, false = found["nonparametric"]
    assert false / (hit + false) < 0.1


def test_few_units_get_the_normal_prior_and_an_unknown_prior_is_refused() -> None:
    y, s = np.linspace(80, 90, 19), np.full(19, 2.0)
    assert posterior_below(y, s, 85.0, "nonparametric").tolist() == posterior_below(y, s, 85.0).tolist()
    with pytest.raises(OptionError, match="Did you mean 'nonparametric'"):
        posterior_below(y, s, 85.0, "non-parametric")
    with pytest.raises(OptionError, match="standard_se must be >= 0"):
        posterior_below(y, s, 85.0, standard_se=-1.0)
