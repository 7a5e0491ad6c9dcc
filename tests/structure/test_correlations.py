"""Correlations against scipy's own, pair by pair."""

import math

import numpy as np
import polars as pl
import pytest
from scipy import stats

from toolkit.errors import DataError, OptionError
from toolkit.structure import correlations

SCIPY = {"pearson": stats.pearsonr, "spearman": stats.spearmanr, "kendall": stats.kendalltau}


def gappy(seed, ties):
    random = np.random.default_rng(seed)
    values = random.normal(size=(25, 4)) + random.normal(size=(25, 1))
    if ties:
        values = np.round(values)
    values[random.random(values.shape) < 0.15] = np.nan
    return values


@pytest.mark.parametrize("method", SCIPY)
@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("gaps", [False, True])
def test_every_pair_is_that_of_scipy_on_the_common_units(method, ties, gaps):
    values = gappy(7, ties) if gaps else np.nan_to_num(gappy(7, ties))
    found = correlations(values, method)
    assert found.select("a", "b").rows() == [(f"x{i}", f"x{j}") for i in range(4) for j in range(i + 1, 4)]
    for a, b, r, n, p, direction in found.iter_rows():
        x, y = values[:, int(a[1])], values[:, int(b[1])]
        both = ~np.isnan(x + y)
        expected = SCIPY[method](x[both], y[both])
        assert r == pytest.approx(expected.statistic, abs=1e-12)
        assert p == pytest.approx(expected.pvalue, rel=1e-9)
        assert (n, direction) == (both.sum(), np.sign(expected.statistic))


@pytest.mark.parametrize("method", SCIPY)
def test_what_has_no_correlation_is_null_not_a_number(method):
    values = [[1.0, 0.1, math.nan, 3.0], [2.0, 0.1, math.nan, 1.0], [4.0, 0.1, 5.0, 2.0], [3.0, 0.1, 7.0, math.nan]]
    found = correlations(values, method)
    known = found.filter(pl.col("r").is_not_null()).select("a", "b", "n").rows()
    assert known == [("x0", "x3", 3)]  # x1 does not vary, x2 has two units with x0 and one with x3
    assert found.filter(a="x0", b="x2").select("r", "n", "p", "direction").row(0) == (None, 2, None, None)
    assert not found["r"].is_nan().any()
    assert not found["p"].is_nan().any()


@pytest.mark.parametrize("method", SCIPY)
def test_direction_turns_an_indicator_of_which_less_is_better(method):
    values = gappy(3, False)
    plain, turned = (correlations(values, method, direction=d) for d in (None, [1, -1, 1, 1]))
    sign = [-1 if "x1" in pair else 1 for pair in plain.select("a", "b").rows()]
    np.testing.assert_allclose(turned["r"], plain["r"] * pl.Series(sign), atol=1e-14)
    assert turned["direction"].to_list() == [d * s for d, s in zip(plain["direction"], sign, strict=True)]


def test_long_values_and_a_wide_frame_give_the_same():
    wide = pl.DataFrame(
        {"unit_id": ["u", "v", "w", "x"], "A": [1.0, 2, 4, 3], "B": [2.0, None, 3, 5], "C": [3, 1, 2, 9]}
    )
    long = wide.unpivot(index="unit_id", variable_name="indicator", value_name="value")
    assert correlations(long.sample(fraction=1, shuffle=True, seed=1)).equals(correlations(wide))


def test_what_is_wrong_is_named():
    long = pl.DataFrame({"unit_id": ["u", "u"], "indicator": ["A", "A"], "value": [1.0, 2.0]})
    with pytest.raises(DataError, match="u A"):
        correlations(long)
    with pytest.raises(OptionError, match="Did you mean 'spearman'"):
        correlations([[1.0, 2.0]], "spearmann")
    with pytest.raises(DataError, match="infinite"):
        correlations([[1.0, math.inf]])
