"""Weightings that come from experts."""

import numpy as np
import polars as pl
import pytest

from toolkit.errors import DataError, OptionError
from toolkit.weigh import WEIGHTINGS

FRAME = pl.DataFrame({"staff": [1.0, 2.0], "space": [2.0, 1.0], "climate": [0.0, 1.0]})
CONSISTENT = np.array([[1, 2, 6], [1 / 2, 1, 3], [1 / 6, 1 / 3, 1]])


def setting(result, parameter):
    return result.report.filter(parameter=parameter)["value"].item()


@pytest.mark.parametrize("method", ["eigenvector", "geometric_mean"])
def test_ahp_recovers_weights_behind_consistent_ratios(method):
    result = WEIGHTINGS["ahp"](FRAME, matrix=CONSISTENT, method=method)
    np.testing.assert_allclose(result.weights, [0.6, 0.3, 0.1], rtol=1e-12)
    assert result.indicators == ("staff", "space", "climate")
    assert setting(result, "consistency_ratio") == pytest.approx(0, abs=1e-12)


def test_ahp_geometric_mean_is_that_of_the_rows():
    matrix = np.array([[1, 3, 5, 1], [1 / 3, 1, 4, 2], [1 / 5, 1 / 4, 1, 1 / 2], [1, 1 / 2, 2, 1]])
    rows = np.prod(matrix, axis=1) ** (1 / 4)
    weights = WEIGHTINGS["ahp"](matrix=matrix, method="geometric_mean").weights
    np.testing.assert_allclose(weights, rows / rows.sum(), rtol=1e-12)


@pytest.mark.parametrize("method", ["eigenvector", "geometric_mean"])
def test_ahp_fills_missing_comparisons_from_the_others(method):
    gap = CONSISTENT.copy()
    gap[0, 2] = gap[2, 0] = np.nan  # staff and climate are related through space
    np.testing.assert_allclose(WEIGHTINGS["ahp"](matrix=gap, method=method).weights, [0.6, 0.3, 0.1], rtol=1e-9)
    half = np.where(np.tril(np.ones((3, 3)), -1) > 0, np.nan, CONSISTENT)  # only the upper half was filled in
    np.testing.assert_allclose(WEIGHTINGS["ahp"](matrix=half, method=method).weights, [0.6, 0.3, 0.1], rtol=1e-12)


def test_ahp_refuses_comparisons_that_do_not_hang_together():
    apart = np.eye(3)
    apart[[0, 0, 1, 1, 2, 2], [1, 2, 0, 2, 0, 1]] = [2, np.nan, 0.5, np.nan, np.nan, np.nan]
    with pytest.raises(DataError, match="relates 'staff' to climate"):
        WEIGHTINGS["ahp"](FRAME, matrix=apart)


@pytest.mark.parametrize(
    ("cell", "value", "message"),
    [
        ((0, 1), 3.0, "'staff' and 'space' contradict"),
        ((0, 1), -2.0, "'staff' with 'space' is -2"),
        ((0, 1), 0.0, "number > 0"),
    ],
)
def test_ahp_refuses_impossible_comparisons_and_names_the_pair(cell, value, message):
    wrong = CONSISTENT.copy()
    wrong[cell] = value
    with pytest.raises(DataError, match=message):
        WEIGHTINGS["ahp"](FRAME, matrix=wrong)


def test_ahp_takes_a_third_typed_with_two_digits():
    typed = np.array([[1, 3], [0.33, 1]])
    np.testing.assert_allclose(WEIGHTINGS["ahp"](matrix=typed).weights, [0.75, 0.25], atol=0.002)


def test_a_group_of_experts_by_judgements_or_by_priorities():
    other = np.array([[1, 1, 1], [1, 1, 1], [1, 1, 1.0]])
    by_judgement = WEIGHTINGS["ahp"](matrix=[CONSISTENT, other])
    root = np.sqrt([0.6, 0.3, 0.1])
    np.testing.assert_allclose(by_judgement.weights, root / root.sum(), rtol=1e-12)  # consistent: both ways agree
    by_priority = WEIGHTINGS["ahp"](matrix=[CONSISTENT, other], combine="priorities")
    np.testing.assert_allclose(by_priority.weights, root / root.sum(), rtol=1e-12)
    assert setting(by_judgement, "experts") == 2


