"""What must not matter, and what must come to the same."""

import numpy as np
import polars as pl
import pytest

from tests.models.value_added._nests import nest
from toolkit.models import NestedValueAdded
from toolkit.models.value_added._moments import Columns, add, make_plan, merge

NAMES = {"outcome": "after", "predictors": ["before", "girl"]}
TABLES = ("coefficients_", "variances_", "effects_")


def fit(frame, **options):
    return NestedValueAdded(**{**NAMES, "levels": ["school", "group"], "intervals": False, **options}).fit(frame)


def same(one, other):
    assert one.log_likelihood_ == other.log_likelihood_
    for name in TABLES:
        assert getattr(one, name).equals(getattr(other, name))


@pytest.mark.parametrize("seed", range(3))
def test_neither_order_nor_a_lazy_frame_nor_a_file_changes_a_bit(seed, tmp_path):
    frame = nest(seed, schools=20, groups=4, pupils=30)
    model = fit(frame)
    same(model, fit(frame.sample(fraction=1, shuffle=True, seed=seed)))
    same(model, fit(frame.lazy()))
    for k, part in enumerate(frame.sample(fraction=1, shuffle=True, seed=9).iter_slices(50)):
        part.write_parquet(tmp_path / f"{k}.parquet")
    same(model, fit(pl.scan_parquet(tmp_path / "*.parquet")))


def test_sums_of_chunks_merge_to_the_sums_of_all():
    frame = nest(1, schools=20, groups=4, pupils=30)
    plan = make_plan(frame.lazy(), Columns("after", ("before", "girl"), ("school", "group")))
    whole = add(frame.lazy(), plan)
    parts = [add(part.lazy(), plan) for part in frame.sample(fraction=1, shuffle=True, seed=2).iter_slices(37)]
    assert merge(parts, plan).equals(whole)
    assert merge(list(reversed(parts)), plan).equals(whole)


def test_sums_in_fixed_point_are_as_good_as_exact_ones():
    from fractions import Fraction

    frame = nest(4, schools=6, pupils=40).with_columns(pl.col("after") + 1e6)
    plan = make_plan(frame.lazy(), Columns("after", ("before",), ("school",)))
    found = add(frame.lazy(), plan)
    centre, exponent = Fraction(plan.centre["after"]), plan.exponents["after", "after"]
    for (school,), part in frame.partition_by("school", as_dict=True).items():
        exact = sum((Fraction(y) - centre) ** 2 for y in part["after"])
        got = Fraction(found.filter(school=school)["after × after"].item(), 2**exponent)
        assert abs(got - exact) <= exact / 10**14


def test_another_unit_of_measurement():
    frame = nest(2, schools=15, groups=5, pupils=20)
    model = fit(frame)
    turned = fit(frame.with_columns(pl.col("after") * 100 - 7e4, pl.col("before") / 8 + 3))
    # REML: (N − 3) log 100 for the outcome, log(1/8) for a predictor
    moved = (frame.height - 3) * np.log(100) + np.log(1 / 8)
    assert turned.log_likelihood_ == pytest.approx(model.log_likelihood_ - moved, rel=1e-10)
    assert turned.coefficients_["estimate"][1] == pytest.approx(800 * model.coefficients_["estimate"][1], rel=1e-10)
    assert turned.variances_["variance"].to_numpy() == pytest.approx(
        1e4 * model.variances_["variance"].to_numpy(), rel=1e-8
    )
    for column in ("effect", "se_comparative", "se_diagnostic", "se_prediction"):
        assert turned.effects_[column].to_numpy() == pytest.approx(
            100 * model.effects_[column].to_numpy(), rel=1e-7, abs=1e-7
        )
    assert turned.r2_conditional_ == pytest.approx(model.r2_conditional_, rel=1e-9)


def test_whole_weights_count_as_copies_of_rows():
    frame = nest(3, schools=12, pupils=15).with_columns(w=pl.int_range(pl.len()) % 3)
    copies = frame.select(pl.exclude("w").repeat_by("w").explode(), pl.col("w").repeat_by("w").explode())
    options = {"levels": ["school"], "covariance": "model", "method": "ml"}
    weighted, copied = fit(frame, weights="w", weight_scaling="none", **options), fit(copies, **options)
    assert weighted.log_likelihood_ == pytest.approx(copied.log_likelihood_, rel=1e-12)
    for table, columns in (
        ("coefficients_", ["estimate", "se"]),
        ("variances_", ["variance"]),
        ("effects_", ["effect", "se_comparative"]),
    ):
        one, other = (getattr(m, table).select(columns).to_numpy() for m in (weighted, copied))
        assert one == pytest.approx(other, rel=1e-8, abs=1e-8)
    assert weighted.rows_.filter(reason="weight 0")["rows"].item() == (frame["w"] == 0).sum()


