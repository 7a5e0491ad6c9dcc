"""Laws that the weightings by data keep; where one does not, WAIVED says which law and why."""

import warnings

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.laws._cases import applicable, permutations, tables
from toolkit.weigh import WEIGHTINGS, UninformativeWarning

TOLERANCE = 1e-8  # correlations of small samples lose a few digits more than means
FLAT = 1e-5  # the varimax criterion is flat at its top: the rotation is known to the root of the rounding only
few = settings(max_examples=25, deadline=None)

OPTIONS = {
    "framework": lambda n: {"weight": np.arange(1.0, n + 1)},
    "ahp": lambda n: {"matrix": np.arange(1.0, n + 1)[:, None] / np.arange(1.0, n + 1)},
    "bwm": lambda n: {"best_to_others": np.arange(1.0, n + 1), "others_to_worst": np.arange(n, 0.0, -1.0)},
    "budget": lambda n: {"points": np.arange(1.0, n + 1)},
    "swing": lambda n: {"points": np.linspace(10.0, 100.0, n)},
    "rank_order_centroid": lambda n: {"ranks": np.arange(n)},
    "rank_sum": lambda n: {"ranks": np.arange(n)},
    "rank_reciprocal": lambda n: {"ranks": np.arange(n)},
    "delphi": lambda n: {"rounds": [np.arange(1.0, n + 1), np.ones(n)]},
    "combined": lambda n: {"parts": [np.arange(1.0, n + 1), np.ones(n)]},
    "importance": lambda n: {"target": np.arange(1.0, n + 1)},
    "verdicts": lambda n: {"verdicts": [(0, 1), (1, 2), (0, 3)]},
    "outcome": lambda n: {"outcome": {0: 1.0, 1: 4.0, 2: 2.0, 3: 8.0, 4: 5.0}},
}
"""What a weighting by experts needs, for a number of indicators."""

STATED = tuple(OPTIONS)
"""Weightings that come from experts, so that they do not move with the data; or that are learned for a wish or a judgement
about these very values (their own laws: tests/calibrate)."""

BY_DATA = {name: function for name, function in WEIGHTINGS.items() if name not in STATED}

RATIO_SCALE = ("entropy", "cv", "gini", "merec", "cilos", "idocriw", "benefit_of_doubt")
"""Weightings that compare shares or ratios of values, so that a constant must not be added to an indicator."""

WAIVED = {
    "ratio units": {},
    "affine units": dict.fromkeys(RATIO_SCALE, "shares and ratios of values mean something only on a ratio scale"),
    "constant": {
        "equal": "equal weights do not look at the values",
        "benefit_of_doubt": "several weights can put a unit first, and the solver takes one",
    },
    "order of units": {
        "benefit_of_doubt": "several weights can put a unit first, and the solver takes one; scores are unique"
    },
    "order of indicators": {"benefit_of_doubt": "several weights can put a unit first, and the solver takes one"},
    "duplicate": {"benefit_of_doubt": "several weights can put a unit first, and the solver takes one"},
}
"""Law -> weightings to which it does not apply, and why."""


def weigh(name, x, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UninformativeWarning)
        return WEIGHTINGS[name](x, **options)


def close(a, b):
    rough = getattr(a, "origin", "") == "factor" or getattr(b, "origin", "") == "factor"
    np.testing.assert_allclose(np.asarray(a), np.asarray(b), rtol=0, atol=FLAT if rough else TOLERANCE)


def each(law):
    return pytest.mark.parametrize("name", applicable(BY_DATA, WAIVED.get(law, {})))


SMOOTH = st.integers(0, 10_000).map(lambda seed: np.random.default_rng(seed).uniform(1, 100, (9, 2 + seed % 3)))
samples = tables(units=(5, 9), indicators=(2, 4))
"""Small tables with ties; a rotation of factors is not unique in those, so `factor` gets smooth ones."""


def sample(name, data):
    return data.draw(SMOOTH if name == "factor" else samples)


def test_waivers_name_methods_that_exist():
    assert {name for waived in WAIVED.values() for name in waived} <= set(BY_DATA)
    assert set(OPTIONS) <= set(WEIGHTINGS)


@pytest.mark.parametrize("name", WEIGHTINGS)
@few
@given(data=st.data())
def test_weights_are_not_negative_and_sum_to_one_with_an_account(name, data):
    x = sample(name, data)
    result = weigh(name, x, **OPTIONS.get(name, lambda columns: {})(x.shape[1]))
    assert result.weights.dtype == np.float64
    assert (result.weights >= 0).all()
    assert result.weights.sum() == pytest.approx(1, abs=1e-12)
    assert result.origin == name
    np.testing.assert_array_equal(np.asarray(result), result.weights)
    stated = result.report.filter(parameter="weight")
    assert stated["indicator"].to_list() == [f"x{i}" for i in range(x.shape[1])]
    assert stated["value"].to_list() == result.weights.tolist()
    assert not result.report["value"].is_nan().any()


