"""Aggregators that look at each unit by itself."""

from statistics import geometric_mean, harmonic_mean

import numpy as np
import pytest

from toolkit.aggregate import AGGREGATORS
from toolkit.errors import DataError, OptionError

RNG = np.random.default_rng(5)
VALUES = RNG.uniform(1, 100, (7, 4))
WEIGHTS = np.array([4.0, 1.0, 2.0, 3.0])
GAP = np.nan


def gapped():
    values = VALUES.copy()
    values[[0, 2, 2, 5], [1, 0, 3, 2]] = np.nan
    return values


def by_unit(function, values=None):
    """Apply a function of (values, weights) of the present indicators, unit by unit."""
    values = gapped() if values is None else values
    return [function(row[~np.isnan(row)], WEIGHTS[~np.isnan(row)]) for row in values]


@pytest.mark.parametrize(
    ("name", "options", "formula"),
    [
        ("arithmetic", {}, lambda x, w: np.average(x, weights=w)),
        ("geometric", {}, lambda x, w: geometric_mean(np.repeat(x, w.astype(int)))),
        ("harmonic", {}, lambda x, w: harmonic_mean(list(x), list(w))),
        ("power", {"p": 3}, lambda x, w: np.average(x**3, weights=w) ** (1 / 3)),
        ("power", {"p": -2}, lambda x, w: np.average(x**-2.0, weights=w) ** (-1 / 2)),
        ("median", {}, lambda x, w: np.median(np.repeat(x, w.astype(int)))),
        ("minimum", {}, lambda x, w: x.min()),
        ("mean_min", {}, lambda x, w: (np.average(x, weights=w) + x.min()) / 2),
    ],
)
def test_a_weight_of_three_counts_as_three_times_the_value(name, options, formula):
    np.testing.assert_allclose(AGGREGATORS[name](gapped(), WEIGHTS, **options), by_unit(formula), rtol=1e-12)


def test_arithmetic_gives_no_score_to_a_unit_without_data_and_never_zero():
    scores = AGGREGATORS["arithmetic"]([[GAP, GAP], [GAP, 0.0], [5.0, GAP]], [1, 0])
    np.testing.assert_array_equal(scores, [np.nan, np.nan, 5.0])


@pytest.mark.parametrize("name", ["geometric", "harmonic"])
@pytest.mark.parametrize("bad", [0.0, -3.0])
def test_a_value_that_a_mean_of_positive_numbers_cannot_take_is_refused_by_name(name, bad):
    values = VALUES.copy()
    values[2, 1] = bad
    with pytest.raises(DataError, match=r"Indicator 1 of unit 2 is .*needs values > 0"):
        AGGREGATORS[name](values, WEIGHTS)
    labels = ([f"G{i}" for i in range(7)], ["staff", "space", "climate", "results"])
    with pytest.raises(DataError, match="Indicator 'space' of unit 'G2'"):
        AGGREGATORS[name](values, WEIGHTS, labels=labels)
    no_weight = WEIGHTS * [1, 0, 1, 1]
    np.testing.assert_allclose(AGGREGATORS[name](values, no_weight), AGGREGATORS[name](VALUES, no_weight))


def test_names_stay_right_when_indicators_without_weight_come_first():
    values = VALUES.copy()
    values[3, 2] = 0
    with pytest.raises(DataError, match="Indicator 'c' of unit 3"):
        AGGREGATORS["geometric"](values, [0, 0, 1, 1], labels=(None, "abcd"))


@pytest.mark.parametrize("name", ["geometric", "harmonic"])
def test_a_shift_is_added_before_and_taken_away_after(name):
    values = [[0.0, 50.0], [20.0, 20.0]]
    plain = AGGREGATORS[name](np.array(values) + 10, [1, 1]) - 10
    np.testing.assert_allclose(AGGREGATORS[name](values, [1, 1], shift=10), plain)
    with pytest.raises(DataError, match="needs values > 0"):
        AGGREGATORS[name](values, [1, 1], shift=0.0)
    with pytest.raises(OptionError, match="shift=inf"):
        AGGREGATORS[name](values, [1, 1], shift=np.inf)


def test_power_passes_through_the_harmonic_geometric_and_arithmetic_mean():
    for p, name in ((-1, "harmonic"), (0, "geometric"), (1, "arithmetic")):
        np.testing.assert_allclose(
            AGGREGATORS["power"](gapped(), WEIGHTS, p=p), AGGREGATORS[name](gapped(), WEIGHTS), rtol=1e-12
        )
    near = AGGREGATORS["power"](VALUES, WEIGHTS, p=1e-6)
    np.testing.assert_allclose(near, AGGREGATORS["geometric"](VALUES, WEIGHTS), rtol=1e-4)


def test_power_tends_to_the_extremes_without_overflow():
    for p, extreme in ((2000, VALUES.max(axis=1)), (-2000, VALUES.min(axis=1))):
        np.testing.assert_allclose(AGGREGATORS["power"](VALUES * 1e3, WEIGHTS, p=p), extreme * 1e3, rtol=2e-3)


