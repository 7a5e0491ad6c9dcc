"""Laws that every imputer keeps; where one does not, WAIVED says which law and why."""

import warnings

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws._cases import applicable, permutations, tables
from toolkit.impute import IMPUTERS
from toolkit.normalise import EmptyIndicatorWarning

RELATIVE = 1e-6  # EM and ridge regression solve linear systems; sums in another order differ in the last bits
few = settings(max_examples=12, deadline=None)
options = {"multiple": {"draws": 3}}  # three are enough for a law

MODELS = ("row_mean", "knn", "em", "iterative", "multiple")
"""Methods that predict from the other indicators of the same unit."""

PANEL = ("last", "linear")

WAIVED = {
    "order of units": {
        "multiple": "which units a bootstrap sample holds depends on their order; a run has them sorted",
        "em": "with few units the covariance is singular and rounding decides its rank; see tests/impute",
    },
    "order of indicators": {
        "multiple": "the noise of a draw goes to the indicators in their order",
        "iterative": "indicators are regressed one after the other, and rounds end at a tolerance",
        "em": "with few units the covariance is singular and its inverse depends on the cut of small eigenvalues",
    },
    "unit of measurement": {"em": "with few units the covariance is singular and rounding decides its rank"},
    "all filled": {
        "none": "it fills nothing, by its definition",
        "last": "it has nothing to carry on where the unit has no earlier value",
        "linear": "it does not go beyond what is known of the unit",
    },
    "some company": {"knn": "a tie between neighbours may be decided by the order in memory"},
}


def each(law):
    return pytest.mark.parametrize("name", applicable(IMPUTERS, WAIVED.get(law, {})))


def make(name):
    return IMPUTERS[name](**options.get(name, {}))


def keys_of(x):
    """Two years of each unit, all in one stage."""
    rows = range(len(x))
    return pl.DataFrame(
        {
            "unit_id": [f"U{i // 2}" for i in rows],
            "period": [str(2024 + i % 2) for i in rows],
            "stage": ["primary"] * len(x),
        },
        schema={"unit_id": pl.String, "period": pl.String, "stage": pl.String},
    )


def fit(name, x, keys=None):
    with warnings.catch_warnings():  # empty columns occur on purpose
        warnings.simplefilter("ignore")
        return make(name).fit(x, keys=keys_of(x) if keys is None else keys)


def impute(name, x, keys=None):
    keys = keys_of(x) if keys is None else keys
    return fit(name, x, keys).transform(x, keys=keys)


def close(a, b):
    np.testing.assert_allclose(a, b, rtol=RELATIVE, atol=RELATIVE, equal_nan=True)


def test_waivers_name_methods_that_exist():
    assert {name for waived in WAIVED.values() for name in waived} <= set(IMPUTERS)


@each("known values")
@few
@given(x=tables(units=(2, 8), gaps=True))
def test_a_value_that_is_known_is_never_changed(name, x):
    known = ~np.isnan(x)
    np.testing.assert_array_equal(impute(name, x)[known], x[known])


@each("no gaps")
@few
@given(x=tables(units=(2, 8)))
def test_without_gaps_nothing_happens(name, x):
    fitted = fit(name, x)
    np.testing.assert_array_equal(fitted.transform(x, keys=keys_of(x)), x)
    assert not fitted.filled(x, keys=keys_of(x)).any()


@each("input")
@few
@given(x=tables(units=(2, 8), gaps=True))
def test_the_input_is_not_modified(name, x):
    kept = x.copy()
    x.flags.writeable = False
    impute(name, x)
    np.testing.assert_array_equal(x, kept)


@each("order of units")
@few
@given(x=tables(units=(2, 8), gaps=True), data=st.data())
def test_the_order_of_the_units_does_not_matter(name, x, data):
    order = data.draw(permutations(len(x)))
    keys = keys_of(x)
    close(impute(name, x[order], keys[order.tolist()]), impute(name, x, keys)[order])


@each("order of indicators")
@few
@given(x=tables(units=(2, 8), gaps=True), data=st.data())
def test_the_order_of_the_indicators_does_not_matter(name, x, data):
    order = data.draw(permutations(x.shape[1]))
    close(impute(name, x[:, order]), impute(name, x)[:, order])


