"""Weights for wanted importances: met exactly where they can be, and never said to be met where they are not."""

import itertools

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize

import toolkit as tk
from toolkit.errors import DataError, OptionError
from toolkit.weigh import UninformativeWarning
from toolkit.weigh.importance import importance


def correlated(seed=0, units=300, shared=0.6):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(units, 1)) * shared + rng.normal(size=(units, 4)) * [1.0, 5.0, 0.3, 2.0] + 50


def shares(x, w):
    """Squared correlations with the index by numpy's corrcoef, scaled to sum 1."""
    index = x @ w
    r2 = np.array([np.corrcoef(column, index)[0, 1] ** 2 for column in x.T])
    return r2 / r2.sum()


def test_a_reachable_target_is_met_and_an_independent_computation_agrees():
    x = correlated()
    found = importance(x, target=[4, 3, 2, 1])
    assert found.reached
    np.testing.assert_allclose(shares(x, found.weights), [0.4, 0.3, 0.2, 0.1], rtol=0, atol=1e-12)  # a linear system
    np.testing.assert_allclose(found.achieved, shares(x, found.weights), rtol=0, atol=1e-12)
    assert found.gap == pytest.approx(0, abs=1e-12)


def test_uncorrelated_indicators_have_weights_by_exact_arithmetic():
    # orthogonal columns with standard deviations 1 and 2: importance i is (w_i s_i)^2, so w is (2 : 1/2 * 1) for 4 : 1
    x = np.array([[1, 2], [1, -2], [-1, 2], [-1, -2]], dtype=float)
    found = importance(x, target=[0.8, 0.2])
    np.testing.assert_allclose(found.weights, [0.8, 0.2], rtol=0, atol=1e-12)  # (2/1) : (1/2), scaled


def test_an_unreachable_target_is_said_to_be_unreachable_and_the_weights_are_the_nearest():
    rng = np.random.default_rng(3)
    common = rng.normal(size=(400, 1))
    x = common + rng.normal(size=(400, 3)) * [0.2, 0.2, 2.0]  # two near twins: neither can be much more important
    target = np.array([0.9, 0.05, 0.05])
    found = importance(x, target=target)
    assert not found.reached
    assert "No non-negative weights reach the target" in found.report["note"].drop_nulls().item()
    assert found.gap == pytest.approx(np.abs(shares(x, found.weights) - target).max(), abs=1e-12)

    def distance(w):
        index = x @ w
        r = np.array([np.corrcoef(column, index)[0, 1] for column in x.T])
        return 1 - np.sqrt(target) @ (r / np.linalg.norm(r))

    grid = [np.array(w) / 60 for w in itertools.product(range(61), repeat=3) if sum(w) == 60]
    assert distance(found.weights) <= min(map(distance, grid)) + 1e-9
    free = min(
        minimize(
            lambda v: distance(np.abs(v)), start, method="Nelder-Mead", options={"fatol": 1e-14, "xatol": 1e-10}
        ).fun
        for start in rng.dirichlet(np.ones(3), 10)
    )
    assert distance(found.weights) <= free + 1e-8  # what another optimiser stops at


def test_an_importance_is_not_met_by_an_indicator_that_works_against_the_index():
    rng = np.random.default_rng(0)
    a = rng.normal(size=200)
    x = np.column_stack([a, -a + rng.normal(size=200)])
    target = shares(x, np.array([1.0, 0.0]))  # squared correlations hide the sign: x1 falls as this index rises
    found = importance(x, target=target)
    assert found.reached
    assert (found.effects["correlation"] > 0).all()
    assert found.weights[1] > 0.1
    turned = importance(x, target=[0.6, 0.4], direction=[1, -1])
    assert turned.reached
    np.testing.assert_allclose(turned.achieved, shares(x * [1, -1], turned.weights), rtol=0, atol=1e-12)


def test_twins_share_their_weight():
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 100))
    found = importance(np.column_stack([a, b, a]), target=[1, 1, 1])
    assert found.weights[0] == pytest.approx(found.weights[2], abs=1e-6)  # the tie is broken by a weight of 1e5


def test_a_correlation_ratio_sees_what_a_correlation_does_not():
    rng = np.random.default_rng(2)
    x = rng.uniform(-1, 1, 2000)
    values = np.column_stack([x, x**2 + 0.05 * rng.normal(size=2000)])  # uncorrelated, but a function of x
    linear = importance(values, target=[0.9, 0.1])
    ratio = importance(values, target=[0.9, 0.1], measure="correlation_ratio")
    assert linear.reached
    assert ratio.effects["strength"][0] > 0.98  # nearly all of the index follows from x
    assert not ratio.reached or ratio.gap <= 0.001


def test_a_reachable_correlation_ratio_is_met_and_the_groups_mean_agrees():
    rng = np.random.default_rng(4)
    x = rng.integers(1, 5, size=(400, 3)) + rng.integers(0, 2, size=(400, 1))
    found = importance(x, target=[5, 3, 2], measure="correlation_ratio", degrees=6)
    assert found.reached
    index = x @ found.weights
    ratios = []
    for (
        column
    ) in x.T:  # few values: the correlation ratio is between-group over total variance, corrected (epsilon squared)
        groups = [index[column == v] for v in np.unique(column)]
        between = sum(g.size * (g.mean() - index.mean()) ** 2 for g in groups)
        total = ((index - index.mean()) ** 2).sum()
        within = (total - between) / (index.size - len(groups))
        ratios.append((between - (len(groups) - 1) * within) / total)
    np.testing.assert_allclose(found.effects["strength"], ratios, rtol=0, atol=1e-10)
    np.testing.assert_allclose(
        np.array(ratios) / sum(ratios), [0.5, 0.3, 0.2], rtol=0, atol=1e-6
    )  # where the search stops


