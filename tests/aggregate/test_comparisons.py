"""Aggregators that compare the units with one another."""

import itertools

import numpy as np
import pytest

from toolkit.aggregate import AGGREGATORS
from toolkit.errors import OptionError

RNG = np.random.default_rng(11)
VALUES = RNG.uniform(1, 100, (8, 4))
WEIGHTS = np.array([4.0, 1.0, 2.0, 3.0])


def gapped():
    values = VALUES.copy()
    values[[0, 2, 2, 5], [1, 0, 3, 2]] = np.nan
    return values


@pytest.mark.parametrize(
    ("name", "options", "peer"),
    [
        ("topsis", {}, lambda m: m.TOPSIS(normalization_function=vector)),
        ("topsis", {"scale": "range"}, lambda m: m.TOPSIS()),  # pymcdm's own default is min-max
        ("vikor", {}, lambda m: m.VIKOR()),  # gives Q, less is better
        ("vikor", {"v": 0.2}, lambda m: m.VIKOR(v=0.2)),
        ("promethee", {}, lambda m: m.PROMETHEE_II("usual")),
        ("promethee", {"preference": "u_shape", "q": 9}, lambda m: m.PROMETHEE_II("ushape", q=nine(), p=thirty())),
        ("promethee", {"preference": "v_shape", "p": 30}, lambda m: m.PROMETHEE_II("vshape", p=thirty(), q=nine())),
        (
            "promethee",
            {"preference": "level", "q": 9, "p": 30},
            lambda m: m.PROMETHEE_II("level", p=thirty(), q=nine()),
        ),
        (
            "promethee",
            {"preference": "linear", "q": 9, "p": 30},
            lambda m: m.PROMETHEE_II("vshape_2", p=thirty(), q=nine()),
        ),
    ],
)
def test_pymcdm_gives_the_same(name, options, peer):
    methods = pytest.importorskip("pymcdm.methods")
    scores = AGGREGATORS[name](VALUES, WEIGHTS, **options)
    expected = peer(methods)(VALUES, WEIGHTS / WEIGHTS.sum(), np.ones(4))
    np.testing.assert_allclose(1 - scores if name == "vikor" else scores, expected, atol=1e-12)


def vector(column, cost=False):
    return column / np.sqrt((column**2).sum())


def nine():
    return np.full(4, 9.0)


def thirty():
    return np.full(4, 30.0)


def test_copeland_by_counting_duels_with_gaps():
    values = gapped()
    expected = np.zeros(8)
    for a, b in itertools.permutations(range(8), 2):
        both = ~np.isnan(values[[a, b]]).any(axis=0)
        difference = values[a, both] - values[b, both]
        expected[a] += np.sign(WEIGHTS[both][difference > 0].sum() - WEIGHTS[both][difference < 0].sum())
    np.testing.assert_array_equal(AGGREGATORS["copeland"](values, WEIGHTS), expected)


def test_copeland_makes_a_condorcet_winner_win_where_borda_does_not():
    """Three of five indicators put a before all others; the two others put it last."""
    values = np.array([[9, 9, 9, 1, 1], [8, 8, 8, 9, 9], [7, 7, 7, 8, 8.0]])
    assert AGGREGATORS["copeland"](values, np.ones(5)).argmax() == 0
    assert AGGREGATORS["borda"](values, np.ones(5)).argmax() == 1


def test_copeland_takes_a_balance_of_weights_that_is_rounding_for_a_tie():
    np.testing.assert_array_equal(AGGREGATORS["copeland"]([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]], [0.1, 0.2, 0.3]), [0, 0])


def test_copeland_of_many_units_is_the_same_in_blocks_as_at_once():
    values = np.random.default_rng(0).integers(0, 50, (1500, 4)).astype(float)
    balance = np.sign(values[:, None] - values[None]) @ WEIGHTS
    np.testing.assert_array_equal(AGGREGATORS["copeland"](values, WEIGHTS), np.sign(balance).sum(axis=1))


