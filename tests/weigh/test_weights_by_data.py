"""Weightings that look at the data: formulas by brute force, another implementation, gaps, edges and refusals."""

import warnings

import numpy as np
import polars as pl
import pytest

from toolkit.errors import DataError, OptionError
from toolkit.weigh import WEIGHTINGS, UninformativeWarning

RNG = np.random.default_rng(7)
SAMPLES = [RNG.uniform(1, 100, (size, 4)) for size in (6, 15)]
DIRECTION = [1, -1, 1, -1]


def parameter(result, name):
    return dict(result.report.filter(parameter=name).select("indicator", "value").rows())


@pytest.mark.parametrize("values", SAMPLES)
@pytest.mark.parametrize(
    ("name", "peer", "options"),
    [
        ("entropy", "entropy_weights", {}),
        ("critic", "critic_weights", {}),  # pymcdm takes all criteria as benefits here, whatever their types
        ("merec", "merec_weights", {"direction": DIRECTION}),
        ("cilos", "cilos_weights", {"direction": DIRECTION}),
        ("idocriw", "idocriw_weights", {"direction": DIRECTION}),
        ("gini", "gini_weights", {}),
        ("sd", "standard_deviation_weights", {"scale": "none"}),
    ],
)
def test_pymcdm_gives_the_same(name, peer, options, values):
    weights = pytest.importorskip("pymcdm.weights")
    expected = getattr(weights, peer)(values, np.array(DIRECTION))
    np.testing.assert_allclose(WEIGHTINGS[name](values, **options).weights, expected, atol=1e-12)


@pytest.mark.parametrize("values", SAMPLES)
def test_critic_turns_costs_to_their_better_end(values):
    """min-max scaling towards the better end, numpy's standard deviation and correlation."""
    scaled = (values - values.min(axis=0)) / np.ptp(values, axis=0)
    scaled = np.where(np.array(DIRECTION) > 0, scaled, 1 - scaled)
    information = scaled.std(axis=0, ddof=1) * (1 - np.corrcoef(scaled.T)).sum(axis=1)
    weights = WEIGHTINGS["critic"](values, direction=DIRECTION).weights
    np.testing.assert_allclose(weights, information / information.sum(), rtol=1e-12)
    assert not np.allclose(weights, WEIGHTINGS["critic"](values).weights)


def test_critic_with_gaps_uses_each_pairs_common_units_or_the_complete_units():
    values = SAMPLES[1].copy()
    values[[0, 3, 7], [0, 1, 3]] = np.nan
    n = values.shape[1]
    r = np.eye(n)
    for i in range(n):
        for j in range(i):
            both = ~np.isnan(values[:, [i, j]]).any(axis=1)
            r[i, j] = r[j, i] = np.corrcoef(values[both, i], values[both, j])[0, 1]
    contrast = np.nanstd(values, axis=0, ddof=1) / (np.nanmax(values, axis=0) - np.nanmin(values, axis=0))
    pairwise = contrast * (1 - r).sum(axis=1)
    np.testing.assert_allclose(WEIGHTINGS["critic"](values).weights, pairwise / pairwise.sum(), rtol=1e-10)
    whole = np.corrcoef(values[~np.isnan(values).any(axis=1)].T)
    complete = contrast * (1 - whole).sum(axis=1)
    np.testing.assert_allclose(
        WEIGHTINGS["critic"](values, missing="complete").weights, complete / complete.sum(), rtol=1e-10
    )


def test_critic_refuses_a_correlation_without_common_units_and_names_the_pair():
    frame = pl.DataFrame({"a": [1.0, 2.0, None, None], "b": [None, None, 1.0, 2.0]})
    with pytest.raises(DataError, match="'a' and 'b' is undefined"):
        WEIGHTINGS["critic"](frame)


