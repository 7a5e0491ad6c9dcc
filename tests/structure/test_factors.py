"""KMO, Bartlett, factor analysis and parallel analysis: published results, their definitions, and other implementations."""

from operator import attrgetter
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from tests.structure._data import TWO, model, with_correlation
from toolkit.errors import DataError, OptionError
from toolkit.structure import bartlett, factor_analysis, kmo, parallel_analysis

TAI = pl.read_csv(Path(__file__).parents[1] / "worked_examples" / "tai.csv").drop("country")


def residual(x, given):
    design = np.column_stack([np.ones(len(x)), given])
    return x - design @ np.linalg.lstsq(design, x, rcond=None)[0]


@pytest.mark.parametrize("data", [TAI.to_numpy(), with_correlation(model(TWO))], ids=["tai", "model"])
def test_kmo_from_partial_correlations_by_regression(data):
    k = data.shape[1]
    simple, partial = np.zeros((k, k)), np.zeros((k, k))
    for i in range(k):
        for j in range(k):
            if i != j:
                rest = np.delete(data, [i, j], axis=1)
                simple[i, j] = np.corrcoef(data[:, i], data[:, j])[0, 1] ** 2
                partial[i, j] = np.corrcoef(residual(data[:, i], rest), residual(data[:, j], rest))[0, 1] ** 2
    found = kmo(data)
    assert found.overall == pytest.approx(simple.sum() / (simple.sum() + partial.sum()), rel=1e-9)
    each = simple.sum(axis=0) / (simple.sum(axis=0) + partial.sum(axis=0))
    np.testing.assert_allclose(found.indicators["kmo"], each, rtol=1e-9)


def test_bartlett_from_its_definition():
    found = bartlett(TAI)
    r = np.corrcoef(TAI.to_numpy(), rowvar=False)
    chi2 = -(23 - 1 - (2 * 8 + 5) / 6) * np.log(np.linalg.det(r))
    assert found == pytest.approx((chi2, 28, stats.chi2.sf(chi2, 28)), rel=1e-9)


def test_bartlett_keeps_its_level_without_any_correlation():
    random = np.random.default_rng(0)
    p = [bartlett(random.normal(size=(40, 4))).p for _ in range(2000)]
    assert stats.kstest(p, "uniform").pvalue > 0.001


def test_eigenvalue_shares_of_the_handbook():
    """OECD/JRC (2008), table 16; its raw data are rounded, so that the last printed digit can differ by one."""
    found = factor_analysis(TAI, 4).eigenvalues
    np.testing.assert_allclose(found["share"] * 100, [41.9, 21.8, 12.3, 11.1, 6.0, 3.7, 2.2, 0.9], atol=0.12)
    np.testing.assert_allclose(found["cumulative"] * 100, [41.9, 63.7, 76.0, 87.2, 93.2, 96.9, 99.1, 100], atol=0.12)


def test_varimax_loadings_of_the_handbook():
    """OECD/JRC (2008), table 17: factors 1, 4, 2 and 3 of the print; ours come by the variance they explain."""
    printed = np.array(
        [
            [0.07, 0.06, 0.97, 0.06],
            [0.13, 0.93, 0.07, -0.07],
            [0.79, 0.42, -0.21, 0.21],
            [-0.64, 0.36, 0.56, -0.04],
            [0.37, 0.68, 0.17, 0.38],
            [0.82, 0.35, -0.04, 0.25],
            [0.88, 0.09, 0.23, -0.09],
            [0.08, 0.04, 0.04, 0.96],
        ]
    )
    found = factor_analysis(TAI, 4)
    np.testing.assert_allclose(found.matrix, printed, atol=0.0202)  # signs included; rotation spreads the rounding
    np.testing.assert_allclose(found.explained["variance"], [2.64, 1.76, 1.39, 1.19], atol=0.03)


@pytest.mark.parametrize("extraction", ["maximum_likelihood", "principal_axis"])
def test_an_exact_model_is_found_again(extraction):
    found = factor_analysis(with_correlation(model(TWO)), 2, "none", extraction=extraction)
    np.testing.assert_allclose(found.matrix @ found.matrix.T, TWO @ TWO.T, atol=1e-5)  # the searches stop near 1e-6
    np.testing.assert_allclose(found.loadings["uniqueness"], 1 - (TWO**2).sum(axis=1), atol=1e-5)