def test_units_that_share_no_indicator_do_not_meet():
    values = [[1.0, np.nan], [np.nan, 1.0], [2.0, 2.0]]
    np.testing.assert_array_equal(AGGREGATORS["copeland"](values, [1, 1]), [-1, -1, 2])


def test_borda_stretches_the_points_of_an_indicator_that_some_lack():
    """Two of three units have the second indicator: its best gets the two points that a full one would give."""
    values = [[3.0, 5.0], [2.0, 4.0], [1.0, np.nan]]
    np.testing.assert_allclose(AGGREGATORS["borda"](values, [1, 1]), [2, 0.5, 0])


def test_borda_gives_half_a_point_for_a_tie():
    np.testing.assert_allclose(AGGREGATORS["borda"]([[5.0], [5.0], [1.0]], [1]), [1.5, 1.5, 0])


def test_mpi_by_its_formula_with_weights():
    """z about 100 and 10 with the population deviation, weighted mean less the weighted variance over the mean."""
    z = 100 + 10 * (VALUES - VALUES.mean(axis=0)) / VALUES.std(axis=0)
    mean = np.average(z, axis=1, weights=WEIGHTS)
    variance = np.average((z - mean[:, None]) ** 2, axis=1, weights=WEIGHTS)
    np.testing.assert_allclose(AGGREGATORS["mpi"](VALUES, WEIGHTS), mean - variance / mean, rtol=1e-12)
    np.testing.assert_allclose(
        AGGREGATORS["mpi"](VALUES, WEIGHTS, penalty="positive"), mean + variance / mean, rtol=1e-12
    )


def test_mpi_does_not_depend_on_units_and_replicates_of_weights_give_the_same():
    weights = np.stack([WEIGHTS, WEIGHTS[::-1], np.ones(4)])
    together = AGGREGATORS["mpi"](gapped() * [1, 10, 100, 0.1] + 5, weights)
    np.testing.assert_allclose(together, [AGGREGATORS["mpi"](gapped(), w) for w in weights], rtol=1e-10)


def test_topsis_and_grey_of_units_that_do_not_differ_are_in_the_middle():
    same = np.full((3, 2), 5.0)
    np.testing.assert_array_equal(AGGREGATORS["topsis"](same, [1, 1]), np.full(3, 0.5))
    np.testing.assert_array_equal(AGGREGATORS["vikor"](same, [1, 1]), np.full(3, 0.5))
    np.testing.assert_array_equal(AGGREGATORS["grey_relational"](same, [1, 1]), np.full(3, 0.5))


def test_topsis_leaves_a_missing_value_out_of_both_distances():
    values = np.array([[1.0, 9.0], [5.0, 1.0], [9.0, np.nan]])
    size = np.sqrt(np.nansum(values**2, axis=0))
    near = np.sqrt(np.nansum(((values - [1, 1]) / size) ** 2, axis=1))
    far = np.sqrt(np.nansum(((values - [9, 9]) / size) ** 2, axis=1))
    np.testing.assert_allclose(AGGREGATORS["topsis"](values, [1, 1]), near / (near + far), rtol=1e-12)


def test_vikor_turns_round_between_mean_and_greatest_regret():
    """The second unit has the less mean regret, the first the less greatest regret."""
    values = [[6.0, 6.0, 6.0], [10.0, 10.0, 3.0], [0.0, 0.0, 0.0], [0.0, 0.0, 10.0]]
    by_mean, by_greatest = (AGGREGATORS["vikor"](values, [1, 1, 1], v=v) for v in (1.0, 0.0))
    assert by_mean[1] > by_mean[0]
    assert by_greatest[0] > by_greatest[1]