def test_inconsistent_experts_are_told_left_out_on_request_and_never_all():
    circle = np.array([[1, 5, 1 / 5], [1 / 5, 1, 5], [5, 1 / 5, 1]])
    assert "not consistent" in WEIGHTINGS["ahp"](matrix=circle).report["note"].drop_nulls().item()
    kept = WEIGHTINGS["ahp"](matrix=[CONSISTENT, circle], max_consistency_ratio=0.1)
    np.testing.assert_allclose(kept.weights, [0.6, 0.3, 0.1], rtol=1e-12)
    assert "expert 1" in kept.report["note"].drop_nulls().item()
    with pytest.raises(DataError, match=r"No expert keeps to a consistency ratio of 0\.1"):
        WEIGHTINGS["ahp"](matrix=[circle], max_consistency_ratio=0.1)


@pytest.mark.parametrize("model", ["linear", "nonlinear"])
def test_bwm_recovers_weights_behind_consistent_answers(model):
    result = WEIGHTINGS["bwm"](best_to_others=[1, 2, 6], others_to_worst=[6, 3, 1], model=model)
    np.testing.assert_allclose(result.weights, [0.6, 0.3, 0.1], atol=1e-6)  # tolerance of the linear programme
    assert setting(result, "xi") == pytest.approx(0, abs=1e-6)
    assert setting(result, "input_consistency_ratio") == 0


def test_bwm_nonlinear_mode_choice_is_solved_by_hand():
    """Three criteria leave no freedom: (8 + xi)(1 / (5 - xi)) = 2 - xi, the middle one bound on both sides, so xi is a root."""
    result = WEIGHTINGS["bwm"](best_to_others=[8, 2, 1], others_to_worst=[1, 5, 8], model="nonlinear")
    xi = (8 - np.sqrt(64 - 4 * 1 * 2)) / 2  # xi^2 - 8 xi + 2 = 0
    assert setting(result, "xi") == pytest.approx(xi, abs=1e-6)
    best_over_middle, middle_over_worst = 2 - xi, 5 - xi
    raw = np.array([1.0, middle_over_worst, middle_over_worst * best_over_middle])
    np.testing.assert_allclose(result.weights, raw / raw.sum(), atol=1e-6)


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ([1, 2, 6], [5, 3, 1], "twice, and differently: 6 and 5"),
        ([1, 0.5, 6], [6, 3, 1], "best_to_others of expert 0 for 'space' is 0.5"),
        ([2, 3, 6], [6, 3, 1], "best_to_others of expert 0 has no 1"),
    ],
)
def test_bwm_refuses_impossible_answers(first, last, message):
    with pytest.raises(DataError, match=message):
        WEIGHTINGS["bwm"](FRAME, best_to_others=first, others_to_worst=last)


def test_budget_and_swing_average_the_experts_shares():
    np.testing.assert_allclose(WEIGHTINGS["budget"](points=[[10, 30, 60], [1, 1, 2]]).weights, [0.175, 0.275, 0.55])
    np.testing.assert_allclose(WEIGHTINGS["swing"](points=[[100, 60, 40], [50, 100, 50]]).weights, [0.375, 0.4, 0.225])
    with pytest.raises(DataError, match="expert 1 reach at most 90"):
        WEIGHTINGS["swing"](points=[[100, 60], [90, 10]])


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ([[50, np.nan, 50]], "expert 0 for indicator 'space' is missing"),
        ([[50, 50, 0], [50, -1, 51]], "expert 1 for indicator 'space' is negative"),
        ([[0, 0, 0]], "expert 0: all are zero"),
    ],
)
def test_points_that_are_no_budget_are_refused(points, message):
    with pytest.raises(DataError, match=message):
        WEIGHTINGS["budget"](FRAME, points=points)


def test_judgements_must_fit_the_indicators():
    with pytest.raises(OptionError, match="2 indicators, the values have 3"):
        WEIGHTINGS["budget"](FRAME, points=[50, 50])