def test_power_takes_zero_for_positive_exponents_only_and_negative_values_only_for_one():
    assert AGGREGATORS["power"]([[0.0, 4.0]], [1, 1], p=2).item() == pytest.approx(np.sqrt(8))
    assert AGGREGATORS["power"]([[-2.0, 4.0]], [1, 1], p=1).item() == 1
    for values, p in (([[0.0, 4.0]], -1), ([[-1.0, 4.0]], 2)):
        with pytest.raises(DataError, match="power mean with p="):
            AGGREGATORS["power"](values, [1, 1], p=p)
    with pytest.raises(OptionError, match="finite"):
        AGGREGATORS["power"](VALUES, WEIGHTS, p=np.inf)


def test_median_is_the_mean_of_two_values_when_the_weight_is_halved_exactly():
    values = [[10.0, 20.0, 40.0, 90.0]]
    assert AGGREGATORS["median"](values, [1, 1, 1, 1]).item() == 30
    assert AGGREGATORS["median"](values, [0.1, 0.2, 0.2, 0.1]).item() == 30  # 0.1 + 0.2 against 0.3 by rounding
    assert AGGREGATORS["median"](values, [1, 1, 3, 1]).item() == 40


def test_owa_with_places_is_yagers_operator():
    ordered = np.sort(VALUES, axis=1)[:, ::-1]
    places = [0.1, 0.2, 0.3, 0.4]
    np.testing.assert_allclose(
        AGGREGATORS["owa"](VALUES, np.ones(4), order_weights=places), ordered @ places, rtol=1e-12
    )


def test_owa_ranges_from_the_best_over_the_mean_to_the_worst():
    assert AGGREGATORS["owa"](VALUES, np.ones(4), order_weights=[1, 0, 0, 0]).tolist() == VALUES.max(axis=1).tolist()
    np.testing.assert_allclose(
        AGGREGATORS["owa"](gapped(), WEIGHTS, alpha=1), AGGREGATORS["arithmetic"](gapped(), WEIGHTS)
    )
    np.testing.assert_allclose(AGGREGATORS["owa"](VALUES, WEIGHTS, alpha=1e4), VALUES.min(axis=1))


def test_owa_weighs_the_importance_of_the_indicators():
    """Quantifier c^2: the best value has the importance 3/4, so 9/16 of the score; the rest falls to the worst."""
    assert AGGREGATORS["owa"]([[80.0, 16.0]], [3, 1]).item() == pytest.approx(80 * 9 / 16 + 16 * 7 / 16)


def test_mean_min_hardly_penalises_what_is_small_against_beta():
    values = [[60.0, 40.0]]
    mean, gap = 50, 10
    expected = mean - 0.8 * (np.sqrt(gap**2 + 30**2) - 30)
    assert AGGREGATORS["mean_min"](values, [1, 1], alpha=0.8, beta=30).item() == pytest.approx(expected)
    np.testing.assert_allclose(AGGREGATORS["mean_min"](VALUES, WEIGHTS, alpha=1), VALUES.min(axis=1))
    np.testing.assert_allclose(
        AGGREGATORS["mean_min"](VALUES, WEIGHTS, alpha=0), AGGREGATORS["arithmetic"](VALUES, WEIGHTS)
    )


def test_ampi_by_its_formula_and_with_a_reference():
    scaled = 70 + 60 * VALUES / 100
    mean = np.average(scaled, axis=1, weights=WEIGHTS)
    variance = np.average((scaled - mean[:, None]) ** 2, axis=1, weights=WEIGHTS)
    np.testing.assert_allclose(AGGREGATORS["ampi"](VALUES, WEIGHTS), mean - variance / mean, rtol=1e-12)
    np.testing.assert_allclose(
        AGGREGATORS["ampi"](VALUES, WEIGHTS, penalty="positive"), mean + variance / mean, rtol=1e-12
    )
    reference, half = np.array([50.0, 60.0]), 30.0
    score = AGGREGATORS["ampi"]([reference], [1, 1], low=reference - half, high=reference + half)
    np.testing.assert_allclose(score, 100)


def test_ampi_can_fall_when_an_unbalanced_unit_gains_more_where_it_is_strong():
    before, after = AGGREGATORS["ampi"]([[0.0, 90.0], [0.0, 100.0]], [9, 1])
    assert after < before


def test_fuzzy_with_its_own_centres_is_the_mean_within_the_outer_grades():
    expected = AGGREGATORS["arithmetic"](np.clip(gapped(), 40, 90), WEIGHTS)
    np.testing.assert_allclose(AGGREGATORS["fuzzy"](gapped(), WEIGHTS, centres=[40, 60, 75, 90]), expected, rtol=1e-12)


