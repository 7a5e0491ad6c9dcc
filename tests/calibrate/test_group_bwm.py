"""A panel's comparisons with the best and the worst: joint weights, consistency of each, intervals, and disagreement."""

import numpy as np
import pytest

from toolkit import calibrate
from toolkit.errors import DataError, OptionError
from toolkit.weigh import WEIGHTINGS

FIRST = [[1, 2, 4, 8], [1, 3, 3, 9], [1, 2, 6, 7]]
LAST = [[8, 4, 2, 1], [9, 2, 4, 1], [7, 3, 2, 1]]
BOTH = pytest.mark.parametrize("combine", ["priorities", "judgements"])
MODELS = pytest.mark.parametrize("model", ["linear", "nonlinear"])


def exact(weights):
    """What an expert without a contradiction says."""
    weights = np.asarray(weights, dtype=float)
    return weights.max() / weights, weights / weights.min()


@MODELS
def test_priorities_are_joined_as_the_weighting_does(model):
    found = calibrate.group_bwm(FIRST, LAST, model=model, replicates=0)
    single = np.array([calibrate.bwm(a, b, model=model).weights for a, b in zip(FIRST, LAST, strict=True)])
    mean = np.exp(np.log(single).mean(axis=0))
    np.testing.assert_allclose(found.weights, mean / mean.sum(), rtol=1e-12)
    np.testing.assert_allclose(
        found.weights,
        WEIGHTINGS["bwm"](best_to_others=FIRST, others_to_worst=LAST, model=model).weights,
        rtol=1e-12,
    )
    np.testing.assert_allclose(found.individual["weight"].to_numpy().reshape(3, 4), single, rtol=1e-12)
    assert found.intervals["lower"].null_count() == 4


@MODELS
def test_judgements_are_joined_before_weighing(model):
    found = calibrate.group_bwm(FIRST, LAST, combine="judgements", model=model, replicates=0)
    first, last = (np.exp(np.log(np.array(v)).mean(axis=0)) for v in (FIRST, LAST))
    last[0] = first[3]  # one comparison, two roundings
    alone = calibrate.bwm(first, last, model=model)
    np.testing.assert_allclose(found.weights, alone.weights, rtol=1e-9)
    assert found.consistency_ratio == pytest.approx(alone.consistency_ratio, rel=1e-12)
    assert found.consistent is None  # no threshold is known for a mean that is no grade


@BOTH
def test_a_panel_of_one_mind_comes_back_exactly(combine):
    truth = np.array([0.48, 0.24, 0.16, 0.12])
    found = calibrate.group_bwm(*(np.tile(v, (4, 1)) for v in exact(truth)), combine=combine)
    np.testing.assert_allclose(found.weights, truth, atol=1e-9)  # the solver is exact to 1e-9
    np.testing.assert_allclose(found.intervals["upper"] - found.intervals["lower"], 0, atol=1e-9)
    assert found.kendall_w == pytest.approx(1, abs=1e-12)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-12)
    assert found.experts["distance"].to_list() == pytest.approx([1] * 4, abs=1e-12)


def test_consistency_is_that_of_every_expert_alone():
    odd = [[1, 2, 9, 8], [8, 4, 9, 1]]  # 9 times as bad as the best, and 9 times as good as the worst
    found = calibrate.group_bwm([*FIRST, odd[0]], [*LAST, odd[1]])
    alone = [calibrate.bwm(a, b) for a, b in zip([*FIRST, odd[0]], [*LAST, odd[1]], strict=True)]
    assert found.experts["consistency_ratio"].to_list() == [one.consistency_ratio for one in alone]
    assert found.experts["consistent"].to_list() == [one.consistent for one in alone]
    assert alone[3].consistent is False
    assert found.consistent is False
    assert found.consistency_ratio == alone[3].consistency_ratio
    kept = calibrate.group_bwm([*FIRST, odd[0]], [*LAST, odd[1]], max_consistency_ratio=0.3)
    np.testing.assert_array_equal(kept.weights, calibrate.group_bwm(FIRST, LAST).weights)
    assert kept.experts["used"].to_list() == [True, True, True, False]
    assert "expert 3" in kept.report["note"].drop_nulls().item()
    with pytest.raises(DataError, match="No expert keeps to a consistency ratio"):
        calibrate.group_bwm([odd[0]], [odd[1]], max_consistency_ratio=0.1)


