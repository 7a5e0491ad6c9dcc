"""Benefit-of-the-doubt weights and scores."""

from fractions import Fraction

import numpy as np
import polars as pl
import pytest

from toolkit.errors import DataError, OptionError
from toolkit.weigh import WEIGHTINGS
from toolkit.weigh._frontier import best_case
from toolkit.weigh._simplex import best_cases

VALUES = np.array([[1.0, 0.2], [0.6, 0.8], [0.2, 1.0], [0.4, 0.4], [0.1, 0.7]])


def scores(result):
    return result.report.filter(pl.col("parameter").str.starts_with("score of"))["value"].to_numpy()


def frontier_score(unit, values):
    """The best score of a unit in two indicators, exactly: the optimum lies where two constraints meet, or on an axis."""
    exact = [[Fraction(v).limit_denominator(1000) for v in row] for row in values]
    own = [Fraction(v).limit_denominator(1000) for v in unit]
    corners = [(1 / max(row[0] for row in exact), Fraction(0)), (Fraction(0), 1 / max(row[1] for row in exact))]
    for i, (a, b) in enumerate(exact):
        for c, d in exact[:i]:
            if a * d != b * c:
                corners.append(((d - b) / (a * d - b * c), (a - c) / (a * d - b * c)))
    feasible = [w for w in corners if min(w) >= 0 and all(w[0] * row[0] + w[1] * row[1] <= 1 for row in exact)]
    return float(max(w[0] * own[0] + w[1] * own[1] for w in feasible))


def test_scores_are_the_exact_optimum_over_the_frontier():
    expected = [frontier_score(unit, VALUES) for unit in VALUES]
    np.testing.assert_allclose(scores(WEIGHTINGS["benefit_of_doubt"](VALUES)), expected, atol=1e-9)


def test_scores_do_not_depend_on_the_unit_of_an_indicator():
    scaled = scores(WEIGHTINGS["benefit_of_doubt"](VALUES * [1, 1000]))
    np.testing.assert_allclose(scaled, scores(WEIGHTINGS["benefit_of_doubt"](VALUES)), atol=1e-9)


def test_weight_bounds_hold_and_narrow_bounds_leave_nearly_equal_weights():
    result = WEIGHTINGS["benefit_of_doubt"](VALUES, weight_bounds=(0.49, 0.51))
    assert ((result.weights >= 0.49 - 1e-9) & (result.weights <= 0.51 + 1e-9)).all()
    mean = VALUES.mean(axis=1)
    np.testing.assert_allclose(scores(result), mean / mean.max(), atol=0.02)


def test_share_bounds_keep_every_indicator_in_the_score():
    free, bound = (WEIGHTINGS["benefit_of_doubt"](VALUES, share_bounds=b) for b in (None, (0.3, 0.7)))
    assert (scores(bound) <= scores(free) + 1e-9).all()
    assert scores(bound)[0] < scores(free)[0] - 1e-3  # the first unit can no longer hide its second indicator


def test_common_weights_score_no_unit_above_its_own_best():
    common = WEIGHTINGS["benefit_of_doubt"](VALUES, common=True)
    assert (scores(common) <= scores(WEIGHTINGS["benefit_of_doubt"](VALUES)) + 1e-9).all()
    np.testing.assert_allclose(scores(common).max(), 1, atol=1e-9)


def test_robust_scores_take_the_outlier_out_of_the_frontier_and_meet_the_plain_ones_with_many_peers():
    outlier = np.vstack([VALUES, [[5.0, 5.0]]])
    plain, robust = (scores(WEIGHTINGS["benefit_of_doubt"](outlier, peers=m, draws=60)) for m in (None, 3))
    assert (robust > plain + 0.05).all()
    many = scores(WEIGHTINGS["benefit_of_doubt"](VALUES, peers=200, draws=3))
    np.testing.assert_allclose(many, scores(WEIGHTINGS["benefit_of_doubt"](VALUES)), atol=1e-9)
    again = scores(WEIGHTINGS["benefit_of_doubt"](outlier, peers=3, draws=60, seed=0))
    np.testing.assert_array_equal(again, robust)


def test_a_unit_of_zeros_scores_zero_and_a_constant_indicator_helps_nobody():
    values = np.column_stack([np.vstack([VALUES, [[0.0, 0.0]]]), np.full(6, 0.9)])
    result = WEIGHTINGS["benefit_of_doubt"](values)
    assert scores(result)[-1] == 0
    assert result.weights[-1] == 0


def test_what_is_not_a_share_is_refused():
    frame = pl.DataFrame({"unit_id": ["G1", "G2"], "a": [0.5, None], "b": [0.2, 0.4]})
    with pytest.raises(DataError, match=r"'a' of unit 'G2' .*is missing"):
        WEIGHTINGS["benefit_of_doubt"](frame)
    with pytest.raises(DataError, match="is negative"):
        WEIGHTINGS["benefit_of_doubt"](-VALUES)
    with pytest.raises(DataError, match="'x0' of unit in row 1 is 0"):
        WEIGHTINGS["benefit_of_doubt"]([[1.0, 0.5], [0.0, 1.0]], share_bounds=(0.1, 0.9))
    with pytest.raises(OptionError, match="no 2 shares within them sum to 1"):
        WEIGHTINGS["benefit_of_doubt"](VALUES, weight_bounds=(0.6, 0.9))
    for options in ({"weight_bounds": (0.5, 0.1)}, {"share_bounds": (0.2, 1.5)}, {"common": True, "peers": 3}):
        with pytest.raises(OptionError):
            WEIGHTINGS["benefit_of_doubt"](VALUES, **options)


def test_scores_carry_the_names_of_the_units():
    frame = pl.DataFrame({"unit_id": ["G1", "G2"], "a": [0.5, 1.0], "b": [1.0, 0.4]})
    assert "score of G2" in WEIGHTINGS["benefit_of_doubt"](frame).report["parameter"].to_list()


@pytest.mark.parametrize("seed", range(12))
def test_the_walk_over_all_units_finds_the_optimum_of_each(seed):
    """Against HiGHS, one programme a unit: grids with ties, equal units and zeros, and peers that leave a unit without a limit."""
    rng = np.random.default_rng(seed)
    grid = rng.integers(0, 5, (25, 4)) / 4
    grid[0] = 0.0
    smooth = rng.uniform(0.01, 1, (60, 5))
    for units, peers in ((grid, grid), (grid, grid[rng.integers(0, 25, 3)]), (smooth, smooth)):
        weights, scores, sure = best_cases(units, peers)
        expected = np.array([best_case(unit, peers, None, None)[1] for unit in units])
        assert sure.all()
        np.testing.assert_allclose(scores, expected, rtol=1e-7, atol=1e-12)  # the tolerance of HiGHS
        limited = np.isfinite(scores)
        assert (weights >= 0).all()
        assert ((peers @ weights[limited].T) <= 1 + 1e-9).all()
        np.testing.assert_allclose((units * weights).sum(axis=1)[limited], scores[limited], rtol=1e-9, atol=1e-15)
    tiny = best_cases(smooth / 1e6, smooth)[1]  # a small unit is no unit of zeros
    np.testing.assert_allclose(tiny, best_cases(smooth, smooth)[1] / 1e6, rtol=1e-9)