def test_fuzzy_operators_by_hand():
    """80 belongs 2/3 to grade 3 and 1/3 to grade 4, 60 wholly to grade 2; weights 3/4 and 1/4."""
    options = {"centres": [40, 60, 75, 90], "grades": [1, 2, 3, 4]}
    memberships = {
        "weighted": [0, 1 / 4, 3 / 4 * 2 / 3, 3 / 4 * 1 / 3],
        "max_product": [0, 1 / 4, 3 / 4 * 2 / 3, 3 / 4 * 1 / 3],
        "max_min": [0, 1 / 4, 2 / 3, 1 / 3],
    }
    for operator, b in memberships.items():
        score = AGGREGATORS["fuzzy"]([[80.0, 60.0]], [3, 1], operator=operator, **options).item()
        assert score == pytest.approx(np.dot(b, [1, 2, 3, 4]) / sum(b))


def test_coupling_by_its_formula_and_zero_with_a_subsystem_at_zero():
    u = VALUES[:, :3] / 100
    degree = 3 * np.prod(u, axis=1) ** (1 / 3) / u.sum(axis=1)
    level = u @ (WEIGHTS[:3] / WEIGHTS[:3].sum())
    np.testing.assert_allclose(
        AGGREGATORS["coupling"](VALUES[:, :3], WEIGHTS[:3]), 100 * np.sqrt(degree * level), rtol=1e-12
    )
    assert AGGREGATORS["coupling"]([[0.0, 80.0]], [1, 1]).item() == 0


def test_coupling_of_wang_et_al_for_two_and_three_subsystems():
    def brute(u):
        pairs = [abs(a - b) for i, a in enumerate(u) for b in u[:i]]
        return np.sqrt((1 - np.mean(pairs)) * np.prod(u / np.max(u)) ** (1 / (len(u) - 1)))

    for u in (np.array([0.3, 0.6]), np.array([0.2, 0.5, 0.9])):
        score = AGGREGATORS["coupling"]([u], np.ones(u.size), scale=1, model="wang").item()
        assert score == pytest.approx(np.sqrt(brute(u) * u.mean()))
    gap = AGGREGATORS["coupling"]([[0.3, GAP, 0.6]], np.ones(3), scale=1, model="wang").item()
    assert gap == pytest.approx(np.sqrt(brute(np.array([0.3, 0.6])) * 0.45))
    assert AGGREGATORS["coupling"]([[0.3, GAP]], [1, 1], scale=1, model="wang").item() == pytest.approx(np.sqrt(0.3))


def test_coupling_refuses_levels_off_its_scale():
    with pytest.raises(DataError, match="Indicator 1 of unit 0 is 101"):
        AGGREGATORS["coupling"]([[50.0, 101.0]], [1, 1])


def test_coupling_can_fall_when_the_stronger_subsystem_of_little_weight_gains():
    before, after = AGGREGATORS["coupling"]([[10.0, 50.0], [10.0, 90.0]], [99, 1])
    assert after < before


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1, 1], "shape \\(2,\\) for 4 indicators"),
        ([1, -1, 1, 1], "weight of indicator 1 is -1"),
        ([1, np.nan, 1, 1], "weight of indicator 1 is nan"),
        ([0, 0, 0, 0], "All weights are zero"),
    ],
)
@pytest.mark.parametrize("name", AGGREGATORS)
def test_wrong_weights_are_refused(name, weights, message):
    with pytest.raises(OptionError, match=message):
        AGGREGATORS[name](VALUES, weights)


@pytest.mark.parametrize("name", AGGREGATORS)
def test_infinite_values_are_refused(name):
    values = VALUES.copy()
    values[4, 2] = np.inf
    with pytest.raises(DataError, match="Indicator 2 of unit 4 is inf"):
        AGGREGATORS[name](values, WEIGHTS)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("owa", {"alpha": 0}, "alpha=0"),
        ("owa", {"order_weights": [0, 0]}, "order_weights"),
        ("mean_min", {"alpha": 2}, "alpha=2"),
        ("mean_min", {"beta": -1}, "beta=-1"),
        ("ampi", {"penalty": "negativ"}, "Did you mean 'negative'"),
        ("ampi", {"low": 100}, "low=100 must be below"),
        ("fuzzy", {"operator": "max_mim"}, "Did you mean 'max_min'"),
        ("fuzzy", {"centres": [1, 1]}, "ascending"),
        ("fuzzy", {"grades": [1, 2]}, "2 entries for 5"),
        ("coupling", {"scale": 0}, "scale=0"),
        ("coupling", {"model": "wangs"}, "Did you mean 'wang'"),
    ],
)
def test_wrong_options_are_refused(name, options, message):
    with pytest.raises(OptionError, match=message):
        AGGREGATORS[name](VALUES, WEIGHTS, **options)


def test_what_is_said_to_keep_the_scale_does() -> None:
    """A unit with the same value everywhere has it as its score under these, and under no other aggregator."""
    from toolkit.aggregate import AGGREGATORS, SAME_SCALE, keeps_scale

    values = np.random.default_rng(1).uniform(20, 80, (30, 4))
    values[0], values[1] = 37.0, 64.0
    for name, aggregate in AGGREGATORS.items():
        score = aggregate(values, np.array([0.1, 0.2, 0.3, 0.4]))
        assert np.allclose(score[:2], [37.0, 64.0], rtol=1e-12) == (name in SAME_SCALE) == keeps_scale(aggregate)