def test_one_value_a_unit_is_smoothed_not_memorised():
    rng = np.random.default_rng(5)
    x = rng.normal(size=(60, 2))
    noise = importance(x, target=[1, 1], measure="correlation_ratio")
    assert noise.effects["strength"].max() < 0.8  # an interpolating smoother would say 1


def test_gaps_are_reckoned_with_as_they_are_scored():
    x = correlated(units=500)
    x[np.random.default_rng(6).random(x.shape) < 0.15] = np.nan
    found = importance(x, target=[1, 1, 1, 1])
    assert found.reached
    present = ~np.isnan(x)
    index = np.where(present, x, 0) @ found.weights / (present @ found.weights)
    r2 = np.array([np.corrcoef(x[p, i], index[p])[0, 1] ** 2 for i, p in enumerate(present.T)])
    np.testing.assert_allclose(found.achieved, r2 / r2.sum(), rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.achieved, 0.25, rtol=0, atol=0.001)  # the tolerance of `reached`


def test_a_constant_indicator_has_no_importance():
    x = correlated()
    x[:, 1] = 7.0
    found = importance(x, target=[1, 1, 1, 1])
    assert found.weights[1] == 0
    assert found.achieved[1] == 0
    assert not found.reached
    assert importance(x, target=[1, 0, 1, 1]).reached
    with pytest.warns(UninformativeWarning):
        still = importance(np.ones((5, 2)), target=[1, 1])
    assert not still.reached


def test_weights_follow_the_indicators_and_their_units():
    x = correlated()
    target = np.array([4, 3, 2, 1.0])
    order = [2, 0, 3, 1]
    found = importance(x, target=target).weights
    np.testing.assert_allclose(importance(x[:, order], target=target[order]).weights, found[order], rtol=0, atol=1e-10)
    rescaled = importance(x * [10, 1, 1, 1], target=target).weights  # ten times the spread: a tenth of the weight
    np.testing.assert_allclose(rescaled / rescaled[1], found / [10, 1, 1, 1] / found[1], rtol=1e-9)


def test_names_and_refusals():
    frame = pl.DataFrame(correlated(), schema=["resources", "teaching", "teachers", "satisfaction"])
    by_name = importance(frame, target={"teaching": 3, "resources": 4, "teachers": 2, "satisfaction": 1})
    assert by_name.target.tolist() == [0.4, 0.3, 0.2, 0.1]
    assert by_name.effects.columns == ["indicator", "weight", "target", "achieved", "gap", "strength", "correlation"]
    with pytest.raises(OptionError, match=r"'teching'.*Did you mean 'teaching'"):
        importance(frame, target={"teching": 1})
    with pytest.raises(DataError, match="'teaching' is missing"):
        importance(frame, target={"resources": 1})
    with pytest.raises(OptionError, match="3 entries for 4"):
        importance(frame, target=[1, 2, 3])
    with pytest.raises(DataError, match="negative"):
        importance(frame, target=[1, 2, -3, 1])
    with pytest.raises(OptionError, match="Unknown measure"):
        importance(frame, target=[1, 1, 1, 1], measure="pearson")


def test_a_study_gives_every_dimension_its_own_target():
    rng = np.random.default_rng(7)
    names = ["a", "b", "c", "d"]
    wide = pl.DataFrame(60 + 10 * rng.normal(size=(80, 4)) + 8 * rng.normal(size=(80, 1)), schema=names)
    values = wide.with_columns(unit_id=pl.format("U{}", pl.int_range(80))).unpivot(
        index="unit_id", variable_name="indicator", value_name="value"
    )
    nodes = [("total", None, "index"), ("x", "total", "dimension"), ("y", "total", "dimension")]
    nodes += [("a", "x", "indicator"), ("b", "x", "indicator"), ("c", "y", "indicator"), ("d", "y", "indicator")]
    framework = pl.DataFrame(nodes, schema=["node", "parent", "kind"], orient="row")
    targets = {"x": {"a": 0.55, "b": 0.45}, "y": {"c": 0.5, "d": 0.5}, "total": {"x": 0.6, "y": 0.4}}
    run = tk.Study(
        framework=framework,
        normaliser="zscore",
        weighting="importance",
        weighting_options={"target": targets},
        flags={"rules": ()},
    ).score(values.with_columns(level=pl.lit("unit"), period=pl.lit("2025")))
    scores = run.scores.pivot("node", index="unit_id", values="score").join(
        wide.with_columns(unit_id=pl.format("U{}", pl.int_range(80))), on="unit_id"
    )
    for parent, target in targets.items():
        r2 = np.array([scores.select(pl.corr(child, parent)).item() ** 2 for child in target])
        np.testing.assert_allclose(r2 / r2.sum(), list(target.values()), rtol=0, atol=1e-8)  # scores have ten decimals
