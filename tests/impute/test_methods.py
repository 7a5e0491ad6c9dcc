"""What each imputer fills, by hand, by brute force and against closed forms."""

from fractions import Fraction

import numpy as np
import polars as pl
import pytest

from toolkit.errors import DataError, OptionError
from toolkit.impute import IMPUTERS, impute, pool
from toolkit.impute._normal import fit_normal
from toolkit.matrix import to_matrix

NAN = np.nan


def sample(units: int = 40, indicators: int = 3, missing: float = 0.2, seed: int = 0) -> np.ndarray:
    """Correlated indicators with gaps at random; every unit has the first one."""
    random = np.random.default_rng(seed)
    x = random.standard_normal((units, indicators)) @ np.triu(np.ones((indicators, indicators))) * 10 + 50
    x[:, 1:][random.random((units, indicators - 1)) < missing] = NAN
    return x


def keys(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["unit_id", "period", "stage"], orient="row")


def test_em_meets_the_closed_form_of_a_monotone_pattern() -> None:
    """Anderson (1957), Journal of the American Statistical Association 52(278), 200-203, doi:10.1080/01621459.1957.10501379.

    x known for all, y for some: the likelihood factors, so that mean and variance of x come from all units, the regression
    of y on x from the complete ones, and mu_y = a + b mu_x, s_xy = b s_xx, s_yy = s_residual + b^2 s_xx.
    """
    x = sample(60, 2, 0.3, seed=1)
    complete = ~np.isnan(x[:, 1])
    a, b = x[complete, 0], x[complete, 1]
    slope = ((a - a.mean()) * (b - b.mean())).sum() / ((a - a.mean()) ** 2).sum()
    intercept = b.mean() - slope * a.mean()
    residual = ((b - intercept - slope * a) ** 2).mean()
    mean, variance = x[:, 0].mean(), x[:, 0].var()
    model = fit_normal(x, tolerance=1e-12, rounds=10_000)
    exact = np.array([[variance, slope * variance], [slope * variance, residual + slope**2 * variance]])
    # EM closes in linearly: a last step of 1e-12 leaves an error of that order, times the size of the numbers (about 100)
    np.testing.assert_allclose(model.mean, [mean, intercept + slope * mean], rtol=1e-9)
    np.testing.assert_allclose(model.covariance, exact, rtol=1e-9)
    filled = IMPUTERS["em"](tolerance=1e-12).fit_transform(x)
    np.testing.assert_allclose(filled[~complete, 1], intercept + slope * x[~complete, 0], rtol=1e-9)


def test_em_reaches_the_top_of_the_likelihood() -> None:
    """No small step in any parameter raises the observed-data likelihood, which is written down unit by unit."""
    x = sample(40, 3, 0.3, seed=2)
    z = (x - np.nanmean(x, axis=0)) / np.nanstd(x, axis=0)
    model = fit_normal(z, tolerance=1e-10, rounds=10_000)

    def likelihood(mean: np.ndarray, covariance: np.ndarray) -> float:
        total = 0.0
        for row in z:
            o = ~np.isnan(row)
            away, s = row[o] - mean[o], covariance[np.ix_(o, o)]
            total -= (np.linalg.slogdet(s)[1] + away @ np.linalg.solve(s, away)) / 2
        return total

    top = likelihood(model.mean, model.covariance)
    for i in range(3):
        for step in (-1e-3, 1e-3):
            assert likelihood(model.mean + step * np.eye(3)[i], model.covariance) < top
            for j in range(i + 1):
                change = np.zeros((3, 3))
                change[i, j] = change[j, i] = step
                assert likelihood(model.mean, model.covariance + change) < top


