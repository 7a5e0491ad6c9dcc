"""Laws that every treatment keeps; where one does not, WAIVED says which law and why."""

import warnings

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws._cases import applicable, permutations, tables
from toolkit.normalise import EmptyIndicatorWarning
from toolkit.treat import TREATMENTS

RELATIVE = 1e-6  # powers are found by a search that ends at 1e-8; the values are of the order of 1 to 100
few = settings(max_examples=25, deadline=None)
cells = st.one_of(
    st.integers(2, 40).map(lambda k: k / 2), st.integers(2, 40).map(lambda k: k / 2), st.sampled_from([500.0, 900.0])
)
"""Mostly 1 to 20, now and then an outlier; all positive, as Box-Cox needs them."""

WAIVED = {
    "unit of measurement": {"yeo_johnson": "it adds 1 in the unit of the indicator, by its definition"},
}


def each(law):
    return pytest.mark.parametrize("name", applicable(TREATMENTS, WAIVED.get(law, {})))


def samples(**options):
    return tables(units=(4, 14), indicators=(1, 3), cells=cells, **options)


def fit(name, x):
    with warnings.catch_warnings():  # empty columns occur on purpose
        warnings.simplefilter("ignore")
        return TREATMENTS[name]().fit(x)


def close(a, b):
    np.testing.assert_allclose(a, b, rtol=RELATIVE, atol=RELATIVE, equal_nan=True)


def test_waivers_name_methods_that_exist():
    assert {name for waived in WAIVED.values() for name in waived} <= set(TREATMENTS)


@each("order")
@few
@given(x=samples(gaps=True))
def test_the_order_of_units_stays_and_equal_values_stay_equal(name, x):
    treated = fit(name, x).transform(x)
    for before, after in zip(x.T, treated.T, strict=True):
        at = ~np.isnan(before)
        rise = before[at][:, None] - before[at]
        gain = after[at][:, None] - after[at]
        assert (gain[rise > 0] >= 0).all()
        assert (gain[rise == 0] == 0).all()


@each("order of new values")
@few
@given(x=samples(), later=tables(units=(2, 8), indicators=(3, 3), cells=cells))
def test_the_order_of_units_that_come_later_stays_too(name, x, later):
    later = later[:, : x.shape[1]]
    treated = fit(name, x).transform(later)
    for before, after in zip(later.T, treated.T, strict=True):
        assert ((after[:, None] - after)[before[:, None] > before] >= 0).all()


@each("gaps")
@few
@given(x=samples(gaps=True))
def test_gaps_stay_gaps_and_values_stay_values(name, x):
    np.testing.assert_array_equal(np.isnan(fit(name, x).transform(x)), np.isnan(x))


@each("gaps change nothing")
@few
@given(x=samples(gaps=True), data=st.data())
def test_a_unit_without_data_changes_nothing(name, x, data):
    place = data.draw(st.integers(0, len(x)))
    longer = np.insert(x, place, np.nan, axis=0)
    close(np.delete(fit(name, longer).transform(longer), place, axis=0), fit(name, x).transform(x))


@each("input")
@few
@given(x=samples(gaps=True))
def test_the_input_is_not_modified(name, x):
    kept = x.copy()
    x.flags.writeable = False
    fit(name, x).transform(x)
    np.testing.assert_array_equal(x, kept)


@each("order of units")
@few
@given(x=samples(gaps=True), data=st.data())
def test_the_order_of_rows_does_not_matter(name, x, data):
    order = data.draw(permutations(len(x)))
    close(fit(name, x[order]).transform(x[order]), fit(name, x).transform(x)[order])


@each("order of indicators")
@few
@given(x=samples(gaps=True), data=st.data())
def test_each_indicator_is_treated_by_itself(name, x, data):
    order = data.draw(permutations(x.shape[1]))
    close(fit(name, x[:, order]).transform(x[:, order]), fit(name, x).transform(x)[:, order])


@each("constant")
@few
@given(x=samples(), value=st.sampled_from([0.1, 7.0, 1e9]))
def test_a_constant_indicator_stays_as_it_is(name, x, value):
    x[:, 0] = value
    assert (fit(name, x).transform(x)[:, 0] == value).all()


@each("empty")
@few
@given(x=samples(gaps=True))
def test_an_empty_indicator_stays_in_its_place_and_empty_with_a_warning(name, x):
    x[:, 0] = np.nan
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        treated = TREATMENTS[name]().fit(x).transform(x)
    assert any(w.category is EmptyIndicatorWarning and "x0" in str(w.message) for w in said)
    assert np.isnan(treated[:, 0]).all()
    assert treated.shape == x.shape


@each("record")
@few
@given(x=samples(gaps=True))
def test_the_record_holds_every_changed_cell_and_no_other(name, x):
    fitted = fit(name, x)
    treated = fitted.transform(x)
    record = {(int(u), int(i[1:])): (b, a) for u, i, b, a, _ in fitted.changes_.iter_rows()}
    changed = {(int(u), int(i)) for u, i in np.argwhere(~np.isnan(x) & (treated != x))}
    assert set(record) == changed
    assert all((x[at], treated[at]) == pair for at, pair in record.items())
    assert fitted.changes_["reason"].null_count() == 0


@each("apply")
@few
@given(x=samples(gaps=True))
def test_a_unit_is_treated_alike_in_any_company(name, x):
    fitted = fit(name, x)
    alone = np.vstack([fitted.transform(x[[i]]) for i in range(len(x))])
    # numpy computes powers of a vector and of a single number by different code, apart in the last bit
    np.testing.assert_allclose(alone, fitted.transform(x), rtol=1e-13, equal_nan=True)


@each("unit of measurement")
@few
@given(x=samples(), factor=st.sampled_from([0.25, 4.0, 1024.0]))
def test_scores_after_min_max_do_not_depend_on_the_unit_of_measurement(name, x, factor):
    def scores(values):
        treated = fit(name, values).transform(values)
        low, high = treated.min(axis=0), treated.max(axis=0)
        return (treated - low) / np.where(high > low, high - low, 1.0)

    close(scores(x * factor), scores(x))


@each("slope")
@few
@given(x=samples())
def test_the_slope_is_the_change_per_unit(name, x):
    fitted = fit(name, x)
    step = 1e-6 * x
    numeric = (fitted.transform(x + step) - fitted.transform(x - step)) / (2 * step)
    ends = [set(p.values()) if "high" in p or "low" in p else set() for p in fitted.of_indicator_]
    corner = np.array(
        [[v in e or v <= c.min() or v >= c.max() for v, e, c in zip(row, ends, x.T, strict=True)] for row in x]
    )
    winsorised = np.array([bool(e) for e in ends]) & (fitted.transform(x) != x)
    # central differences of a smooth function: error of the order of step squared, plus rounding 1e-16 / 1e-6
    smooth = ~corner & ~winsorised
    np.testing.assert_allclose(fitted.slope(x)[smooth], numeric[smooth], rtol=1e-5, atol=1e-9)
    assert (fitted.slope(x)[winsorised] == 1).all()


@each("frames")
@few
@given(x=samples(gaps=True))
def test_a_frame_with_nulls_gives_the_same_and_names_the_indicators(name, x):
    names = [f"指标{i}" for i in range(x.shape[1])]
    frame = pl.DataFrame({n: pl.Series(n, x[:, i], nan_to_null=True) for i, n in enumerate(names)})
    fitted = fit(name, frame)
    close(fitted.transform(frame), fit(name, x).transform(x))
    assert set(fitted.changes_["indicator"]) <= set(names)
    assert set(fitted.learned_["indicator"]) <= set(names)