@pytest.mark.parametrize("name", ["critic", "correlation"])
def test_perfectly_correlated_indicators_cannot_be_told_apart(name):
    values = np.array([[1.0, 10.0, 5.0], [2.0, 20.0, 5.0], [4.0, 40.0, 5.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UninformativeWarning)
        weights = WEIGHTINGS[name](values).weights
    np.testing.assert_allclose(weights, [0.5, 0.5, 0], atol=1e-12)


def test_entropy_takes_0_ln_0_as_0():
    """Shares (0, 1/2, 1/2) have the entropy ln 2 / ln 3. (pymcdm gives a column with a zero the entropy 0.)"""
    result = WEIGHTINGS["entropy"]([[0.0, 1.0], [3.0, 2.0], [3.0, 3.0]])
    assert parameter(result, "entropy")["x0"] == pytest.approx(np.log(2) / np.log(3), rel=1e-14)


def test_entropy_uses_each_indicator_where_it_is_present():
    gap = [[1.0, 4.0], [2.0, np.nan], [3.0, 1.0]]
    result = WEIGHTINGS["entropy"](gap)
    p = np.array([0.8, 0.2])
    assert parameter(result, "entropy")["x1"] == pytest.approx(-(p * np.log(p)).sum() / np.log(2), rel=1e-14)
    assert parameter(result, "present") == {"x0": 3, "x1": 2}


def test_entropy_of_a_nearly_even_column_does_not_cancel():
    """For shares (1 + t, 1 - t) / 2 the divergence is t^2 / (2 ln 2) + O(t^4); plain 1 - e would have no digit left."""
    t = 2.0**-30
    result = WEIGHTINGS["entropy"]([[1 + t, 1.0], [1 - t, 2.0]])
    assert parameter(result, "divergence")["x0"] == pytest.approx(t**2 / (2 * np.log(2)), rel=1e-9)


@pytest.mark.parametrize(
    ("name", "bad"), [("entropy", -1.0), ("cv", -1.0), ("gini", -1.0), ("merec", 0.0), ("cilos", -1.0)]
)
def test_values_off_the_scale_are_refused_with_unit_and_indicator(name, bad):
    frame = pl.DataFrame({"unit_id": ["G001", "G002", "G003"], "staff": [1.0, 2.0, 3.0], "space": [4.0, bad, 5.0]})
    with pytest.raises(DataError, match="'space' of unit 'G002'"):
        WEIGHTINGS[name](frame)
    with pytest.raises(DataError, match="'x1' of unit in row 1 "):
        WEIGHTINGS[name](frame.select("staff", "space").to_numpy())


@pytest.mark.parametrize(
    "name", [name for name in WEIGHTINGS if name in ("sd", "cv", "entropy", "critic", "gini", "pca")]
)
def test_infinite_values_are_refused(name):
    with pytest.raises(DataError, match="'x0' of unit in row 1 is infinite"):
        WEIGHTINGS[name]([[1.0, 2.0], [np.inf, 3.0]])


def test_keys_are_never_taken_for_indicators_and_a_frame_without_numbers_is_refused():
    frame = pl.DataFrame({"unit_id": [1, 2], "period": [2025, 2026], "level": ["school"] * 2, "a": [1, 2], "b": [3, 5]})
    assert WEIGHTINGS["sd"](frame).indicators == ("a", "b")
    with pytest.raises(DataError, match="no numeric column"):
        WEIGHTINGS["sd"](frame.select("unit_id", "period", "level"))


@pytest.mark.parametrize("direction", [[1], [1, 0], [1, 1, 1]])
def test_a_wrong_direction_is_refused(direction):
    with pytest.raises(OptionError, match=r"[Dd]irection"):
        WEIGHTINGS["critic"]([[1.0, 2.0], [2.0, 1.0]], direction=[0] if direction == [1] else direction)


@pytest.mark.parametrize("values", SAMPLES)
def test_cv_and_gini_by_brute_force(values):
    variation = values.std(axis=0, ddof=1) / values.mean(axis=0)
    np.testing.assert_allclose(WEIGHTINGS["cv"](values).weights, variation / variation.sum(), rtol=1e-12)
    pairs = np.abs(values[:, None] - values[None]).mean(axis=(0, 1)) / (2 * values.mean(axis=0))
    np.testing.assert_allclose(list(parameter(WEIGHTINGS["gini"](values), "gini").values()), pairs, rtol=1e-12)


def test_merec_counts_for_each_unit_the_indicators_it_has():
    """A unit with one of two indicators: removing it takes away all of ln(1 + |ln n|)."""
    values = np.array([[1.0, 2.0], [2.0, 4.0], [4.0, np.nan]])
    logs = np.abs(np.log(np.array([[1, 2], [1, 2], [1, np.nan]]) / values))
    whole = np.log1p(np.nanmean(logs, axis=1))
    without_0 = np.log1p(np.array([logs[0, 1] / 2, logs[1, 1] / 2, 0]))
    without_1 = np.log1p(np.array([logs[0, 0] / 2, logs[1, 0] / 2]))
    effect = [np.mean(whole - without_0), np.mean(whole[:2] - without_1)]
    np.testing.assert_allclose(WEIGHTINGS["merec"](values).weights, effect / np.sum(effect), rtol=1e-12)


def test_cilos_uses_complete_units_and_refuses_when_there_is_none():
    values = SAMPLES[0].copy()
    values[0, 0] = np.nan
    np.testing.assert_allclose(WEIGHTINGS["cilos"](values).weights, WEIGHTINGS["cilos"](values[1:]).weights, atol=1e-12)
    with pytest.raises(DataError, match="every unit has one"):
        WEIGHTINGS["cilos"]([[1.0, np.nan], [np.nan, 2.0]])


def test_cilos_where_one_unit_is_best_in_all_gives_equal_weights_and_a_warning():
    with pytest.warns(UninformativeWarning):
        weights = WEIGHTINGS["cilos"]([[5.0, 9.0], [1.0, 2.0]]).weights
    np.testing.assert_array_equal(weights, [0.5, 0.5])


@pytest.mark.parametrize("values", SAMPLES)
def test_pca_is_scikit_learns_first_component_squared(values):
    from sklearn.decomposition import PCA

    standard = (values - values.mean(axis=0)) / values.std(axis=0)
    first = PCA(1).fit(standard).components_[0]
    np.testing.assert_allclose(WEIGHTINGS["pca"](values, components=1).weights, first**2, atol=1e-12)


def test_pca_with_all_components_knows_nothing_and_more_is_refused():
    np.testing.assert_allclose(WEIGHTINGS["pca"](SAMPLES[0], components=4).weights, np.full(4, 0.25), atol=1e-12)
    with pytest.raises(OptionError, match="components=5: allowed are 1 to 4"):
        WEIGHTINGS["pca"](SAMPLES[0], components=5)


def test_uncorrelated_indicators_give_components_nothing_to_gather():
    square = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    for name in ("pca", "factor"):
        with pytest.warns(UninformativeWarning):
            np.testing.assert_array_equal(WEIGHTINGS[name](square).weights, [0.5, 0.5])


def blocks(seed=3, units=200):
    """Two independent factors, each behind three indicators of different closeness."""
    rng = np.random.default_rng(seed)
    factors = rng.normal(size=(units, 2))
    noise = rng.normal(size=(units, 6)) * [0.2, 0.5, 0.9, 0.2, 0.5, 0.9]
    return np.repeat(factors, 3, axis=1) + noise


def test_factor_finds_the_blocks_and_weighs_the_closer_indicators_more():
    result = WEIGHTINGS["factor"](blocks(), factors=2)
    first, second = (np.abs(list(parameter(result, f"loading_{k}").values())) for k in (1, 2))
    assert ((first > second) == (np.arange(6) < 3)).all() or ((first > second) == (np.arange(6) >= 3)).all()
    assert (np.diff(result.weights.reshape(2, 3)) < 0).all()


def test_maximum_likelihood_factors_agree_on_the_blocks():
    """The model's communalities order the indicators as their known closeness does."""
    result = WEIGHTINGS["factor"](blocks(), factors=2, extraction="maximum_likelihood")
    assert (np.diff(result.weights.reshape(2, 3)) < 0).all()


def test_varimax_that_has_no_single_solution_is_told_and_does_not_depend_on_it():
    """Three indicators that are correlated alike and negatively: every rotation in the plane is as simple."""
    values = np.array([[2.0, 1.0, 1.0], [1.0, 2.0, 1.0], [1.0, 1.0, 2.0]])
    result = WEIGHTINGS["factor"](values)
    np.testing.assert_allclose(result.weights, 1 / 3, atol=1e-9)
    assert "several solutions" in result.report["note"].drop_nulls().item()


def test_correlation_power_two_uses_shared_variance():
    values = SAMPLES[1]
    overlap = (np.corrcoef(values.T) ** 2).sum(axis=1)
    np.testing.assert_allclose(
        WEIGHTINGS["correlation"](values, power=2).weights, (1 / overlap) / (1 / overlap).sum(), rtol=1e-12
    )


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("critic", {"missing": "pairwize"}, "Did you mean 'pairwise'"),
        ("sd", {"scale": "rang"}, "Did you mean 'range'"),
        ("pca", {"rotation": "oblique"}, "Unknown rotation"),
        ("factor", {"extraction": "ml"}, "Unknown extraction"),
        ("correlation", {"power": 0}, "power=0"),
    ],
)
def test_wrong_options_are_refused(name, options, message):
    with pytest.raises(OptionError, match=message):
        WEIGHTINGS[name](SAMPLES[0], **options)


def test_the_framework_gives_its_own_weights_and_refuses_nonsense():
    frame = pl.DataFrame({"a": [1.0], "b": [2.0], "c": [3.0]})
    np.testing.assert_allclose(WEIGHTINGS["framework"](frame, weight=[2, 1, 1]).weights, [0.5, 0.25, 0.25])
    for weight, message in (
        ([1, None, 1], "'b' is missing"),
        ([1, -1, 1], "'b' is negative"),
        ([0, 0, 0], "All weights are zero"),
    ):
        with pytest.raises(DataError, match=message):
            WEIGHTINGS["framework"](frame, weight=weight)
    with pytest.raises(OptionError, match="2 entries for 3"):
        WEIGHTINGS["framework"](frame, weight=[1, 2])


def test_weights_are_an_array_a_frame_and_frozen():
    result = WEIGHTINGS["equal"](pl.DataFrame({"a": [1.0], "b": [2.0]}))
    assert np.asarray(result, dtype=np.float32).dtype == np.float32
    assert len(result) == 2
    assert result.to_frame().rows() == [("a", 0.5), ("b", 0.5)]
    with pytest.raises(AttributeError):
        result.origin = "other"
