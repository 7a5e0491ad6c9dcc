"""Funnel limits, against scipy's exact distributions, Spiegelhalter's formulas written out, and simulation."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import integrate, stats

from toolkit.errors import DataError, OptionError
from toolkit.flags import funnel
from toolkit.flags._overdispersion import between_peers, dispersion

N = np.array([1.0, 7.0, 20.0, 60.0, 250.0, 1000.0])


@pytest.mark.parametrize("target", [0.02, 0.5, 0.85])
@pytest.mark.parametrize("coverage", [0.95, 0.998])
def test_limits_of_proportions_bracket_the_exact_binomial_quantiles(target: float, coverage: float) -> None:
    table = funnel(np.floor(N * target), N, "proportion", limits=(coverage,), target=target)
    for side, p in (("lower", (1 - coverage) / 2), ("upper", (1 + coverage) / 2)):
        quantile = stats.binom.ppf(p, N, target)  # the limit lies between the whole numbers r - 1 and r
        limit = table[side].to_numpy() * N
        assert (limit <= quantile + 1e-9).all()
        assert (limit >= np.maximum(quantile - 1, 0) - 1e-9).all()
        a = (stats.binom.cdf(quantile, N, target) - p) / stats.binom.pmf(quantile, N, target)
        assert limit == pytest.approx(np.clip(quantile - a, 0, N), abs=1e-8)


def test_limits_of_counts_are_poisson_quantiles_over_the_expected() -> None:
    expected = np.array([0.4, 3.0, 25.0, 400.0])
    table = funnel([0, 5, 20, 430], expected, "count", limits=(0.95,), target=1.0)
    for side, p in (("lower", 0.025), ("upper", 0.975)):
        quantile = stats.poisson.ppf(p, expected)
        a = (stats.poisson.cdf(quantile, expected) - p) / stats.poisson.pmf(quantile, expected)
        assert table[side].to_numpy() == pytest.approx(np.maximum(quantile - a, 0) / expected, abs=1e-10)


def test_z_is_standard_normal_when_only_chance_is_at_work() -> None:
    rng = np.random.default_rng(0)
    n = rng.integers(100, 900, 4000)
    z = funnel(rng.binomial(n, 0.85), n, target=0.85)["z"].to_numpy()
    assert z.mean() == pytest.approx(0, abs=0.05)  # three standard errors of 4,000 draws
    assert z.std() == pytest.approx(1, abs=0.035)
    expected = rng.uniform(40, 300, 4000)
    z = funnel(rng.poisson(expected), expected, "count", target=1.0)["z"].to_numpy()
    assert z.mean() == pytest.approx(0, abs=0.06)
    assert z.std() == pytest.approx(1, abs=0.035)


def test_means_are_held_against_the_target_by_their_standard_error() -> None:
    table = funnel([160.0, 270.0, 95.0], [2, 3, 1], "mean", limits=(0.95, 0.998), target=85.0, sd=6.0)
    se = 6 / np.sqrt([2, 3, 1])
    assert table["z"].to_numpy() == pytest.approx((np.array([80, 90, 95]) - 85) / se, abs=1e-12)
    assert table["upper"].to_numpy() == pytest.approx(85 + stats.norm.ppf(0.975) * se, abs=1e-12)
    assert table["lower_0.998"].to_numpy() == pytest.approx(85 - stats.norm.ppf(0.999) * se, abs=1e-12)


def test_overdispersion_by_the_formulas_written_out() -> None:
    rng = np.random.default_rng(2)
    n = rng.integers(50, 400, 80)
    r = rng.binomial(n, np.clip(rng.normal(0.8, 0.06, 80), 0, 1))
    t = r.sum() / n.sum()
    s = 1 / (2 * np.sqrt(n))
    z = (np.arcsin(np.sqrt(r / n)) - np.arcsin(np.sqrt(t))) / s
    phi = np.mean(stats.mstats.winsorize(z, limits=(0.1, 0.1)) ** 2)  # rank-based; ours is by quantile
    wide = funnel(r, n, overdispersion="multiplicative")
    assert wide["dispersion"][0] == pytest.approx(phi, rel=0.05)
    phi = wide["dispersion"][0]
    assert wide["z"].to_numpy() == pytest.approx(z / np.sqrt(phi), abs=1e-10)
    plain = funnel(r, n)
    assert (wide["upper"] - t).to_numpy() == pytest.approx(
        np.minimum((plain["upper"] - t).to_numpy() * np.sqrt(phi), 1 - t), abs=1e-12
    )
    w = 1 / s**2
    tau2 = max(0, (80 * phi - 79) / (w.sum() - (w**2).sum() / w.sum()))
    added = funnel(r, n, overdispersion="additive")
    assert added["tau2"][0] == pytest.approx(tau2, rel=1e-10)
    assert added["z"].to_numpy() == pytest.approx(z * s / np.sqrt(s**2 + tau2), abs=1e-10)
    edge = np.sin(np.arcsin(np.sqrt(t)) - stats.norm.ppf(0.975) * np.sqrt(s**2 + tau2)) ** 2
    assert added["lower"].to_numpy() == pytest.approx(edge, abs=1e-10)


def test_less_spread_than_chance_does_not_narrow_the_limits() -> None:
    n = np.full(10, 100.0)
    alike = funnel(np.full(10, 85.0), n, overdispersion="multiplicative")
    assert alike["dispersion"][0] < 1
    assert alike["lower"].to_list() == funnel(np.full(10, 85.0), n)["lower"].to_list()


@pytest.mark.parametrize("trim", ["winsorise", "truncate"])
def test_the_factor_of_trimming_is_that_of_the_normal_integral(trim: str) -> None:
    a = stats.norm.ppf(0.9)
    inner = integrate.quad(lambda z: z * z * stats.norm.pdf(z), -a, a)[0]
    factor = inner + 0.2 * a * a if trim == "winsorise" else inner / 0.8
    z = stats.norm.ppf((np.arange(20000) + 0.5) / 20000)
    assert dispersion(z, trim) == pytest.approx(factor, abs=1e-3)  # the grid ends at the tenths
    assert dispersion(z, trim, consistent=True) == pytest.approx(1, abs=1e-3)


def test_the_variance_between_peers_is_found_in_spite_of_outliers() -> None:
    rng = np.random.default_rng(4)
    found = []
    for _ in range(30):
        s = rng.uniform(0.5, 3, 200)
        y = rng.normal(80, 4, 200) + rng.normal(0, s)
        y[:10] -= 40
        found.append(between_peers(y, s, 80.0))
    assert 16 < np.mean(found) < 22  # the plain variance would be 16 + 0.05 * 0.95 * 40^2 = 92
    assert between_peers(np.array([1.0, 2.0, 3.0]), np.array([5.0, 5.0, 5.0]), 2.0) == 0.0
    exact = rng.normal(0, 2, 5000)
    assert between_peers(exact, np.zeros(5000), 0.0) == pytest.approx(4, rel=0.08)


def test_a_unit_without_cases_has_no_result_and_does_not_move_the_target() -> None:
    table = funnel([5, 0, None, 8], [10, 0, 10, 10])
    assert table["value"].to_list() == [0.5, None, None, 0.8]
    assert table["lower"].null_count() == 2
    assert table["target"].to_list() == [0.65] * 4


def test_wrong_input_is_refused_by_name() -> None:
    with pytest.raises(DataError, match="Unit 1 has 12 of 10"):
        funnel([5, 12], [10, 10])
    with pytest.raises(DataError, match="whole numbers"):
        funnel([5.5], [10])
    with pytest.raises(OptionError, match="needs sd"):
        funnel([5.5], [10], "mean")
    with pytest.raises(OptionError, match="Did you mean 'proportion'"):
        funnel([5], [10], "proportions")
    with pytest.raises(OptionError, match="limits"):
        funnel([5], [10], limits=(95,))
    assert isinstance(funnel([5], [10]), pl.DataFrame)