@pytest.mark.parametrize("method", ["em", "iterative"])
def test_order_of_units_and_indicators_does_not_matter_on_a_regular_sample(method: str) -> None:
    x = sample(50, 3)
    order = np.random.default_rng(3).permutation(50)
    filled = IMPUTERS[method]().fit_transform(x)
    np.testing.assert_allclose(IMPUTERS[method]().fit_transform(x[order]), filled[order], rtol=1e-7)
    if method == "em":
        np.testing.assert_allclose(IMPUTERS[method]().fit_transform(x[:, ::-1]), filled[:, ::-1], rtol=1e-6)


@pytest.mark.parametrize("k", [1, 3])
def test_knn_by_brute_force(k: int) -> None:
    x = sample(25, 4, 0.25, seed=4)
    z = (x - np.nanmean(x, axis=0)) / np.nanstd(x, axis=0)
    expected = x.copy()
    for i, j in np.argwhere(np.isnan(x)):
        distance = []
        for other in np.flatnonzero(~np.isnan(x[:, j])):
            both = ~np.isnan(z[i]) & ~np.isnan(z[other])
            distance.append((4 / both.sum() * ((z[i] - z[other])[both] ** 2).sum(), other))
        expected[i, j] = np.mean([x[other, j] for _, other in sorted(distance)[:k]])
    np.testing.assert_allclose(IMPUTERS["knn"](neighbours=k).fit_transform(x), expected, rtol=1e-9)


def test_row_mean_is_taken_within_the_node_on_a_common_scale_with_costs_turned_round() -> None:
    fitted = IMPUTERS["row_mean"](nodes=["a", "a", "a", "b"], direction=[1, 1, -1, 1]).fit(
        [[0.0, 0.0, 0.0, 0.0], [10.0, 200.0, 5.0, 1.0]]
    )
    filled = fitted.transform([[8.0, 50.0, NAN, NAN], [NAN, 200.0, 5.0, 1.0]])
    place = (Fraction(8, 10) + Fraction(50, 200)) / 2  # 1 = best; the third indicator is better when low
    assert filled[0, 2] == pytest.approx(float((1 - place) * 5), rel=1e-12)
    assert np.isnan(filled[0, 3])  # nothing else in its node
    assert filled[1, 0] == pytest.approx(float((Fraction(1) + 0) / 2 * 10), rel=1e-12)


def test_row_mean_leaves_the_score_of_a_node_where_it_would_be_without_the_gap() -> None:
    x = sample(20, 4, 0.3, seed=5)
    low, high = np.nanmin(x, axis=0), np.nanmax(x, axis=0)
    filled = IMPUTERS["row_mean"]().fit_transform(x)
    np.testing.assert_allclose(
        ((filled - low) / (high - low)).mean(axis=1), np.nanmean((x - low) / (high - low), axis=1)
    )


def test_a_group_without_a_value_is_not_filled_with_the_mean_of_all() -> None:
    rows = keys(("A", "2025", "primary"), ("B", "2025", "primary"), ("C", "2025", "junior"), ("D", "2025", "other"))
    x = [[1.0], [NAN], [9.0], [NAN]]
    for name in ("group_mean", "group_median"):
        assert IMPUTERS[name]().fit_transform(x, keys=rows)[:, 0].tolist()[:3] == [1.0, 1.0, 9.0]
        assert np.isnan(IMPUTERS[name]().fit_transform(x, keys=rows)[3, 0])
    own = IMPUTERS["group_mean"](groups={"A": "x", "B": "y", "C": "y"})
    assert own.fit_transform(x, keys=rows)[:3, 0].tolist() == [1.0, 9.0, 9.0]
    with pytest.raises(OptionError, match="Did you mean 'stage'"):
        IMPUTERS["group_mean"](by="stages").fit(x, keys=rows)


def test_last_has_a_maximum_age_and_a_carried_value_does_not_get_younger() -> None:
    rows = keys(*(("A", f"{year}-{year % 100 + 1}", "") for year in (2026, 2023, 2025, 2024)))
    x = [[NAN], [7.0], [NAN], [NAN]]  # 2023-24 is the one that is known
    assert np.isnan(IMPUTERS["last"]().fit_transform(x, keys=rows)[[0, 2], 0]).all()
    assert IMPUTERS["last"]().fit_transform(x, keys=rows)[3, 0] == 7.0
    assert IMPUTERS["last"](maximum_age=2).fit_transform(x, keys=rows)[[2, 3], 0].tolist() == [7.0, 7.0]
    assert np.isnan(IMPUTERS["last"](maximum_age=2).fit_transform(x, keys=rows)[0, 0])


