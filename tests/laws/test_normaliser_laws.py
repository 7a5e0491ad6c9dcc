"""Laws that every normaliser keeps; where one does not, WAIVED says which law and why."""

import warnings

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws._cases import applicable, permutations, tables
from toolkit.normalise import NORMALISERS

RELATIVE = 1e-9  # a handful of operations on doubles of at most four digits
few = settings(max_examples=25, deadline=None)

GIVEN_SCALE = ("goalposts", "distance_to_target")
"""Methods whose scale is given in the unit of the indicator, not learned from the sample."""

RATIO_SCALE = ("distance_to_reference", "moving_reference", "fraction_of_max")
"""Methods that divide by a level, so that a constant must not be added to the indicator."""

UNBOUNDED = ("zscore", "robust", "normal_scores", "distance_to_reference", "moving_reference")

WAIVED = {
    "ratio units": dict.fromkeys(GIVEN_SCALE, "its scale is in the unit of the indicator and is given"),
    "affine units": dict.fromkeys(GIVEN_SCALE, "its scale is in the unit of the indicator and is given")
    | dict.fromkeys(RATIO_SCALE, "it divides by a level, which is meaningful on a ratio scale only"),
    "constant": {"goalposts": "the scale does not come from the sample, so a constant keeps its score"},
    "range": dict.fromkeys(UNBOUNDED, "its scores have no bounds: output_range sets the scale, not the ends"),
}


def close(a, b):
    np.testing.assert_allclose(a, b, rtol=RELATIVE, atol=RELATIVE, equal_nan=True)


def each(law):
    return pytest.mark.parametrize("name", applicable(NORMALISERS, WAIVED.get(law, {})))


def make(name, direction=1, **options):
    if name == "distance_to_target":  # on the better side of all values that occur here
        options |= {"target": np.where(np.asarray(direction) > 0, 500.0, -500.0), "clip": False}
    return NORMALISERS[name](direction=direction, **options)


def normalise(name, x, **options):
    return fit(name, x, **options).transform(x)


def fit(name, x, **options):
    with warnings.catch_warnings():  # constant and empty columns occur on purpose
        warnings.simplefilter("ignore", UserWarning)
        return make(name, **options).fit(x)


def test_waivers_name_methods_that_exist():
    assert {name for waived in WAIVED.values() for name in waived} <= set(NORMALISERS)


@each("order of units")
@few
@given(x=tables(gaps=True), data=st.data())
def test_the_order_of_the_units_does_not_matter(name, x, data):
    order = data.draw(permutations(len(x)))
    close(normalise(name, x[order]), normalise(name, x)[order])


@each("order of indicators")
@few
@given(x=tables(gaps=True), data=st.data())
def test_each_indicator_is_normalised_by_itself(name, x, data):
    order = data.draw(permutations(x.shape[1]))
    direction = np.array(data.draw(st.lists(st.sampled_from([-1, 1]), min_size=x.shape[1], max_size=x.shape[1])))
    close(normalise(name, x[:, order], direction=direction[order]), normalise(name, x, direction=direction)[:, order])


@each("monotone")
@few
@given(x=tables(units=(2, 8), gaps=True), direction=st.sampled_from([-1, 1]))
def test_a_better_value_never_gets_a_lower_score_and_equal_values_get_equal_scores(name, x, direction):
    score = normalise(name, x, direction=direction)
    for column in range(x.shape[1]):
        present = ~np.isnan(x[:, column])
        better = direction * (x[present, column][:, None] - x[present, column])
        gain = score[present, column][:, None] - score[present, column]
        assert (gain[better > 0] >= -RELATIVE).all()
        assert (gain[better == 0] == 0).all()


@each("direction")
@few
@given(x=tables(gaps=True))
def test_turning_the_direction_reverses_the_order_once(name, x):
    up, down = normalise(name, x), normalise(name, x, direction=-1)
    rise, fall = up[:, None] - up[None], down[:, None] - down[None]
    apart = (np.abs(rise) > RELATIVE) & (np.abs(fall) > RELATIVE)
    assert (np.sign(rise[apart]) == -np.sign(fall[apart])).all()