def test_weights_of_one_are_no_weights_and_their_scale_inside_a_school_does_not_matter():
    frame = nest(5, schools=12, pupils=15).with_columns(one=1.0, w=pl.int_range(pl.len()) % 3 + 1.0)
    plain = fit(frame, covariance="robust")
    for scaling in ("size", "effective", "none"):
        same_ones = fit(frame, weights="one", weight_scaling=scaling)
        assert same_ones.coefficients_.equals(plain.coefficients_)
    doubled = frame.with_columns(w=pl.when(pl.col("school") == "s1").then(2 * pl.col("w")).otherwise("w"))
    for scaling in ("size", "effective"):
        one, other = (fit(f, weights="w", weight_scaling=scaling) for f in (frame, doubled))
        assert one.effects_["effect"].to_numpy() == pytest.approx(other.effects_["effect"].to_numpy(), rel=1e-6)


def test_school_means_give_the_slopes_within_schools():
    """Mundlak (1978): with the school means among the predictors the other slopes are those of fixed effects."""
    frame = nest(6, schools=15, pupils=20)
    mundlak = fit(frame, levels=["school"], school_means=True, method="ml")
    within = fit(frame, levels=["school"], within=True)
    slopes = {m: dict(m.coefficients_.select("term", "estimate").iter_rows()) for m in (mundlak, within)}
    for name in NAMES["predictors"]:
        assert slopes[mundlak][name] == pytest.approx(slopes[within][name], rel=1e-9)
    by_hand = frame.with_columns(m=pl.col("before").mean().over("school"), g=pl.col("girl").mean().over("school"))
    again = fit(by_hand, predictors=["before", "girl", "m", "g"], levels=["school"], method="ml")
    assert again.log_likelihood_ == pytest.approx(mundlak.log_likelihood_, rel=1e-12)
    assert again.coefficients_["estimate"].to_numpy() == pytest.approx(
        mundlak.coefficients_["estimate"].to_numpy(), rel=1e-8
    )


def test_slopes_within_schools_are_those_of_least_squares_with_a_column_a_school():
    statsmodels = pytest.importorskip("statsmodels.api")
    frame = nest(7, schools=10, pupils=20)
    x = np.column_stack([frame["before"], frame["girl"], frame["school"].to_dummies()])
    expected = statsmodels.OLS(frame["after"].to_numpy(), x).fit()
    rows = fit(frame, levels=["school"], within=True).coefficients_
    assert rows["estimate"][1:].to_numpy() == pytest.approx(expected.params[:2], rel=1e-10)
    assert rows["se"][1:].to_numpy() == pytest.approx(expected.bse[:2], rel=1e-10)


def test_a_perfect_reliability_changes_no_estimate():
    frame = nest(8, schools=12, pupils=20)
    plain, exact = fit(frame, method="ml"), fit(frame, method="ml", reliability={"before": 1.0})
    assert exact.coefficients_["estimate"].to_numpy() == pytest.approx(
        plain.coefficients_["estimate"].to_numpy(), rel=1e-6
    )
    assert exact.effects_["effect"].to_numpy() == pytest.approx(plain.effects_["effect"].to_numpy(), rel=1e-5, abs=1e-6)


def test_gaps():
    frame = nest(9, schools=12, pupils=20)
    holes = frame.with_columns(
        before=pl.when(pl.int_range(pl.len()) % 5 > 0).then("before"),
        after=pl.when(pl.int_range(pl.len()) % 7 > 0).then("after"),
    )
    dropped = fit(holes)
    same(dropped, fit(holes.drop_nulls()))
    counts = dict(dropped.rows_.iter_rows())
    assert counts["rows"] == frame.height
    assert counts["used"] == holes.drop_nulls().height
    assert counts["without before"] == holes["before"].null_count()
    kept = fit(holes, missing="indicator")
    known = holes.drop_nulls("after")
    by_hand = known.with_columns(pl.col("before").fill_null(known["before"].mean()), mark=pl.col("before").is_null())
    again = fit(by_hand, predictors=["before", "girl", "mark"])
    assert kept.coefficients_["term"].to_list() == ["intercept", "before", "girl", "before missing"]
    assert kept.coefficients_["estimate"].to_numpy() == pytest.approx(
        again.coefficients_["estimate"].to_numpy(), rel=1e-8
    )
    assert kept.log_likelihood_ == pytest.approx(again.log_likelihood_, rel=1e-12)


@pytest.mark.parametrize(
    "options", [{}, {"school_means": True}, {"levels": ["school"], "slopes": ["before"]}, {"missing": "indicator"}]
)
def test_predictions_add_up(options):
    frame = nest(10, schools=12, pupils=20)
    if "missing" in options:
        frame = frame.with_columns(before=pl.when(pl.int_range(pl.len()) % 5 > 0).then("before"))
    model = fit(frame, **options)
    found = model.predict(frame)
    assert found.select(frame.columns).equals(frame)
    # at the top of the likelihood the residuals of the predicted results add up to 0, and so do they times a predictor
    residual = (found["after"] - found["predicted"]).to_numpy()
    assert residual.sum() == pytest.approx(0, abs=1e-6 * frame["after"].std() * frame.height)
    assert residual @ frame["girl"].to_numpy() == pytest.approx(0, abs=1e-6 * frame["after"].std() * frame.height)
    stranger = frame.head(1).with_columns(school=pl.lit("new"), group=pl.lit("new"))
    row = model.predict(stranger).row(0, named=True)
    assert row["expected"] == row["predicted"]