def test_panel_methods_never_look_ahead_or_at_another_unit() -> None:
    rows = keys(("A", "2024", ""), ("A", "2025", ""), ("B", "2024", ""), ("B", "2025", ""))
    x = [[NAN], [1.0], [5.0], [NAN]]
    assert IMPUTERS["last"]().fit_transform(x, keys=rows)[3, 0] == 5.0
    assert np.isnan(IMPUTERS["last"]().fit_transform(x, keys=rows)[0, 0])
    assert np.isnan(IMPUTERS["linear"]().fit_transform(x, keys=rows)[[0, 3], 0]).all()


def test_panel_methods_remember_the_year_that_was_learned_on() -> None:
    before, after = keys(("A", "2024", ""), ("B", "2024", "")), keys(("B", "2025", ""), ("A", "2025", ""))
    fitted = IMPUTERS["last"]().fit([[1.0], [2.0]], keys=before)
    assert fitted.transform([[NAN], [NAN]], keys=after)[:, 0].tolist() == [2.0, 1.0]
    assert np.isnan(fitted.transform([[NAN], [NAN]], keys=before)).all()  # a later version of the same year counts


def test_linear_goes_by_time_not_by_the_number_of_rows() -> None:
    rows = keys(("A", "2020", ""), ("A", "2021", ""), ("A", "2024", ""))
    assert IMPUTERS["linear"]().fit_transform([[0.0], [NAN], [8.0]], keys=rows)[1, 0] == 2.0


def test_a_unit_twice_in_one_period_and_a_period_that_is_none_are_refused() -> None:
    with pytest.raises(DataError, match="Unit A has a period more than once"):
        IMPUTERS["last"]().fit([[1.0], [2.0]], keys=keys(("A", "2025", ""), ("A", "2025", "")))
    with pytest.raises(OptionError, match="'spring'"):
        IMPUTERS["last"]().fit([[1.0]], keys=keys(("A", "spring", "")))