def test_maximum_likelihood_is_that_of_scikit_learn():
    from sklearn.decomposition import FactorAnalysis

    random = np.random.default_rng(5)
    raw = random.normal(size=(300, 2)) @ TWO.T + random.normal(size=(300, 7)) * 0.7
    z = (raw - raw.mean(axis=0)) / raw.std(axis=0)
    other = FactorAnalysis(2, tol=1e-13, max_iter=200_000, svd_method="lapack").fit(z)
    found = factor_analysis(raw, 2, "none", extraction="maximum_likelihood")
    assert found.notes == ()
    np.testing.assert_allclose(found.matrix @ found.matrix.T, other.components_.T @ other.components_, atol=1e-4)
    np.testing.assert_allclose(found.loadings["uniqueness"], other.noise_variance_, atol=1e-4)


@pytest.mark.parametrize("extraction", ["maximum_likelihood", "principal_axis"])
def test_extraction_is_that_of_statsmodels(extraction):
    from statsmodels.multivariate.factor import Factor

    random = np.random.default_rng(6)
    raw = random.normal(size=(200, 2)) @ TWO.T + random.normal(size=(200, 7)) * 0.6
    if extraction == "maximum_likelihood":
        other = Factor(raw, 2, method="ml").fit(maxiter=10_000, tol=1e-10).loadings
    else:
        other = Factor(raw, 2, method="pa", smc=True).fit(maxiter=10_000, tol=1e-12).loadings
    found = factor_analysis(raw, 2, "none", extraction=extraction).matrix
    np.testing.assert_allclose(found @ found.T, other @ other.T, atol=2e-4)  # its searches stop earlier


