"""Experts' comparisons: consistency, the pair to revise, the panel, and where it disagrees."""

import numpy as np
import polars as pl
import pytest

from toolkit import calibrate
from toolkit.errors import DataError, OptionError
from toolkit.weigh._pairwise import principal, related
from toolkit.weigh.ahp import ahp

HOUSE = ("size", "transport", "neighbourhood", "age", "yard", "modern", "condition", "financing")
SAATY_2003 = [
    [1, 5, 3, 7, 6, 6, 1 / 3, 1 / 4],
    [1 / 5, 1, 1 / 3, 5, 3, 3, 1 / 5, 1 / 7],
    [1 / 3, 3, 1, 6, 3, 4, 6, 1 / 5],
    [1 / 7, 1 / 5, 1 / 6, 1, 1 / 3, 1 / 4, 1 / 7, 1 / 8],
    [1 / 6, 1 / 3, 1 / 3, 3, 1, 1 / 2, 1 / 5, 1 / 6],
    [1 / 6, 1 / 3, 1 / 4, 4, 2, 1, 1 / 5, 1 / 6],
    [3, 5, 1 / 6, 7, 5, 5, 1, 1 / 2],
    [4, 7, 5, 8, 6, 6, 2, 1],
]


def consistent(weights):
    weights = np.asarray(weights, dtype=float)
    return weights[:, None] / weights