@each("unit of measurement")
@few
@given(x=tables(units=(6, 12), indicators=(2, 3), gaps=True), factor=st.sampled_from([0.25, 4.0, 1024.0]))
def test_the_unit_of_measurement_does_not_matter(name, x, factor):
    x[0] = np.where(np.isnan(x[0]), 1.0, x[0])
    scale = np.array([factor] + [1.0] * (x.shape[1] - 1))  # a power of two: exact in binary
    close(impute(name, x * scale) / scale, impute(name, x))


@each("empty indicator")
@few
@given(x=tables(units=(2, 8), gaps=True))
def test_an_empty_indicator_stays_in_its_place_and_empty_with_a_warning(name, x):
    x[:, 0] = np.nan
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        fitted = make(name).fit(x, keys=keys_of(x))
    assert any(w.category is EmptyIndicatorWarning and "x0" in str(w.message) for w in said)
    filled = fitted.transform(x, keys=keys_of(x))
    assert filled.shape == x.shape
    assert np.isnan(filled[:, 0]).all()


@each("constant indicator")
@few
@given(x=tables(units=(4, 8), gaps=True), value=st.sampled_from([0.0, 0.1, 7.0, 1e6]))
def test_a_gap_of_a_constant_indicator_gets_the_constant_or_stays(name, x, value):
    x[:, 0] = np.where(np.isnan(x[:, 0]), np.nan, value)
    filled = impute(name, x)[:, 0]
    np.testing.assert_allclose(filled[~np.isnan(filled)], value, rtol=1e-9, atol=1e-9)


@each("all filled")
@few
@given(x=tables(units=(3, 8), gaps=True))
def test_every_gap_is_filled_where_the_method_has_something_to_start_from(name, x):
    known_unit = ~np.isnan(x).all(axis=1)
    if name == "row_mean":
        informs = np.nanmax(np.where(np.isnan(x), -np.inf, x), axis=0) > np.nanmin(
            np.where(np.isnan(x), np.inf, x), axis=0
        )
        known_unit = (~np.isnan(x[:, informs])).any(axis=1)
    known_indicator = ~np.isnan(x).all(axis=0)
    units = known_unit if name in MODELS else np.ones(len(x), bool)
    filled = impute(name, x)
    assert not np.isnan(filled[np.ix_(units, known_indicator)]).any()
    assert name not in MODELS or np.isnan(filled[np.isnan(x).all(axis=1)]).all()


@each("some company")
@few
@given(x=tables(units=(3, 8), gaps=True))
def test_a_unit_is_filled_alike_in_any_company(name, x):
    keys = keys_of(x).with_columns(unit_id=pl.int_range(pl.len()).cast(pl.String))  # no other periods of a unit
    fitted = fit(name, x, keys)
    alone = np.vstack([fitted.transform(x[[i]], keys=keys[[i]]) for i in range(len(x))])
    close(alone, fitted.transform(x, keys=keys))


@each("marks")
@few
@given(x=tables(units=(2, 8), gaps=True))
def test_the_marks_are_exactly_the_gaps_that_got_a_value(name, x):
    fitted = fit(name, x)
    filled = fitted.transform(x, keys=keys_of(x))
    np.testing.assert_array_equal(fitted.filled(x, keys=keys_of(x)), np.isnan(x) & ~np.isnan(filled))


@each("frames")
@few
@given(x=tables(units=(2, 5), indicators=(2, 3), gaps=True))
def test_a_frame_with_nulls_gives_the_same_as_an_array(name, x):
    names = [f"指标{i}" for i in range(x.shape[1])]
    frame = pl.DataFrame({n: pl.Series(n, x[:, i], nan_to_null=True) for i, n in enumerate(names)})
    fitted = fit(name, frame, keys_of(x))
    close(fitted.transform(frame, keys=keys_of(x)), impute(name, x))
    assert fitted.learned_.columns == ["indicator", "parameter", "value"]
    assert set(fitted.learned_["indicator"]) <= set(names)


@pytest.mark.parametrize("name", PANEL)
def test_a_panel_method_without_keys_fills_nothing_and_says_so(name):
    x = np.array([[1.0], [np.nan]])
    with pytest.warns(UserWarning, match="needs keys"):
        assert np.isnan(IMPUTERS[name]().fit(x).transform(x)[1, 0])