def test_promethee_gaussian_and_mixed_functions_by_hand():
    difference = VALUES[:, None] - VALUES[None]
    flow = np.sign(difference) * (1 - np.exp(-(difference**2) / (2 * 20**2)))
    expected = flow.sum(axis=1) / 7 @ (WEIGHTS / WEIGHTS.sum())
    scores = AGGREGATORS["promethee"](VALUES, WEIGHTS, preference="gaussian", s=20)
    np.testing.assert_allclose(scores, expected, atol=1e-12)
    mixed = AGGREGATORS["promethee"](
        VALUES, [1, 1, 0, 0], preference=["gaussian", "usual", "linear", "usual"], s=[20, np.nan, np.nan, None]
    )
    usual = np.sign(difference).sum(axis=1) / 7
    np.testing.assert_allclose(mixed, (flow.sum(axis=1)[:, 0] / 7 + usual[:, 1]) / 2, atol=1e-12)


def test_promethee_flows_sum_to_zero():
    for options in ({}, {"preference": "linear", "q": 5, "p": 40}):
        assert AGGREGATORS["promethee"](VALUES, WEIGHTS, **options).sum() == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"preference": "lineer"}, "Did you mean 'linear'"),
        ({"preference": "linear", "q": 3}, "of indicator '0' needs q and p"),
        ({"preference": "linear", "q": 3, "p": 3}, "q must be below p"),
        ({"preference": "v_shape", "p": 0}, "must be positive"),
        ({"preference": ["usual"]}, "1 entries for 4"),
        ({"preference": "v_shape", "p": [1, 2]}, "p has 2 entries"),
    ],
)
def test_wrong_preferences_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        AGGREGATORS["promethee"](VALUES, WEIGHTS, **options)


def test_grey_relational_by_its_formula():
    scaled = (VALUES - VALUES.min(axis=0)) / np.ptp(VALUES, axis=0)
    grade = 0.3 / (1 - scaled + 0.3)
    expected = np.average(grade, axis=1, weights=WEIGHTS)
    np.testing.assert_allclose(AGGREGATORS["grey_relational"](VALUES, WEIGHTS, rho=0.3), expected, rtol=1e-12)


def test_grey_relational_on_a_common_scale_uses_the_least_and_greatest_distance_of_all():
    distance = 100 - VALUES
    grade = (distance.min() + 0.5 * distance.max()) / (distance + 0.5 * distance.max())
    scores = AGGREGATORS["grey_relational"](VALUES, WEIGHTS, scale="none", reference=100.0)
    np.testing.assert_allclose(scores, np.average(grade, axis=1, weights=WEIGHTS), rtol=1e-12)


def test_grey_relational_with_everything_at_the_reference_is_one():
    np.testing.assert_array_equal(
        AGGREGATORS["grey_relational"]([[5.0, 7.0]], [1, 1], reference=[5, 7], scale="none"), [1.0]
    )


def test_rank_sum_ratio_whole_and_continuous():
    values = np.array([[10.0, 1.0], [20.0, 3.0], [40.0, 3.0], [30.0, np.nan]])
    whole = [(1 / 4 + 1 / 3) / 2, (2 / 4 + 2.5 / 3) / 2, (4 / 4 + 2.5 / 3) / 2, 3 / 4]
    np.testing.assert_allclose(AGGREGATORS["rank_sum_ratio"](values, [1, 1]), whole)
    continuous = [(1 / 4 + 1 / 3) / 2, (2 / 4 + 3 / 3) / 2, (4 / 4 + 3 / 3) / 2, 3 / 4]
    np.testing.assert_allclose(AGGREGATORS["rank_sum_ratio"](values, [1, 1], ranks="continuous"), continuous)
    with pytest.raises(OptionError, match="Did you mean 'whole'"):
        AGGREGATORS["rank_sum_ratio"](values, [1, 1], ranks="whol")


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("topsis", {"scale": "vectr"}, "Did you mean 'vector'"),
        ("vikor", {"v": 2}, "v=2"),
        ("grey_relational", {"rho": 0}, "rho=0"),
        ("grey_relational", {"scale": "sum"}, "Unknown scale"),
        ("mpi", {"penalty": "minus"}, "Unknown penalty"),
    ],
)
def test_wrong_options_are_refused(name, options, message):
    with pytest.raises(OptionError, match=message):
        AGGREGATORS[name](VALUES, WEIGHTS, **options)