@BOTH
def test_bootstrap_draws_are_panels_drawn_with_replacement(combine):
    found = calibrate.group_bwm(FIRST[:2], LAST[:2], combine=combine, replicates=200)
    both = [
        calibrate.group_bwm([FIRST[i], FIRST[j]], [LAST[i], LAST[j]], combine=combine, replicates=0).weights
        for i, j in ((0, 0), (0, 1), (1, 1))
    ]
    np.testing.assert_allclose(
        found.intervals["lower"], np.min(both, axis=0), atol=1e-9
    )  # a quarter of the draws each end
    np.testing.assert_allclose(found.intervals["upper"], np.max(both, axis=0), atol=1e-9)
    again = calibrate.group_bwm(FIRST[:2], LAST[:2], combine=combine, replicates=200)
    assert again.intervals.equals(found.intervals)


def test_the_disputed_comparison_and_the_dissenter_are_named():
    first, last = exact([8, 4, 2, 1])
    away = first.copy()
    away[2] = 1.5
    found = calibrate.group_bwm(
        [first] * 3 + [away], [last] * 4, indicators=list("abcd"), experts=["Li", "Wang", "Zhang", "Chen"]
    )
    disputed = found.disagreement.row(0, named=True)
    assert (disputed["item_a"], disputed["item_b"], disputed["lowest_by"], disputed["experts"]) == ("a", "c", "Chen", 4)
    assert disputed["spread"] == pytest.approx(np.exp(np.log([4, 4, 4, 1.5]).std(ddof=1)), abs=1e-12)
    assert found.experts.sort("distance", descending=True)["expert"][0] == "Chen"
    assert found.disagreement.filter(item_a="b", item_b="c")["experts"].item() == 0  # nobody compares these two
    assert found.disagreement["spread"].null_count() == 1


def test_experts_with_unlike_best_indicators_have_priorities_in_common_only():
    first, last = zip(exact([4, 2, 1]), exact([2, 4, 1]), strict=True)
    found = calibrate.group_bwm(first, last, replicates=0)
    np.testing.assert_allclose(found.weights, np.array([np.sqrt(8), np.sqrt(8), 1]) / (2 * np.sqrt(8) + 1), atol=1e-9)
    with pytest.raises(DataError, match=r"Expert 0 holds 'x0' the best, expert 1 'x1'.*combine='priorities'"):
        calibrate.group_bwm(first, last, combine="judgements")


@pytest.mark.parametrize(
    ("first", "last", "options", "error", "message"),
    [
        (FIRST, LAST[:2], {}, OptionError, "must be alike"),
        (FIRST, LAST, {"combine": "priority"}, OptionError, "Did you mean 'priorities'"),
        (FIRST, LAST, {"model": "lineal"}, OptionError, "Did you mean 'linear'"),
        (FIRST, LAST, {"experts": ["Li"]}, OptionError, "1 names for 3 rows of comparisons"),
        (FIRST, LAST, {"indicators": ["a"]}, OptionError, "concern 4 indicators"),
        ([[1, 2, 0.5]], [[4, 2, 1]], {}, DataError, "of expert 0 for 'x2' is 0.5"),
        ([[1, 2, np.nan]], [[4, 2, 1]], {}, DataError, "of expert 0 for 'x2' is nan"),
    ],
)
def test_refusals(first, last, options, error, message):
    with pytest.raises(error, match=message):
        calibrate.group_bwm(first, last, **options)