def test_saaty_2003_buying_a_house_the_judgement_to_revise():
    found = calibrate.ahp(SAATY_2003, indicators=HOUSE)
    printed = [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    np.testing.assert_allclose(found.weights, printed, atol=0.0006)  # three digits
    eigenvalue = (
        8 + 7 * 1.41 * found.consistency_ratio
    )  # the paper divides by a random index of 1.40, ours of 1980 is 1.41
    assert eigenvalue == pytest.approx(9.669, abs=0.0006)
    assert found.consistent is False
    assert found.revise.row(0)[:3] == ("neighbourhood", "condition", 6.0)
    revised = np.array(SAATY_2003)
    revised[2, 6], revised[6, 2] = 1 / 2, 2  # what the paper changes it to
    assert 8 + 7 * 1.41 * calibrate.ahp(revised).consistency_ratio == pytest.approx(
        8.811, abs=0.001
    )  # cut off, not rounded
    assert calibrate.ahp(revised).consistent is True


@pytest.mark.parametrize("method", ["eigenvector", "geometric"])
def test_the_planted_mistake_is_the_pair_to_revise(method):
    matrix = consistent([8, 4, 2, 1, 1])
    matrix[1, 3], matrix[3, 1] = 1 / 4, 4  # the wrong way round
    found = calibrate.ahp(matrix, method, indicators=list("abcde"))
    assert found.revise.row(0)[:2] == ("d", "b")
    after = matrix.copy()
    after[1, 3], after[3, 1] = found.revise["suggested"][0] ** -1, found.revise["suggested"][0]
    assert found.revise["consistency_ratio_after"][0] == pytest.approx(
        calibrate.ahp(after).consistency_ratio, abs=1e-12
    )


def test_the_weights_are_those_of_the_weighting():
    found = calibrate.ahp(SAATY_2003, "geometric")
    expected = ahp(matrix=SAATY_2003, method="geometric_mean")
    np.testing.assert_array_equal(found.weights, expected.weights)
    assert found.report.equals(expected.report)
    with pytest.raises(OptionError, match="Did you mean 'geometric'"):
        calibrate.ahp(SAATY_2003, "geometrics")
    with pytest.raises(OptionError, match="group_ahp"):
        calibrate.ahp([SAATY_2003, SAATY_2003])


@pytest.mark.parametrize("method", ["eigenvector", "geometric"])
def test_missing_comparisons_are_filled_as_the_weights_imply(method):
    matrix = np.array(SAATY_2003)
    matrix[0, 7] = matrix[7, 0] = matrix[2, 4] = matrix[4, 2] = np.nan
    found = calibrate.ahp(matrix, method)
    full = np.where(np.isnan(matrix), consistent(found.weights), matrix)
    np.testing.assert_allclose(calibrate.ahp(full, method).weights, found.weights, atol=1e-10)  # a fixed point
    assert found.revise.height == 28 - 2


def test_liang_brunelli_rezaei_2020_thresholds():
    found = calibrate.bwm([1, 2, 8], [8, 5, 1], indicators=["cost", "access", "load"])
    assert found.consistency_ratio == pytest.approx(abs(2 * 5 - 8) / (8**2 - 8), abs=1e-12)
    assert (found.limit, found.consistent) == (0.1309, True)
    assert calibrate.bwm([1, 4, 4], [4, 4, 1]).consistent is False
    assert calibrate.bwm([1, 2, 2], [2, 1, 1]).limit == 0  # no inconsistency is allowed
    unknown = calibrate.bwm([1, 2.5, 3.5], [3.5, 2, 1])
    assert unknown.consistent is None
    assert np.isnan(unknown.limit)
    assert calibrate.bwm([1, 2, 4], [4, 2, 1]).consistency_ratio == 0
    with pytest.raises(OptionError, match="equal length"):
        calibrate.bwm([1, 2], [1, 2, 3])


def panel(seed=0, experts=10, size=6, noise=0.3, missing=4):
    rng = np.random.default_rng(seed)
    truth = rng.dirichlet(np.full(size, 4.0))
    matrices = []
    for _ in range(experts):
        away = np.triu(rng.normal(size=(size, size)) * noise, 1)
        one = consistent(truth) * np.exp(away - away.T)
        pairs = np.array(np.triu_indices(size, 1)).T
        for i, j in pairs[rng.permutation(len(pairs))[:missing]]:
            one[i, j] = one[j, i] = np.nan
        matrices.append(one)
    return truth, np.array(matrices)


@pytest.mark.parametrize("combine", ["judgements", "priorities"])
@pytest.mark.parametrize("method", ["eigenvector", "geometric"])
def test_a_panel_recovers_what_it_agrees_on(combine, method):
    truth, matrices = panel()
    found = calibrate.group_ahp(matrices, combine=combine, method=method)
    np.testing.assert_allclose(found.weights, truth, atol=0.03)  # noise 0.3 over ten experts
    assert found.intervals.select(
        ((pl.col("lower") <= pl.col("weight")) & (pl.col("weight") <= pl.col("upper"))).all()
    ).item()
    assert found.kendall_w > 0.7
    exact = calibrate.group_ahp(panel(noise=0.0)[1], combine=combine, method=method)
    np.testing.assert_allclose(exact.weights, truth, atol=1e-10)
    assert exact.kendall_w == 1
    np.testing.assert_allclose(exact.intervals["upper"] - exact.intervals["lower"], 0, atol=1e-10)


def test_bootstrap_draws_are_panels_drawn_with_replacement():
    _, matrices = panel(experts=2)
    found = calibrate.group_ahp(matrices, method="geometric", replicates=200)
    both = [
        calibrate.group_ahp([matrices[i], matrices[j]], method="geometric").weights for i, j in ((0, 0), (0, 1), (1, 1))
    ]
    np.testing.assert_allclose(
        found.intervals["lower"], np.min(both, axis=0), atol=1e-12
    )  # a quarter of the draws each end
    np.testing.assert_allclose(found.intervals["upper"], np.max(both, axis=0), atol=1e-12)
    again = calibrate.group_ahp(matrices, method="geometric", replicates=200)
    assert again.intervals.equals(found.intervals)
    assert calibrate.group_ahp(matrices, replicates=0).intervals["lower"].null_count() == 6


def test_the_dissenter_and_the_disputed_pair_are_named():
    weights = [4, 2, 1, 1]
    odd = consistent(weights)
    odd[0, 1], odd[1, 0] = 1 / 8, 8
    matrices = [consistent(weights)] * 4 + [odd]
    found = calibrate.group_ahp(matrices, indicators=list("abcd"), experts=["Li", "Wang", "Zhang", "Zhao", "Chen"])
    disputed = found.disagreement.row(0, named=True)
    assert (disputed["item_a"], disputed["item_b"], disputed["lowest_by"], disputed["opposed"]) == (
        "a",
        "b",
        "Chen",
        True,
    )
    assert disputed["judged"] == pytest.approx((2**4 / 8) ** 0.2, abs=1e-12)
    logs = np.log([2, 2, 2, 2, 1 / 8])
    assert disputed["spread"] == pytest.approx(np.exp(logs.std(ddof=1)), abs=1e-12)
    farthest = found.experts.sort("distance", descending=True).row(0, named=True)
    assert (farthest["expert"], farthest["item_a"], farthest["item_b"]) == ("Chen", "a", "b")
    assert found.experts["consistent"].to_list() == [True] * 4 + [False]
    assert found.revise.row(0)[:2] == ("a", "b")


def test_an_inconsistent_expert_can_be_left_out():
    matrices = [consistent([4, 2, 1, 1])] * 3
    odd = consistent([4, 2, 1, 1])
    odd[0, 3], odd[3, 0] = 1 / 9, 9
    found = calibrate.group_ahp([*matrices, odd], max_consistency_ratio=0.1)
    np.testing.assert_allclose(found.weights, [0.5, 0.25, 0.125, 0.125], atol=1e-12)
    assert found.experts["used"].to_list() == [True, True, True, False]
    assert found.disagreement["experts"].to_list() == [3] * 6


def test_an_expert_who_compared_little_counts_in_the_joint_judgements_alone():
    little = np.full((3, 3), np.nan)
    little[0, 1] = 6.0
    found = calibrate.group_ahp([consistent([3, 1, 1]), little], method="geometric")
    expected = consistent([3, 1, 1])
    expected[0, 1], expected[1, 0] = np.sqrt(3 * 6), 1 / np.sqrt(3 * 6)
    np.testing.assert_allclose(found.weights, calibrate.ahp(expected, "geometric").weights, atol=1e-12)
    assert found.experts["consistency_ratio"].to_list() == [pytest.approx(0, abs=1e-12), None]
    assert found.individual["expert"].unique().to_list() == ["0"]
    assert "Compared too little" in " ".join(found.report["note"].drop_nulls())
    with pytest.raises(DataError, match="of expert 1 relates 'x0' to x2"):
        calibrate.group_ahp([consistent([3, 1, 1]), little], combine="priorities")
    apart = np.full((3, 3), np.nan)
    apart[0, 1] = 2.0
    with pytest.raises(DataError, match="No chain of comparisons relates 'x0' to x2"):
        calibrate.group_ahp([apart, little])


def test_sheets_of_comparisons():
    rows = [("Li", "a", "b", 3.0), ("Li", "c", "a", 0.5), ("Wang", "b", "a", 2.0), ("Wang", "b", "c", None)]
    frame = pl.DataFrame(rows, schema=["expert", "item_a", "item_b", "judgement"], orient="row")
    sheet = calibrate.comparisons_from(frame)
    assert (sheet.experts, sheet.items) == (("Li", "Wang"), ("a", "b", "c"))
    expected = [
        [[1, 3, 2], [1 / 3, 1, np.nan], [0.5, np.nan, 1]],
        [[1, 0.5, np.nan], [2, 1, np.nan], [np.nan, np.nan, 1]],
    ]
    np.testing.assert_allclose(sheet.values, expected, rtol=1e-15)
    turned = calibrate.comparisons_from(frame, items=["c", "b", "a"])
    np.testing.assert_array_equal(turned.values, sheet.values[:, ::-1, ::-1])
    with pytest.raises(DataError, match="expert 'Li' compares 'b' and 'a' a second time"):
        calibrate.comparisons_from(
            pl.concat([frame, pl.DataFrame([("Li", "b", "a", 1 / 3)], schema=frame.schema, orient="row")])
        )
    with pytest.raises(DataError, match="'Li' judges 'a' over 'b' at -3"):
        calibrate.comparisons_from(
            frame.with_columns(pl.when(pl.col("judgement") == 3).then(-3.0).otherwise("judgement").alias("judgement"))
        )
    with pytest.raises(OptionError, match="no column 'judgement'"):
        calibrate.comparisons_from(frame.drop("judgement"))
    with pytest.raises(OptionError, match="Unknown item 'a'"):
        calibrate.comparisons_from(frame, items=["b", "c"])
    with pytest.raises(DataError, match="Row 1 of the sheet has no item_b"):
        calibrate.comparisons_from(
            frame.with_columns(pl.when(pl.int_range(pl.len()) != 1).then("item_b").alias("item_b"))
        )


def test_sheets_of_points_and_rounds():
    rows = [
        (1, "Li", "a", 70),
        (1, "Li", "b", 30),
        (1, "Wang", "a", 50),
        (2, "Li", "a", 60),
        (2, "Li", "b", 40),
        (1, "Wang", "b", 50),
    ]
    frame = pl.DataFrame(rows, schema=["round", "expert", "indicator", "points"], orient="row")
    first = calibrate.points_from(frame.filter(pl.col("round") == 1))
    assert first.values.tolist() == [[70, 30], [50, 50]]
    rounds = calibrate.rounds_from(frame)
    assert [r.values.tolist() for r in rounds] == [[[70, 30], [50, 50]], [[60, 40]]]
    gap = frame.filter((pl.col("round") == 1) & ~((pl.col("expert") == "Wang") & (pl.col("indicator") == "b")))
    with pytest.raises(DataError, match="'Wang' gives no points to 'b'"):
        calibrate.points_from(gap)
    assert calibrate.points_from(gap, missing="zero").values.tolist() == [[70, 30], [50, 0]]
    with pytest.raises(DataError, match="a second time"):
        calibrate.points_from(pl.concat([gap, gap]))


def test_eigenvalues_and_eigenvectors_of_a_stack_are_those_of_numpy():
    _, matrices = panel(seed=1, experts=40, size=7, noise=1.5, missing=6)
    matrices = matrices[related(matrices).all(axis=1)]
    assert len(matrices) > 20
    values, vectors = principal(matrices)
    for matrix, value, vector in zip(matrices, values, vectors, strict=True):
        gaps = np.isnan(matrix)  # Harker's matrix: 0 for a gap, and the number of gaps added to the diagonal
        roots, columns = np.linalg.eig(np.where(gaps, 0.0, matrix) + np.diag(gaps.sum(axis=1)))
        first = int(np.argmax(roots.real))
        assert value == pytest.approx(roots[first].real, rel=1e-12)
        np.testing.assert_allclose(vector, columns[:, first].real / columns[:, first].real.sum(), rtol=1e-10)


def test_a_long_chain_of_comparisons_is_exact():
    truth = np.random.default_rng(2).dirichlet(np.full(60, 3.0))
    chain = np.full((60, 60), np.nan)
    for i in range(59):
        chain[i, i + 1] = truth[i] / truth[i + 1]
    for method in ("eigenvector", "geometric"):
        np.testing.assert_allclose(calibrate.ahp(chain, method).weights, truth, rtol=1e-9)