def test_varimax_is_that_of_statsmodels():
    from statsmodels.multivariate.factor_rotation import rotate_factors

    random = np.random.default_rng(8)
    raw = random.normal(size=(200, 2)) @ TWO.T + random.normal(size=(200, 7)) * 0.6
    start = factor_analysis(raw, 2, "none").matrix
    length = np.sqrt((start**2).sum(axis=1, keepdims=True))
    expected = rotate_factors(start / length, "varimax", algorithm="gpa")[0] * length
    found = factor_analysis(raw, 2).matrix
    np.testing.assert_allclose(np.sort(np.abs(found).sum(axis=0)), np.sort(np.abs(expected).sum(axis=0)), atol=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_varimax_reaches_the_best_angle_of_a_fine_grid(seed):
    """Two factors have one angle. Kaiser (1958): the variance of squared loadings, rows at unit length."""
    raw = np.random.default_rng(seed).normal(size=(30, 2)) @ TWO.T + np.random.default_rng(seed + 9).normal(
        size=(30, 7)
    )

    def criterion(loadings):
        unit = loadings / np.sqrt((loadings**2).sum(axis=1, keepdims=True))
        return np.var(unit**2, axis=0).sum()

    start = factor_analysis(raw, 2, "none").matrix
    angles = np.linspace(0, np.pi / 2, 5001)
    grid = max(criterion(start @ [[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) for a in angles)
    reached = criterion(factor_analysis(raw, 2, "varimax").matrix)
    assert reached >= grid - 1e-12
    assert reached == pytest.approx(grid, abs=1e-6)  # the grid's step


def test_promax_keeps_the_common_part_and_finds_correlated_clusters():
    phi = [[1, 0.5], [0.5, 1]]
    pattern = [[0.9, 0], [0.8, 0], [0.7, 0], [0, 0.7], [0, 0.6], [0, 0.5]]
    data = with_correlation(model(pattern, phi))
    found = factor_analysis(data, 2, "promax", extraction="maximum_likelihood")
    plain = factor_analysis(data, 2, "none", extraction="maximum_likelihood")
    np.testing.assert_allclose(
        found.matrix @ found.correlations @ found.matrix.T, plain.matrix @ plain.matrix.T, atol=1e-10
    )
    np.testing.assert_allclose(np.diag(found.correlations), 1)
    assert found.explained["variance"].sum() == pytest.approx((plain.matrix**2).sum())
    assert np.abs(found.matrix[[0, 1, 2], 1]).max() < 0.1 < 0.5 < np.abs(found.matrix[[0, 1, 2], 0]).min()
    assert found.correlations[0, 1] == pytest.approx(0.5, abs=0.1)  # a target of fourth powers comes near, not on it


def test_the_sign_of_a_factor_does_not_follow_the_order_of_units():
    turned = factor_analysis(TAI.reverse(), 3)
    np.testing.assert_allclose(turned.matrix, factor_analysis(TAI, 3).matrix, atol=1e-8)


def test_rotations_that_are_equally_simple_are_noted():
    angles = (
        np.pi / 4 * np.arange(4)
    )  # at 0, 45, 90 and 135 degrees the varimax criterion is the same for every rotation
    ring = 0.9 * np.column_stack([np.cos(angles), np.sin(angles)])
    assert "equally simple" in factor_analysis(with_correlation(model(ring)), 2).notes[0]
    assert factor_analysis(with_correlation(model(TWO)), 2).notes == ()


def test_a_heywood_case_is_said():
    """One factor would need a loading whose square is 0.8 * 0.8 / 0.55 > 1."""
    data = with_correlation([[1, 0.8, 0.8], [0.8, 1, 0.55], [0.8, 0.55, 1]])
    assert "x0" in factor_analysis(data, 1, extraction="maximum_likelihood").notes[0]
    with pytest.raises(DataError, match="'x0' grows above 1"):
        factor_analysis(data, 1, extraction="principal_axis")


@pytest.mark.parametrize("check", [kmo, bartlett, factor_analysis, parallel_analysis])
def test_gaps(check):
    data = with_correlation(model(TWO))
    gappy = np.vstack([data, np.where(np.eye(7, dtype=bool)[:3], np.nan, 1.0)])
    numbers = {kmo: "overall", bartlett: "chi2", factor_analysis: "matrix", parallel_analysis: "factors"}
    first = attrgetter(numbers[check])
    np.testing.assert_array_equal(first(check(gappy)), first(check(data)))
    assert np.isfinite(first(check(gappy, missing="pairwise"))).all()
    with pytest.raises(OptionError, match="pairwise"):
        check(gappy, missing="none")


@pytest.mark.parametrize("check", [kmo, bartlett, factor_analysis, parallel_analysis])
def test_what_cannot_be_said_is_refused(check):
    data = with_correlation(model(TWO))
    with pytest.raises(DataError, match="'x1' does not vary"):
        check(np.column_stack([data[:, 0], np.full(60, 0.1), data[:, 1]]))
    with pytest.raises(DataError, match="at least 2"):
        check(data[:, :1])
    with pytest.raises(DataError, match="most gaps has 'x2'"):
        check(np.column_stack([data[:, :2], np.full(60, np.nan)]))


@pytest.mark.parametrize("check", [kmo, bartlett, lambda x: factor_analysis(x, 1, extraction="principal_axis")])
def test_a_sum_of_others_is_named(check):
    data = with_correlation(model(TWO))
    with pytest.raises(DataError, match="x0, x1, x3 are linearly dependent"):
        check(np.column_stack([data[:, :3], data[:, 0] / data[:, 0].std() + data[:, 1] / data[:, 1].std()]))


def test_impossible_numbers_of_factors_are_refused():
    with pytest.raises(OptionError, match="1 to 8"):
        factor_analysis(TAI, 9)
    with pytest.raises(OptionError, match="more than maximum likelihood can tell apart"):
        factor_analysis(TAI, 5, extraction="maximum_likelihood")


def test_parallel_analysis_draws_from_uncorrelated_normal_data():
    """Against data drawn cell by cell; the same in distribution, so means agree within their standard errors."""
    from toolkit.structure.parallel_analysis import chance_eigenvalues

    random = np.random.default_rng(1)
    direct = np.array(
        [np.linalg.eigvalsh(np.corrcoef(random.normal(size=(23, 8)), rowvar=False))[::-1] for _ in range(4000)]
    )
    drawn = chance_eigenvalues(23, 8, 4000, seed=0)
    error = np.sqrt((drawn.var(axis=0) + direct.var(axis=0)) / 4000)
    assert (np.abs(drawn.mean(axis=0) - direct.mean(axis=0)) < 4.5 * error).all()
    np.testing.assert_allclose(drawn.std(axis=0), direct.std(axis=0), rtol=0.08)  # seven standard errors
    np.testing.assert_allclose(chance_eigenvalues(5, 8, 50, seed=0).sum(axis=1), 8)  # fewer units than indicators
    assert (chance_eigenvalues(5, 8, 50, seed=0)[:, 4:] < 1e-12).all()


def test_parallel_analysis_finds_planted_factors():
    found = parallel_analysis(with_correlation(model(TWO), n=300), draws=300)
    assert found.factors == 2
    assert found.table["kept"].to_list() == [True, True] + [False] * 5
    assert parallel_analysis(np.random.default_rng(3).normal(size=(300, 7)), draws=300).factors == 0


def test_parallel_analysis_has_a_seed_and_zero_is_one():
    one, two, three = (parallel_analysis(TAI, draws=50, seed=s).table["chance_limit"].to_list() for s in (0, 0, 1))
    assert one == two
    assert one != three