def test_multiple_imputation_repeats_by_seed_and_shows_its_doubt() -> None:
    x = sample(40, 3, 0.3, seed=6)
    first, second = (IMPUTERS["multiple"](draws=10, seed=0).fit(x) for _ in range(2))
    np.testing.assert_array_equal(first.all_draws(x), second.all_draws(x))
    other = IMPUTERS["multiple"](draws=10, seed=1).fit(x)
    assert not np.array_equal(first.all_draws(x), other.all_draws(x))
    gaps = np.isnan(x)
    draws = first.all_draws(x)
    np.testing.assert_array_equal(draws[:, ~gaps], np.broadcast_to(x[~gaps], (10, (~gaps).sum())))
    np.testing.assert_allclose(first.transform(x), draws.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(first.errors(x)[gaps], np.sqrt(1.1 * draws.var(axis=0, ddof=1)[gaps]), rtol=1e-12)
    assert np.isnan(first.errors(x)[~gaps]).all()


def test_draws_have_the_conditional_spread() -> None:
    """y = x + e, sd(e) = 10: draws of y given x scatter by 10 about their mean, parameters being well known from 2,000 units."""
    random = np.random.default_rng(7)
    x = random.standard_normal(2000) * 20
    table = np.column_stack([x, x + random.standard_normal(2000) * 10])
    table[:200, 1] = NAN
    draws = IMPUTERS["multiple"](draws=20).fit(table).all_draws(table)[:, :200, 1]
    # 200 x 20 draws: the standard error of their standard deviation is 10 / sqrt(2 x 3800) = 0.11; sd(e) itself is known to 0.17
    assert draws.std(axis=0, ddof=1).mean() == pytest.approx(10, abs=0.6)


def test_rubin_by_exact_fractions() -> None:
    q, u = [Fraction(n) for n in (10, 12, 13, 9)], [Fraction(n) for n in (4, 5, 3, 6)]
    mean, within = sum(q) / 4, sum(u) / 4
    between = sum((a - mean) ** 2 for a in q) / 3
    total = within + Fraction(5, 4) * between
    df = 3 * (total / (Fraction(5, 4) * between)) ** 2
    pooled = pool([float(a) for a in q], [float(a) for a in u])
    assert [float(a) for a in pooled] == pytest.approx([float(mean), float(total), float(df)], rel=1e-12)


def test_rubin_on_the_oxygen_means_of_the_sas_manual() -> None:
    """Means and standard errors: SAS/STAT User's Guide, The MIANALYZE Procedure, Example "Reading Means and Standard Errors
    from a DATA= Data Set" (31 units, complete-data df 30). Barnard and Rubin's formula is written out here."""
    q = np.array([47.0120, 47.2407, 47.4995, 47.1485, 47.0042])
    u = np.array([0.95984, 0.93540, 1.00766, 0.95439, 0.96528]) ** 2
    total = u.mean() + 1.2 * q.var(ddof=1)
    share = 1.2 * q.var(ddof=1) / total
    old, observed = 4 / share**2, (1 - share) * 30 * 31 / 33
    pooled = pool(q, u, complete_df=30)
    assert [float(a) for a in pooled] == pytest.approx([q.mean(), total, 1 / (1 / old + 1 / observed)], rel=1e-12)
    assert pooled.df < 30


def test_rubin_edges() -> None:
    assert np.isinf(pool([2.0, 2.0], [1.0, 1.0]).df)
    assert pool([[1.0, 2.0], [3.0, 2.0]], [[1.0, 1.0], [1.0, 1.0]]).estimate.tolist() == [2.0, 2.0]
    with pytest.raises(OptionError, match="at least two"):
        pool([1.0], [1.0])
    with pytest.raises(OptionError, match="negative"):
        pool([1.0, 2.0], [1.0, -1.0])


def test_a_matrix_is_filled_on_record_with_unknown_errors() -> None:
    values = pl.DataFrame(
        {
            "level": ["school"] * 6,
            "unit_id": ["A", "B", "C"] * 2,
            "period": ["2025"] * 6,
            "indicator": ["x"] * 3 + ["y"] * 3,
            "value": [1.0, 3.0, None, 4.0, None, 8.0],
            "se": [0.1, 0.1, None, 0.2, None, 0.2],
        }
    )
    matrix = to_matrix(values, ["x", "y", "z"])
    labels = pl.DataFrame({"level": ["school"] * 3, "unit_id": ["A", "B", "C"], "stage": ["p", "p", "j"]})
    with pytest.warns(UserWarning, match="z"):
        done = impute(matrix, "group_mean", labels=labels)
    assert done.changes.select("unit_id", "indicator", "before", "after", "method").rows() == [
        ("B", "y", None, 4.0, "group_mean")
    ]
    assert np.isnan(done.matrix.se[1, 1])
    assert done.matrix.se[0].tolist()[:2] == [0.1, 0.2]
    assert np.isnan(done.matrix.values[:, 2]).all()
    assert np.isnan(matrix.values[1, 1])  # the input stays


def test_wrong_choices_are_named() -> None:
    matrix = to_matrix(
        pl.DataFrame({"level": ["unit"], "unit_id": ["A"], "period": ["2025"], "indicator": ["x"], "value": [1.0]}),
        ["x"],
    )
    with pytest.raises(OptionError, match="Did you mean 'median'"):
        impute(matrix, "medain")
    with pytest.raises(OptionError, match=r"no option 'neighbour'.* Did you mean 'neighbours'"):
        impute(matrix, "knn", neighbour=3)
