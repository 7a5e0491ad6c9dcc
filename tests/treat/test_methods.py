"""What each treatment does, against COINr's published results, other implementations and brute force."""

import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats
from sklearn.preprocessing import PowerTransformer

from toolkit.errors import DataError, OptionError
from toolkit.matrix import to_matrix
from toolkit.treat import TREATMENTS, StillSkewedWarning, kurtosis, skewness, treat

ASEM = (
    Path(os.environ.get("DUXUE_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "asem" / "asem_iData.csv"
)

VIGNETTE = {  # COINr 1.1.11, vignette "Outlier Treatment", table Dets_Table of the example coin and of the data frame
    # indicator: skewness and kurtosis before, points winsorised, skewness and kurtosis after
    "LPI": (-0.3042681, -0.6567514, 0, None, None),
    "Flights": (2.1032872, 4.5088794, 1, 1.900658, 3.336065),
    "Ship": (-0.5756680, -0.6814795, 0, None, None),
    "Bord": (2.1482360, 5.7914905, 1, 1.899211, 4.346298),
    "Elec": (2.2252736, 5.7910268, 1, 1.717744, 2.586062),
    "Gas": (2.8294486, 10.3346494, 1, 1.602518, 1.525576),
    "Goods": (2.649973, 8.266610, 2, 1.140608, 0.1572047),
    "Services": (1.701085, 2.375656, 0, None, None),
}
PRINTED = {"rel": 1e-6}  # seven significant digits are printed


@pytest.fixture(scope="module")
def asem() -> pl.DataFrame:
    if not ASEM.is_file():
        pytest.skip("the ASEM data of COINr are not beside the checkout")
    return pl.read_csv(ASEM, null_values=["NA"])


@pytest.mark.parametrize("indicator", VIGNETTE)
def test_asem_is_treated_as_in_the_vignette_of_coinr(asem: pl.DataFrame, indicator: str) -> None:
    skew, kurt, points, skew_after, kurt_after = VIGNETTE[indicator]
    column = asem.select(pl.col(indicator).cast(pl.Float64))
    values = column[indicator].to_numpy()
    assert (skewness(values), kurtosis(values)) == pytest.approx((skew, kurt), **PRINTED)
    treatment = TREATMENTS["skew_kurtosis"]().fit(column)
    assert treatment.changes_.height == points
    assert set(treatment.changes_["reason"]) <= {"winsorised_high"}
    if points:
        after = treatment.transform(column)[:, 0]
        assert (skewness(after), kurtosis(after)) == pytest.approx((skew_after, kurt_after), **PRINTED)


def test_the_points_of_asem_that_the_vignette_lists(asem: pl.DataFrame) -> None:
    """Rows 30 (Flights), 11 and 35 (Goods), counted from 1."""
    frame = asem.select(pl.col("Flights", "Goods", "Services").cast(pl.Float64))
    changes = TREATMENTS["skew_kurtosis"]().fit(frame).changes_
    rows = {(indicator, int(unit) + 1) for unit, indicator in changes.select("unit", "indicator").iter_rows()}
    assert rows == {("Flights", 30), ("Goods", 11), ("Goods", 35)}


def test_the_vector_of_the_vignette() -> None:
    x = np.array([*range(1, 11), 30, 100], dtype=float)
    assert (skewness(x), kurtosis(x)) == pytest.approx((3.063241, 9.741391), **PRINTED)
    after = TREATMENTS["winsorise"](maximum_points=2).fit_transform(x[:, None])[:, 0]
    assert (skewness(after), kurtosis(after)) == pytest.approx((1.712038, 1.815781), **PRINTED)


def test_a_second_step_replaces_the_first_and_does_not_add_to_it() -> None:
    """COINr's own test "treat_num": c(1:20, 100, 200), one point allowed, then the transformation of the untreated vector."""
    x = np.array([*range(1, 21), 100, 200], dtype=float)[:, None]
    treatment = TREATMENTS["skew_kurtosis"](maximum_points=1).fit(x)
    expected = np.log(x - 1 + 0.01 * 199)  # COINr's log_CT, the default second step
    np.testing.assert_allclose(treatment.transform(x), expected, rtol=1e-12)
    assert treatment.changes_["reason"].unique().to_list() == ["log"]
    assert treatment.new_scale_.tolist() == [True]
    assert TREATMENTS["skew_kurtosis"](maximum_points=2).fit(x).new_scale_.tolist() == [False]


@pytest.mark.parametrize("size", [4, 7, 30])
def test_moments_agree_with_scipy_bias_corrected(size: int) -> None:
    x = np.random.default_rng(size).lognormal(size=size)
    assert skewness(x) == pytest.approx(stats.skew(x, bias=False), rel=1e-10)
    assert kurtosis(x) == pytest.approx(stats.kurtosis(x, bias=False), rel=1e-10)


def test_moments_of_too_few_or_equal_values_are_unknown_and_call_for_no_treatment() -> None:
    for values in ([1.0], [1.0, 2.0], [5.0] * 9):
        assert np.isnan(skewness(np.array(values)))
        x = np.array(values)[:, None]
        np.testing.assert_array_equal(TREATMENTS["skew_kurtosis"]().fit_transform(x), x)


def test_low_outliers_are_raised_and_the_log_is_reflected() -> None:
    x = -np.array([*range(1, 21), 100, 200], dtype=float)[:, None]
    changes = TREATMENTS["winsorise"]().fit(x).changes_
    assert set(changes["reason"]) == {"winsorised_low"}
    mirrored = TREATMENTS["log"]().fit_transform(-x)
    np.testing.assert_allclose(TREATMENTS["log"]().fit_transform(x), -mirrored, rtol=1e-12)


def test_the_maximum_of_points_is_one_also_with_ties() -> None:
    x = np.array([*range(1, 30), 500, 500, 500], dtype=float)[:, None]
    assert TREATMENTS["winsorise"](maximum_points=2).fit(x).changes_.height == 0
    changes = TREATMENTS["winsorise"](maximum_points=3).fit(x).changes_
    assert changes["after"].to_list() == [29.0, 29.0, 29.0]


def test_winsorising_by_brute_force() -> None:
    """Of all pairs of ends that leave the limits kept, the learned one changes the fewest values."""
    random = np.random.default_rng(8)
    x = np.concatenate([random.normal(size=40), [15.0, 25.0, 60.0]])
    treatment = TREATMENTS["winsorise"]().fit(x[:, None])
    ordered = np.sort(x)
    fewest = min(
        low + high
        for low in range(6)
        for high in range(6)
        if not (abs(skewness(c := np.clip(x, ordered[low], ordered[-1 - high]))) > 2 and kurtosis(c) > 3.5)
    )
    assert treatment.changes_.height == fewest


def test_the_base_period_decides_and_later_values_follow() -> None:
    base = np.array([*range(1, 11), 30, 100], dtype=float)[:, None]
    fitted = TREATMENTS["winsorise"]().fit(base)
    assert fitted.transform([[500.0], [30.0], [-7.0]]).ravel().tolist() == [30.0, 30.0, -7.0]
    changes = fitted.changes(np.array([[500.0], [30.0]]), ["S1", "S2"])
    assert changes.rows() == [("S1", "x0", 500.0, 30.0, "winsorised_high")]
    log = TREATMENTS["log"]().fit(base)
    assert log.transform([[-50.0]]).tolist() == log.transform([[1.0]]).tolist()  # beyond the short end: set to it


@pytest.mark.parametrize(("key", "method"), [("box_cox", "box-cox"), ("yeo_johnson", "yeo-johnson")])
def test_powers_agree_with_scikit_learn(key: str, method: str) -> None:
    x = np.random.default_rng(9).lognormal(sigma=0.8, size=(60, 2)) * [1.0, 7.0]
    other = PowerTransformer(method=method, standardize=False).fit(x)
    mine = TREATMENTS[key]().fit(x)
    # both maximise the same likelihood, scikit-learn by Brent's method to about 1e-8 of the loss, that is 1e-4 of the power
    np.testing.assert_allclose([p["power"] for p in mine.of_indicator_], other.lambdas_, rtol=1e-3)

    def least_to_most(y: np.ndarray) -> np.ndarray:  # Box-Cox is written with different origins and units
        return (y - y.min(axis=0)) / (y.max(axis=0) - y.min(axis=0))

    np.testing.assert_allclose(least_to_most(mine.transform(x)), least_to_most(other.transform(x)), atol=1e-3)


def test_box_cox_is_the_textbook_formula_of_values_over_their_geometric_mean() -> None:
    x = np.random.default_rng(11).gamma(2.0, size=(40, 1)) * 300
    mine = TREATMENTS["box_cox"]().fit(x)
    scaled = x[:, 0] / stats.gmean(x[:, 0])
    np.testing.assert_allclose(
        mine.transform(x)[:, 0], stats.boxcox(scaled, mine.of_indicator_[0]["power"]), rtol=1e-10
    )


def test_different_values_far_from_zero_stay_apart() -> None:
    x = np.array([[50_000.0]] * 9 + [[50_001.0]])
    for key in ("box_cox", "yeo_johnson"):
        treated = TREATMENTS[key]().fit_transform(x)
        assert treated[9, 0] > treated[0, 0]


def test_yeo_johnson_takes_values_of_either_sign() -> None:
    x = np.random.default_rng(10).standard_t(3, size=80)[:, None]
    mine = TREATMENTS["yeo_johnson"]().fit(x)
    np.testing.assert_allclose(
        mine.transform(x)[:, 0], stats.yeojohnson(x[:, 0], mine.of_indicator_[0]["power"]), rtol=1e-10
    )


def test_box_cox_refuses_what_is_not_positive_and_says_what_to_do() -> None:
    with pytest.raises(DataError, match=r"'x0' has 0\. Choose a shift, or yeo_johnson"):
        TREATMENTS["box_cox"]().fit([[0.0], [1.0], [2.0]])
    fitted = TREATMENTS["box_cox"](shift=1.0).fit([[0.0], [1.0], [5.0]])
    with pytest.raises(DataError, match="greater shift"):
        fitted.transform([[-1.0]])


def test_what_stays_skewed_is_said() -> None:
    x = np.array([0.0] * 30 + [1.0])[
        :, None
    ]  # two values only: every increasing transformation leaves the skewness as it is
    with pytest.warns(StillSkewedWarning, match="'x0' is still skewed after log"):
        TREATMENTS["skew_kurtosis"](maximum_points=0).fit(x)


def test_wrong_choices_are_named() -> None:
    with pytest.raises(OptionError, match="Did you mean 'box_cox'"):
        TREATMENTS["skew_kurtosis"](then="boxcox").fit([[1.0], [2.0]])


def test_a_matrix_is_treated_on_record_with_its_errors_carried_along() -> None:
    units = [f"U{i:02}" for i in range(22)]
    values = pl.DataFrame(
        {
            "level": "unit",
            "unit_id": units,
            "period": "2025",
            "indicator": "x",
            "value": [*map(float, range(1, 21)), 100.0, 200.0],
            "se": [0.5] * 22,
        }
    )
    matrix = to_matrix(values, ["x"])
    done = treat(matrix, "skew_kurtosis", maximum_points=1)
    assert done.changes["unit_id"].to_list() == units
    expected = 0.5 / (matrix.values - 1 + 1.99)
    np.testing.assert_allclose(done.matrix.se, expected, rtol=1e-12)
    kept = treat(matrix, "winsorise")
    assert kept.changes.select("unit_id", "before", "after", "reason").rows()[-1] == (
        "U21",
        200.0,
        20.0,
        "winsorised_high",
    )
    assert (kept.matrix.se == 0.5).all()
