"""Normalisers that are a straight line learned from the sample: min-max, z-scores, distances, fractions."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from toolkit.errors import DataError, OptionError
from toolkit.normalise import NORMALISERS, ConstantIndicatorWarning, EmptyIndicatorWarning, ZeroSpreadWarning

SAMPLE = np.array([[3.0, 10.0], [7.0, 40.0], [5.0, np.nan], [4.0, 25.0]])


def test_minmax_meets_both_ends_of_the_range_exactly():
    scores = NORMALISERS["minmax"](direction=[1, -1]).fit_transform(SAMPLE)
    np.testing.assert_array_equal(scores, [[0, 100], [100, 0], [50, np.nan], [25, 50]])


def test_minmax_applies_the_parameters_of_the_base_period_to_another():
    fitted = NORMALISERS["minmax"]().fit(SAMPLE)
    np.testing.assert_allclose(fitted.transform([[9.0, 10.0]]), [[150, 0]])


def test_zscore_is_scipys_with_the_same_ddof():
    for ddof in (0, 1):
        expected = stats.zscore(SAMPLE, ddof=ddof, nan_policy="omit")
        np.testing.assert_allclose(NORMALISERS["zscore"](ddof=ddof).fit_transform(SAMPLE), expected, rtol=1e-12)


def test_zscore_on_a_range_is_a_t_score():
    scores = NORMALISERS["zscore"](output_range=(20, 80)).fit_transform(SAMPLE)
    np.testing.assert_allclose(scores, 50 + 10 * stats.zscore(SAMPLE, ddof=1, nan_policy="omit"), rtol=1e-12)


def test_zscore_does_not_cancel_on_a_high_level():
    """Exact in binary: 2^40 + (0, 1, 2) has the standard deviation 1."""
    np.testing.assert_array_equal(
        NORMALISERS["zscore"]().fit_transform(2.0**40 + np.arange(3.0)[:, None]).ravel(), [-1, 0, 1]
    )


def test_robust_is_median_and_scipys_median_absolute_deviation():
    sample = SAMPLE[:, :1]
    mad = stats.median_abs_deviation(sample, scale="normal")
    np.testing.assert_allclose(NORMALISERS["robust"]().fit_transform(sample), (sample - 4.5) / mad, rtol=1e-9)


def test_robust_falls_back_to_the_mean_deviation_when_most_values_are_equal_and_says_so():
    sample = np.array([[1.0], [1.0], [1.0], [5.0]])
    with pytest.warns(ZeroSpreadWarning, match="x0"):
        fitted = NORMALISERS["robust"]().fit(sample)
    assert fitted.transform(sample)[3, 0] == pytest.approx(4 / (1.2533141373155 * 1.0))
    assert dict(fitted.learned_.select("parameter", "value").rows())["mad"] == 0


def test_distance_to_target_is_the_share_of_the_way_and_stops_at_the_target():
    fitted = NORMALISERS["distance_to_target"](target=[8, 5], direction=[1, -1]).fit(SAMPLE)
    np.testing.assert_allclose(
        fitted.transform([[3, 40], [5.5, 22.5], [8, 5], [9, 4]]), [[0, 0], [50, 50], [100, 100], [100, 100]]
    )
    assert fitted.clipped([[9.0, 4.0]]).tolist() == [[True, True]]


def test_distance_to_target_refuses_a_target_that_the_worst_has_reached():
    with pytest.raises(DataError, match=r"'hours'.*worst value 3 has reached 2"):
        NORMALISERS["distance_to_target"](target=2).fit(pl.DataFrame({"hours": [3.0, 4.0]}))


@pytest.mark.parametrize(
    ("reference", "level"), [("mean", 5.0), ("median", 5.0), ("best", 8.0), ("worst", 2.0), (4.0, 4.0)]
)
def test_distance_to_reference_is_relative_to_the_reference(reference, level):
    values = np.array([[2.0], [5.0], [8.0]])
    normaliser = NORMALISERS["distance_to_reference"]
    np.testing.assert_allclose(normaliser(reference=reference).fit_transform(values), (values - level) / level)
    np.testing.assert_allclose(normaliser(reference=reference, form="ratio").fit_transform(values), values / level)


def test_distance_to_reference_of_a_cost_is_above_when_it_is_less():
    scores = NORMALISERS["distance_to_reference"](reference=4.0, direction=-1).fit_transform([[2.0], [4.0], [5.0]])
    np.testing.assert_allclose(scores.ravel(), [0.5, 0, -0.25])


def test_distance_to_reference_refuses_zero_and_unknown_statistics():
    with pytest.raises(DataError, match="reference of indicator 'x0' is 0"):
        NORMALISERS["distance_to_reference"]().fit([[-1.0], [1.0]])
    with pytest.raises(OptionError, match="Did you mean 'median'"):
        NORMALISERS["distance_to_reference"](reference="medin").fit([[1.0], [2.0]])


def test_distance_to_a_given_reference_keeps_a_constant_indicator_where_it_is():
    np.testing.assert_allclose(NORMALISERS["distance_to_reference"](reference=4.0).fit_transform([[5.0], [5.0]]), 0.25)


def test_distance_to_max_counts_down_from_the_best():
    scores = NORMALISERS["distance_to_max"](direction=[1, -1], output_range=(0, 1)).fit_transform(SAMPLE)
    np.testing.assert_allclose(scores[[1, 0], [0, 1]], 1)
    np.testing.assert_allclose(scores[3], [1 - 3 / 4, 1 - 15 / 30])


def test_fraction_of_max_of_a_cost_puts_the_least_at_the_top():
    scores = NORMALISERS["fraction_of_max"](direction=-1, output_range=(0, 1)).fit_transform([[0.0], [2.0], [8.0]])
    np.testing.assert_allclose(scores.ravel(), [1, 1 - 2 / 8, 0])


def test_fraction_of_max_refuses_negative_values():
    with pytest.raises(DataError, match="'x0' \\(-1\\)"):
        NORMALISERS["fraction_of_max"]().fit([[-1.0], [2.0]])


def test_moving_reference_follows_the_periods_with_memory():
    first, second = np.array([[8.0], [12.0]]), np.array([[13.0], [17.0]])
    for memory, benchmark in ((0.0, 15.0), (0.5, 12.5), (1.0, 10.0)):
        moving = NORMALISERS["moving_reference"](memory=memory).fit(first).partial_fit(second)
        np.testing.assert_allclose(moving.transform([[15.0]]), 15 / benchmark - 1)
    assert NORMALISERS["moving_reference"]().partial_fit(first).parameters_["benchmark"] == 10
    with pytest.raises(OptionError, match=r"memory=1\.5"):
        NORMALISERS["moving_reference"](memory=1.5).fit(first)


def test_moving_reference_keeps_a_benchmark_through_a_period_without_values():
    moving = NORMALISERS["moving_reference"]().fit([[8.0], [12.0]]).partial_fit([[np.nan], [np.nan]])
    assert moving.parameters_["benchmark"] == 10


def test_a_constant_indicator_warns_by_name():
    with pytest.warns(ConstantIndicatorWarning, match="staff"):
        NORMALISERS["minmax"]().fit(pl.DataFrame({"staff": [5.0, 5.0], "space": [1.0, 2.0]}))


def test_an_empty_indicator_warns_and_stays_missing_even_for_values_that_come_later():
    with pytest.warns(EmptyIndicatorWarning, match="x1"):
        fitted = NORMALISERS["zscore"]().fit([[1.0, np.nan], [2.0, np.nan]])
    assert np.isnan(fitted.transform([[1.0, 3.0]])[0, 1])
    assert fitted.learned_.filter(indicator="x1", parameter="mean")["value"].to_list() == [None]


def test_too_few_values_for_a_standard_deviation_are_refused():
    with pytest.raises(DataError, match="'x0' has too few values"):
        NORMALISERS["zscore"](ddof=3).fit([[1.0], [2.0], [4.0]])