@each("ratio units")
@few
@given(x=tables(gaps=True), factor=st.sampled_from([0.25, 2.0, 1000.0]))
def test_the_size_of_the_unit_of_measurement_does_not_matter(name, x, factor):
    close(normalise(name, x * factor), normalise(name, x))


@each("affine units")
@few
@given(x=tables(gaps=True), factor=st.sampled_from([0.25, 2.0, 1000.0]), shift=st.integers(-50, 50))
def test_the_unit_of_measurement_does_not_matter(name, x, factor, shift):
    close(normalise(name, x * factor + shift), normalise(name, x))


@each("affine units")
@few
@given(x=tables(gaps=True), shift=st.integers(-50, 50))
def test_a_cost_is_the_mirror_image_of_a_benefit(name, x, shift):
    close(normalise(name, shift - x, direction=-1), normalise(name, x))


@each("constant")
@few
@given(x=tables(units=(2, 6)), value=st.sampled_from([0.0, 0.1, 7.0, 1e9]))
def test_a_constant_indicator_gets_the_middle_of_the_range(name, x, value):
    x[:, 0] = value
    assert (normalise(name, x, output_range=(20.0, 80.0))[:, 0] == 50.0).all()


@each("range")
@few
@given(x=tables(gaps=True), direction=st.sampled_from([-1, 1]))
def test_the_fitted_sample_stays_inside_the_range(name, x, direction):
    score = normalise(name, x, direction=direction, output_range=(0.0, 1.0))
    present = ~np.isnan(score)
    assert ((score[present] >= 0) & (score[present] <= 1)).all()


@each("missing")
@few
@given(x=tables(gaps=True))
def test_missing_values_stay_missing_and_present_ones_stay_present(name, x):
    np.testing.assert_array_equal(np.isnan(normalise(name, x)), np.isnan(x))


@each("empty unit")
@few
@given(x=tables(gaps=True), data=st.data())
def test_a_unit_without_data_changes_nothing(name, x, data):
    place = data.draw(st.integers(0, len(x)))
    score = normalise(name, np.insert(x, place, np.nan, axis=0))
    close(np.delete(score, place, axis=0), normalise(name, x))


@each("apply")
@few
@given(x=tables(gaps=True), direction=st.sampled_from([-1, 1]))
def test_the_fitted_units_get_the_same_scores_later_in_any_company(name, x, direction):
    fitted = fit(name, x, direction=direction)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        together = make(name, direction=direction).fit_transform(x)
    np.testing.assert_array_equal(fitted.transform(x), together)
    np.testing.assert_array_equal(np.vstack([fitted.transform(x[[i]]) for i in range(len(x))]), together)


@each("input")
@few
@given(x=tables(gaps=True))
def test_the_input_is_not_modified(name, x):
    kept = x.copy()
    x.flags.writeable = False
    normalise(name, x)
    np.testing.assert_array_equal(x, kept)


@each("scale factor")
@few
@given(x=tables(units=(3, 6)), direction=st.sampled_from([-1, 1]))
def test_the_scale_factor_is_the_slope_or_says_that_there_is_none(name, x, direction):
    fitted = fit(name, x, direction=direction)
    factor = fitted.scale_factor()
    assert np.isnan(factor).all() or np.isfinite(factor).all()
    if np.isfinite(factor).all():
        inside = np.clip(x, 1.0, 99.0)  # within the default goalposts, so that nothing is clipped
        slope = np.abs(fitted.transform(inside + 0.5) - fitted.transform(inside)) / 0.5
        np.testing.assert_allclose(slope, np.broadcast_to(factor, slope.shape), rtol=1e-6, atol=1e-9)


@each("frames")
@few
@given(x=tables(units=(2, 5), indicators=(2, 3), gaps=True))
def test_a_frame_with_nulls_gives_the_same_as_an_array_and_names_the_indicators(name, x):
    names = [f"指标{i}" for i in range(x.shape[1])]
    frame = pl.DataFrame({n: pl.Series(n, x[:, i], nan_to_null=True) for i, n in enumerate(names)})
    fitted = fit(name, frame)
    close(fitted.transform(frame), normalise(name, x))  # the layout in memory may change the last bit of a sum
    assert fitted.learned_.columns == ["indicator", "parameter", "value"]
    assert fitted.learned_["indicator"].unique(maintain_order=True).to_list() == names
    assert not fitted.learned_["value"].is_nan().any()
