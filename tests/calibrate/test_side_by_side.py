"""Schemes side by side: the same as scoring each by itself, and moves that add up."""

import numpy as np
import polars as pl
import pytest

import toolkit as tk
from toolkit import calibrate
from toolkit.errors import OptionError
from toolkit.weigh.framework import framework as stated

NODES = [
    ("total", None, "index", None),
    ("inputs", "total", "dimension", "2"),
    ("a", "inputs", "indicator", "1"),
    ("b", "inputs", "indicator", "1"),
    ("gate", "inputs", "indicator", "0"),
    ("results", "total", "dimension", "1"),
    ("c", "results", "indicator", "1"),
    ("d", "results", "indicator", "3"),
]
TREE = pl.DataFrame(NODES, schema=["node", "parent", "kind", "weight"], orient="row")


def values(units=20, seed=0):
    rng = np.random.default_rng(seed)
    wide = pl.DataFrame(
        {"unit_id": [f"U{i:02d}" for i in range(units)]}
        | {n: rng.uniform(0, 100, units) for n in ("a", "b", "c", "d", "gate")}
    )
    long = wide.unpivot(index="unit_id", variable_name="indicator", value_name="value")
    return long.with_columns(level=pl.lit("unit"), period=pl.lit("2025"))


def run():
    return tk.Study(framework=TREE, normaliser="minmax", flags={"rules": ()}).score(values())


def test_a_scheme_by_name_is_the_study_with_that_weighting():
    base = run()
    found = calibrate.side_by_side(
        base, schemes={"as scored": None, "entropy": "entropy", "critic": {"weighting": "critic", "ddof": 0}}
    )
    for name, options in (("entropy", {}), ("critic", {"ddof": 0})):
        other = base.study.replace(weighting=name, weighting_options=options).score(base.values)
        expected = other.scores.filter(pl.col("node") == "total").sort("unit_id")
        ours = found.ranks.filter(pl.col("scheme") == name).sort("unit_id")
        np.testing.assert_array_equal(ours["score"], expected["score"])
        np.testing.assert_array_equal(ours["rank"], expected["rank"])
    assert found.agreement["spearman"][0] == pytest.approx(1, abs=1e-12)
    assert found.moves.filter(pl.col("scheme") == "as scored")["rank_change"].to_list() == [0] * 20


def test_given_weights_are_global_and_sum_up_the_tree():
    base = run()
    found = calibrate.side_by_side(base, schemes={"mine": stated(weight=[4, 2, 1, 3], indicators=("a", "b", "c", "d"))})
    weights = dict(found.weights.select("node", "global_weight").rows())
    assert weights == pytest.approx(
        {"inputs": 0.6, "a": 0.4, "b": 0.2, "gate": 0.0, "results": 0.4, "c": 0.1, "d": 0.3}
    )
    x = base.matrix.values[:, [base.matrix.indicators.index(i) for i in "abcd"]]
    by_hand = x @ [0.4, 0.2, 0.1, 0.3]
    np.testing.assert_allclose(found.ranks["score"], by_hand, atol=1e-9)  # scores have ten decimals
    share = np.array([np.corrcoef(column, by_hand)[0, 1] ** 2 for column in x.T])
    gate = np.corrcoef(base.matrix.values[:, base.matrix.indicators.index("gate")], by_hand)[0, 1] ** 2
    importance = dict(found.importance.select("indicator", "importance").rows())
    assert [importance[i] for i in "abcd"] == pytest.approx(share / (share.sum() + gate), abs=1e-8)


def test_weights_of_the_dimensions_leave_what_is_below_them():
    found = calibrate.side_by_side(run(), schemes={"results first": {"inputs": 1, "results": 4}})
    weights = dict(found.weights.select("node", "global_weight").rows())
    assert weights == pytest.approx({"inputs": 0.2, "a": 0.1, "b": 0.1, "gate": 0, "results": 0.8, "c": 0.2, "d": 0.6})
    below = calibrate.side_by_side(run(), schemes={"inside": {"c": 1, "d": 1, "inputs": 1, "results": 1}}).weights
    assert dict(below.select("node", "weight").rows())["c"] == pytest.approx(0.5)


def test_moves_and_spread_agree_with_the_ranks():
    found = calibrate.side_by_side(
        run(), schemes={"first": None, "a": {"a": 1, "b": 0, "inputs": 1, "results": 0}, "cv": "cv"}
    )
    ranks = found.ranks.pivot("scheme", index="unit_id", values="rank")
    for unit, first, a, cv in ranks.iter_rows():
        moves = dict(found.moves.filter(pl.col("unit_id") == unit).select("scheme", "rank_change").rows())
        assert moves == {"first": 0, "a": first - a, "cv": first - cv}
        spread = found.spread.row(by_predicate=pl.col("unit_id") == unit, named=True)
        assert (spread["best_rank"], spread["worst_rank"]) == (min(first, a, cv), max(first, a, cv))
        assert {"first": first, "a": a, "cv": cv}[spread["best_under"]] == spread["best_rank"]
        assert {"first": first, "a": a, "cv": cv}[spread["worst_under"]] == spread["worst_rank"]
    assert found.spread["range"].is_sorted(descending=True)


def test_values_and_a_framework_give_the_same_as_a_run():
    schemes = {"as scored": None, "sd": "sd"}
    from_run = calibrate.side_by_side(run(), schemes=schemes)
    from_values = calibrate.side_by_side(values(), TREE, schemes=schemes, normaliser="minmax", flags={"rules": ()})
    assert from_run.ranks.equals(from_values.ranks)


@pytest.mark.parametrize(
    ("schemes", "options", "message"),
    [
        ({}, {}, "schemes is empty"),
        ({"x": {"a": 1}}, {}, "gives no weight for b below inputs"),
        ({"x": {"resultz": 1}}, {}, "Did you mean 'results'"),
        ({"x": {"gate": 1, "a": 1, "b": 1}}, {}, "a gate"),
        ({"x": "entropi"}, {}, "Did you mean 'entropy'"),
        ({"x": None}, {"level": "grupo"}, "Unknown level 'grupo'"),
        ({"x": None}, {"normaliser": "minmax"}, "A run has a framework"),
    ],
)
def test_refusals(schemes, options, message):
    with pytest.raises(OptionError, match=message):
        calibrate.side_by_side(run(), schemes=schemes, **options)


def test_weights_calibrated_to_importances_have_these_importances_in_the_index():
    base = run()
    wide = base.scores.filter(pl.col("node") != "total").pivot("node", index="unit_id", values="score")
    found = calibrate.to_importance(wide.select("unit_id", "inputs", "results"), {"inputs": 0.3, "results": 0.7})
    compared = calibrate.side_by_side(base, schemes={"as scored": None, "wanted": found})
    assert found.reached
    wanted = dict(compared.below.filter(scheme="wanted").select("node", "importance").rows())
    assert wanted == pytest.approx({"inputs": 0.3, "results": 0.7}, abs=1e-6)  # the solver's precision
    assert compared.below.filter(scheme="wanted")["global_weight"].sum() == pytest.approx(1)
    assert (compared.level, compared.period, compared.node) == ("unit", "2025", "total")
