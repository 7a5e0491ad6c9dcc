"""Laws that every aggregator keeps; where one does not, WAIVED says which law and why."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws._cases import VALUES, applicable, permutations, weighted_tables
from toolkit.aggregate import AGGREGATORS, COMPARING

RELATIVE = 1e-9  # sums of at most a few dozen doubles, through logarithms and roots: 1e-12 would do for most

few = settings(max_examples=25, deadline=None)

MEANS = ("arithmetic", "geometric", "harmonic", "power", "median", "owa", "minimum", "mean_min")
"""Aggregators that give a kind of mean, on the scale of the values."""

AGGREGATORS = AGGREGATORS | {"coupling": partial(AGGREGATORS["coupling"], scale=250.0)}  # the values here go beyond 100

OTHER_SCALE = dict.fromkeys(set(AGGREGATORS) - set(MEANS), "its scores are not on the scale of the values")
UNBALANCES = "a gain can unbalance the unit, and cost more by the penalty than it brings"

WAIVED = {
    "inside": OTHER_SCALE,
    "idempotent": OTHER_SCALE | {"fuzzy": "values are held within the outer centres, and so is their score"},
    "homogeneous": OTHER_SCALE,
    "monotone": {"mpi": UNBALANCES, "ampi": UNBALANCES, "coupling": UNBALANCES},
    "pareto": {"mpi": UNBALANCES, "ampi": UNBALANCES, "coupling": UNBALANCES},
    "split": {
        "topsis": "distances weigh by the square of the weight, so two halves count less than the whole",
        "vikor": "the greatest weighted regret of two halves is half of that of the whole",
        "coupling": "the coupling degree takes every subsystem alike, so a copy counts as another subsystem",
    },
    "unit of measurement": dict.fromkeys(("ampi", "fuzzy", "coupling"), "its scale is given in the unit of the values")
    | dict.fromkeys(MEANS, "a mean has the scale of its values: see the law of homogeneity"),
}
"""Law -> aggregators to which it does not apply, and why."""


def close(a, b):
    np.testing.assert_allclose(a, b, rtol=RELATIVE, atol=RELATIVE, equal_nan=True)


def each(law):
    return pytest.mark.parametrize("name", applicable(AGGREGATORS, WAIVED.get(law, {})))


def test_waivers_name_methods_that_exist():
    assert {name for waived in WAIVED.values() for name in waived} <= set(AGGREGATORS)
    assert set(AGGREGATORS) >= COMPARING


@each("order of units")
@few
@given(case=weighted_tables(gaps=True), data=st.data())
def test_the_order_of_the_units_does_not_matter(name, case, data):
    x, w = case
    order = data.draw(permutations(len(x)))
    close(AGGREGATORS[name](x[order], w), AGGREGATORS[name](x, w)[order])


@each("order of indicators")
@few
@given(case=weighted_tables(gaps=True), data=st.data())
def test_the_order_of_the_indicators_does_not_matter(name, case, data):
    x, w = case
    order = data.draw(permutations(len(w)))
    close(AGGREGATORS[name](x[:, order], w[order]), AGGREGATORS[name](x, w))


@each("weights are relative")
@few
@given(case=weighted_tables(gaps=True), factor=st.sampled_from([0.01, 1 / 3, 7.0, 1e6]))
def test_only_the_proportions_of_the_weights_count(name, case, factor):
    x, w = case
    close(AGGREGATORS[name](x, w * factor), AGGREGATORS[name](x, w))


@each("inside")
@few
@given(case=weighted_tables(gaps=True))
def test_a_score_lies_between_the_worst_and_the_best_indicator(name, case):
    x, w = case
    x = x[~np.isnan(x).all(axis=1)]
    score = AGGREGATORS[name](x, w) if len(x) else np.empty(0)
    assert (score >= np.fmin.reduce(x, axis=1) * (1 - RELATIVE)).all()
    assert (score <= np.fmax.reduce(x, axis=1) * (1 + RELATIVE)).all()


@each("idempotent")
@few
@given(case=weighted_tables(), value=VALUES)
def test_a_unit_with_the_same_value_everywhere_has_that_score(name, case, value):
    x, w = case
    x[0] = value
    close(AGGREGATORS[name](x, w)[0], value)


@each("monotone")
@few
@given(case=weighted_tables(gaps=True), data=st.data())
def test_a_better_value_never_lowers_the_units_score(name, case, data):
    x, w = case
    row, column = data.draw(st.integers(0, len(x) - 1)), data.draw(st.integers(0, len(w) - 1))
    better = x.copy()
    better[row, column] += data.draw(st.integers(1, 50))
    before, after = AGGREGATORS[name](x, w)[row], AGGREGATORS[name](better, w)[row]
    assert np.isnan(before) or after >= before - RELATIVE * abs(before) - RELATIVE


@each("pareto")
@few
@given(case=weighted_tables(), data=st.data())
def test_a_unit_that_is_nowhere_worse_has_no_lower_score(name, case, data):
    x, w = case
    gain = data.draw(st.lists(st.integers(0, 20), min_size=len(w), max_size=len(w)))
    x[1] = x[0] + np.array(gain)
    score = AGGREGATORS[name](x, w)
    assert score[1] >= score[0] - RELATIVE * abs(score[0]) - RELATIVE


@each("homogeneous")
@few
@given(case=weighted_tables(gaps=True), factor=st.sampled_from([0.01, 3.0, 1e6]))
def test_a_mean_changes_with_the_scale_of_its_values(name, case, factor):
    x, w = case
    close(AGGREGATORS[name](x * factor, w), AGGREGATORS[name](x, w) * factor)


@each("unit of measurement")
@few
@given(case=weighted_tables(gaps=True), factor=st.sampled_from([0.01, 3.0, 1e6]))
def test_a_comparison_does_not_depend_on_the_unit_of_an_indicator(name, case, factor):
    x, w = case
    other = x.copy()
    other[:, 0] *= factor
    close(AGGREGATORS[name](other, w), AGGREGATORS[name](x, w))


@each("empty unit")
@few
@given(case=weighted_tables(gaps=True), data=st.data())
def test_a_unit_without_data_changes_nothing_and_has_no_score(name, case, data):
    x, w = case
    place = data.draw(st.integers(0, len(x)))
    score = AGGREGATORS[name](np.insert(x, place, np.nan, axis=0), w)
    assert np.isnan(score[place])
    close(np.delete(score, place), AGGREGATORS[name](x, w))


@each("zero weight")
@few
@given(case=weighted_tables(gaps=True), data=st.data())
def test_an_indicator_of_weight_zero_is_inert_whatever_its_values(name, case, data):
    x, w = case
    anything = st.one_of(VALUES, st.sampled_from([np.nan, 0.0, -5.0]))
    column = np.array(data.draw(st.lists(anything, min_size=len(x), max_size=len(x))))
    place = data.draw(st.integers(0, len(w)))
    with_column = AGGREGATORS[name](np.insert(x, place, column, axis=1), np.insert(w, place, 0.0))
    close(with_column, AGGREGATORS[name](x, w))


@each("zero weight in one replicate")
@few
@given(case=weighted_tables(gaps=True))
def test_weight_zero_in_one_replicate_does_not_touch_another(name, case):
    x, w = case
    dropped = w.copy()
    dropped[0] = 0.0
    both = AGGREGATORS[name](x, np.stack([w, dropped]))
    close(both[0], AGGREGATORS[name](x, w))
    close(both[1], AGGREGATORS[name](x[:, 1:], w[1:]))


@each("missing")
@few
@given(case=weighted_tables(units=(3, 6), indicators=(3, 5)))
def test_an_indicator_that_no_unit_has_is_the_same_as_no_indicator(name, case):
    x, w = case
    x[:, 0] = np.nan
    close(AGGREGATORS[name](x, w), AGGREGATORS[name](x[:, 1:], w[1:]))


@each("split")
@few
@given(case=weighted_tables(gaps=True))
def test_an_indicator_in_two_copies_of_half_the_weight_counts_the_same(name, case):
    x, w = case
    doubled = np.column_stack([x, x[:, 0]])
    halves = np.append(w, w[0] / 2)
    halves[0] /= 2
    close(AGGREGATORS[name](doubled, halves), AGGREGATORS[name](x, w))


@each("equal units")
@few
@given(case=weighted_tables(gaps=True))
def test_equal_units_have_equal_scores(name, case):
    x, w = case
    x[1] = x[0]
    score = AGGREGATORS[name](x, w)
    close(score[1], score[0])


@each("leading axes")
@few
@given(case=weighted_tables(gaps=True), data=st.data())
def test_leading_axes_give_the_same_as_a_loop(name, case, data):
    x, w = case
    shift = np.array(data.draw(st.lists(st.integers(0, 9), min_size=2, max_size=2)))
    values = np.stack([x, x[:, ::-1] + shift[0], x[::-1] + shift[1]])
    weights = np.stack([w, w[::-1]])
    score = AGGREGATORS[name](values[:, None], weights)
    assert score.shape == (3, 2, len(x))
    for i in range(3):
        for j in range(2):
            close(score[i, j], AGGREGATORS[name](values[i], weights[j]))
    close(AGGREGATORS[name](x, weights), [AGGREGATORS[name](x, weights[j]) for j in range(2)])
    close(AGGREGATORS[name](values, w), [AGGREGATORS[name](values[i], w) for i in range(3)])


@each("replicates")
@few
@given(case=weighted_tables(gaps=True))
def test_a_replicate_has_the_very_bits_of_a_run_by_itself(name, case):
    x, w = case
    weights = np.stack([w, w[::-1], w**2])
    tables = np.stack([x, x[::-1], x + 0.1])
    alone = [AGGREGATORS[name](x, one) for one in weights]
    np.testing.assert_array_equal(AGGREGATORS[name](x, weights), alone)
    alone = [AGGREGATORS[name](table, one) for table, one in zip(tables, weights, strict=True)]
    np.testing.assert_array_equal(AGGREGATORS[name](tables, weights), alone)


@each("input")
@few
@given(case=weighted_tables(gaps=True))
def test_the_input_is_not_modified(name, case):
    x, w = case
    kept = x.copy(), w.copy()
    x.flags.writeable = w.flags.writeable = False
    AGGREGATORS[name](x, w)
    np.testing.assert_array_equal(x, kept[0])
    np.testing.assert_array_equal(w, kept[1])


@pytest.mark.parametrize("name", [name for name in AGGREGATORS if name not in COMPARING])
@few
@given(case=weighted_tables(gaps=True))
def test_the_score_does_not_depend_on_the_other_units(name, case):
    x, w = case
    alone = [AGGREGATORS[name](x[[i]], w)[0] for i in range(len(x))]
    close(AGGREGATORS[name](x, w), alone)


@pytest.mark.parametrize("name", [name for name in AGGREGATORS if name not in COMPARING])
@few
@given(case=weighted_tables(indicators=(3, 5)), data=st.data())
def test_a_missing_value_is_left_out_and_the_weights_of_the_others_keep_their_proportions(name, case, data):
    x, w = case
    gone = data.draw(st.integers(0, len(w) - 1))
    gap = x.copy()
    gap[0, gone] = np.nan
    close(AGGREGATORS[name](gap, w)[0], AGGREGATORS[name](np.delete(x, gone, axis=1), np.delete(w, gone))[0])


@pytest.mark.parametrize("name", sorted(COMPARING))
@few
@given(case=weighted_tables(gaps=True))
def test_a_comparison_gives_a_copy_of_a_unit_the_score_of_the_unit(name, case):
    x, w = case
    score = AGGREGATORS[name](np.vstack([x, x[:1]]), w)
    close(score[-1], score[0])


@pytest.mark.parametrize("name", ["arithmetic", "geometric", "harmonic", "power"])
@few
@given(case=weighted_tables(indicators=(3, 5), gaps=True), data=st.data())
def test_a_mean_of_means_is_the_mean_of_all_when_the_weights_are_summed(name, case, data):
    x, w = case
    cut = data.draw(st.integers(1, len(w) - 1))
    x[:, [0, -1]] = np.nan_to_num(x[:, [0, -1]], nan=50.0)  # both groups have data, so that both keep their weight
    present = ~np.isnan(x)
    parts = [AGGREGATORS[name](x[:, s], w[s]) for s in (slice(cut), slice(cut, None))]
    sums = [(present[:, s] * w[s]).sum(axis=1) for s in (slice(cut), slice(cut, None))]
    nested = AGGREGATORS[name](np.stack(parts, axis=-1)[:, None], np.stack(sums, axis=-1))[:, 0]
    close(nested, AGGREGATORS[name](x, w))