@pytest.mark.parametrize(
    ("name", "weights"),
    [
        ("rank_order_centroid", [(1 + 1 / 2 + 1 / 3) / 3, (1 / 2 + 1 / 3) / 3, (1 / 3) / 3]),
        ("rank_sum", [3 / 6, 2 / 6, 1 / 6]),
        ("rank_reciprocal", [6 / 11, 3 / 11, 2 / 11]),
    ],
)
def test_weights_by_order_of_importance_with_ties_and_several_experts(name, weights):
    first, second, third = weights
    np.testing.assert_allclose(WEIGHTINGS[name](ranks=[2, 1, 3]).weights, [second, first, third])
    np.testing.assert_allclose(WEIGHTINGS[name](ranks=[1, 1, 2]).weights, [(first + second) / 2] * 2 + [third])
    both = WEIGHTINGS[name](ranks=[[1, 2, 3], [3, 2, 1]]).weights
    np.testing.assert_allclose(both, [(first + third) / 2, second, (first + third) / 2])
    with pytest.raises(DataError, match="'x1' by expert 0 is missing"):
        WEIGHTINGS[name](ranks=[1, np.nan, 2])


def test_rank_order_centroid_is_the_mean_of_all_ordered_weights():
    """Brute force: uniform weights on the simplex, sorted."""
    draws = np.sort(np.random.default_rng(0).dirichlet(np.ones(4), 200_000), axis=1)[:, ::-1].mean(axis=0)
    np.testing.assert_allclose(WEIGHTINGS["rank_order_centroid"](ranks=[1, 2, 3, 4]).weights, draws, atol=0.002)


def test_kendalls_w_of_a_panel():
    same = WEIGHTINGS["budget"](points=[[50, 30, 20], [60, 30, 10], [40, 35, 25]])
    assert setting(same, "kendall_w") == pytest.approx(1)
    opposite = WEIGHTINGS["budget"](points=[[50, 30, 20], [20, 30, 50]])
    assert setting(opposite, "kendall_w") == pytest.approx(0)


def test_delphi_tells_whether_the_panel_has_settled():
    first, second = [[60, 40], [20, 80]], [[42, 58], [40, 60]]
    moving = WEIGHTINGS["delphi"](rounds=[first, second], tolerance=0.005)
    np.testing.assert_allclose(moving.weights, [0.41, 0.59])
    assert setting(moving, "settled") == 0
    assert setting(moving, "round_2_change") == pytest.approx(0.01)
    assert setting(moving, "round_2_sd") < setting(moving, "round_1_sd")
    assert setting(WEIGHTINGS["delphi"](rounds=[first, second], tolerance=0.011), "settled") == 1
    assert setting(WEIGHTINGS["delphi"](rounds=[first]), "settled") == 0
    with pytest.raises(OptionError, match="rounds is empty"):
        WEIGHTINGS["delphi"](rounds=[])


def test_combined_adds_or_multiplies():
    expert, data = [0.5, 0.3, 0.2], [0.2, 0.4, 0.4]
    combine = WEIGHTINGS["combined"]
    np.testing.assert_allclose(combine(parts=[expert, data], shares=[3, 1]).weights, [0.425, 0.325, 0.25])
    product = np.array(expert) * data
    np.testing.assert_allclose(combine(parts=[expert, data], method="multiplicative").weights, product / product.sum())
    np.testing.assert_allclose(combine(parts=[expert, data], method="multiplicative", shares=[1, 0]).weights, expert)


def test_combined_by_game_comes_nearest_to_all_parts():
    """Brute force: the shares minimise sum_k |sum_l a_l w_l - w_k|^2 over all a, up to their scale."""
    parts = np.array([[0.5, 0.3, 0.2], [0.2, 0.4, 0.4], [0.1, 0.2, 0.7]])
    result = WEIGHTINGS["combined"](parts=list(parts), method="game")
    share = np.array([setting(result, f"share of part {k}") for k in (1, 2, 3)])
    products = parts @ parts.T
    solution = np.linalg.solve(products, np.diag(products))
    np.testing.assert_allclose(share, np.abs(solution) / np.abs(solution).sum(), rtol=1e-9)
    alike = WEIGHTINGS["combined"](parts=[parts[0], parts[0]], method="game")
    np.testing.assert_allclose(alike.weights, parts[0], rtol=1e-12)


def test_combined_keeps_names_and_origins():
    by_data = WEIGHTINGS["sd"](FRAME)
    result = WEIGHTINGS["combined"](parts={"data": by_data, "expert": [1, 1, 1]})
    assert result.indicators == ("staff", "space", "climate")
    assert result.report.filter(parameter="data")["value"].to_list() == by_data.weights.tolist()
    with pytest.raises(OptionError, match="unlike shapes"):
        WEIGHTINGS["combined"](parts=[[1, 2], [1, 2, 3]])
    with pytest.raises(DataError, match="'space' is negative"):
        WEIGHTINGS["combined"](parts=[by_data, [1, -1, 1]])