@each("order of units")
@few
@given(data=st.data())
def test_the_order_of_the_units_does_not_matter(name, data):
    x = sample(name, data)
    close(weigh(name, x[data.draw(permutations(len(x)))]), weigh(name, x))


@each("order of indicators")
@few
@given(data=st.data())
def test_the_weights_follow_the_indicators(name, data):
    x = sample(name, data)
    order = data.draw(permutations(x.shape[1]))
    direction = np.array(data.draw(st.lists(st.sampled_from([-1, 1]), min_size=x.shape[1], max_size=x.shape[1])))
    turned = weigh(name, x[:, order], direction=direction[order]).weights
    close(turned, weigh(name, x, direction=direction).weights[order])


@each("empty unit")
@few
@given(data=st.data())
def test_a_unit_without_data_changes_nothing(name, data):
    x = sample(name, data)
    place = data.draw(st.integers(0, len(x)))
    close(weigh(name, np.insert(x, place, np.nan, axis=0)), weigh(name, x))


@each("ratio units")
@few
@given(data=st.data(), factor=st.sampled_from([0.25, 3.0, 1000.0]))
def test_the_unit_of_measurement_does_not_matter(name, data, factor):
    x = sample(name, data)
    changed = x.copy()
    changed[:, 0] *= factor
    close(weigh(name, changed), weigh(name, x))


@each("affine units")
@few
@given(data=st.data(), shift=st.integers(1, 50))
def test_the_zero_of_the_scale_does_not_matter(name, data, shift):
    x = sample(name, data)
    changed = x.copy()
    changed[:, 0] += shift
    close(weigh(name, changed), weigh(name, x))


@each("affine units")
@few
@given(data=st.data())
def test_a_cost_is_the_mirror_image_of_a_benefit(name, data):
    x = sample(name, data)
    mirrored = x.copy()
    mirrored[:, 0] = 200.0 - x[:, 0]
    direction = np.where(np.arange(x.shape[1]) == 0, -1, 1)
    close(weigh(name, mirrored, direction=direction), weigh(name, x))


@each("constant")
@few
@given(data=st.data(), value=st.sampled_from([0.1, 1.0, 77.7]))
def test_a_constant_indicator_gets_weight_zero_and_the_others_are_as_without_it(name, data, value):
    x = sample(name, data)
    assume((np.ptp(x, axis=0) > 0).all())
    assume(x.shape[1] > 2)
    x[:, 0] = value
    weights = weigh(name, x).weights
    assert weights[0] == 0
    close(weights[1:], weigh(name, x[:, 1:]))


@each("all constant")
@given(columns=st.integers(2, 4))
def test_when_all_are_constant_all_get_the_same_weight_and_a_warning(name, columns):
    x = np.full((5, columns), 3.0)
    if name == "equal":
        close(WEIGHTINGS[name](x), np.full(columns, 1 / columns))
        return
    with pytest.warns(UninformativeWarning):
        result = WEIGHTINGS[name](x)
    close(result, np.full(columns, 1 / columns))
    assert result.report["note"].drop_nulls().len() == 1


@each("duplicate")
@few
@given(data=st.data())
def test_every_unit_twice_gives_the_same_weights(name, data):
    x = sample(name, data)
    close(weigh(name, np.vstack([x, x])), weigh(name, x))


@each("input")
@few
@given(data=st.data())
def test_the_input_is_not_modified(name, data):
    x = sample(name, data)
    kept = x.copy()
    x.flags.writeable = False
    weigh(name, x)
    np.testing.assert_array_equal(x, kept)


@each("frames")
@few
@given(x=tables(units=(5, 8), indicators=(2, 3), gaps=True))
def test_a_frame_with_nulls_gives_the_same_as_an_array(name, x):
    assume((np.isfinite(x).sum(axis=0) > 2).all())
    frame = pl.DataFrame(
        {"unit_id": [f"G{i}" for i in range(len(x))], "period": [2025] * len(x)}
        | {f"指标{i}": pl.Series(x[:, i], nan_to_null=True) for i in range(x.shape[1])}
    )
    try:
        expected = weigh(name, x)
    except ValueError:  # a correlation that is undefined is refused in both forms
        with pytest.raises(ValueError, match=r"指标|every unit has one"):
            weigh(name, frame)
        return
    result = weigh(name, frame)
    close(result, expected)
    assert result.indicators == tuple(f"指标{i}" for i in range(x.shape[1]))
