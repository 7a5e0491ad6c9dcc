"""Nests in which something can't be told: refused with a reason, or 0 with a statement, never a number out of nothing."""

import numpy as np
import polars as pl
import pytest

from tests.models.value_added._nests import nest
from toolkit.errors import DataError, OptionError
from toolkit.models import NestedValueAdded


def fit(frame, **options):
    given = {"outcome": "after", "predictors": ["before"], "levels": ["school"], **options}
    return NestedValueAdded(**given).fit(frame)


@pytest.mark.parametrize("method", ["ml", "reml"])
def test_equal_schools_have_a_variance_of_zero_and_it_is_said(method):
    """Every school has the same results, so schools differ less than chance would make them."""
    rng = np.random.default_rng(0)
    x, e = rng.normal(size=20), rng.normal(size=20)
    frame = pl.concat([pl.DataFrame({"school": f"s{k}", "before": x, "after": x + e}) for k in range(8)])
    model = fit(frame, method=method)
    assert model.boundary_ == ("school",)
    assert model.converged_
    assert model.diagnosis_.filter(check="boundary school")["value"].item() > 0
    school = model.variances_.row(0, named=True)
    assert school["variance"] == 0
    assert school["lower"] == 0
    assert school["upper"] > 0
    assert (model.effects_["effect"] == 0).all()
    assert (model.effects_["se_comparative"] == 0).all()
    if method == "reml":  # without effects it is least squares
        slope = np.polyfit(frame["before"], frame["after"], 1)
        assert model.coefficients_["estimate"].to_list() == pytest.approx(slope[::-1], rel=1e-9)


def test_a_group_variance_of_zero_is_told_from_a_search_that_got_stuck():
    """Schools alternate inside groups, so that groups are more alike than chance: 0; the other way round it is not."""
    rng = np.random.default_rng(1)
    sign = np.tile([1.0, -1.0], 10)
    frames = []
    for k in range(20):
        noise = rng.normal(size=30)
        frames.append(
            pl.DataFrame(
                {
                    "school": f"s{k:02d}",
                    "group": f"g{k // 2}",
                    "side": sign[k],
                    "before": rng.normal(size=30),
                    "noise": noise,
                }
            )
        )
    rows = pl.concat(frames)
    apart = fit(rows.with_columns(after=pl.col("side") + pl.col("noise")), levels=["school", "group"])
    assert apart.boundary_ == ("group",)
    assert apart.converged_
    together = rows.with_columns(group=pl.when(pl.col("side") > 0).then(pl.lit("a")).otherwise(pl.lit("b")))
    found = fit(together.with_columns(after=pl.col("side") + pl.col("noise")), levels=["school", "group"])
    assert found.variances_["variance"][1] > 0.5


def test_nests_that_are_none():
    frame = nest(0)
    with pytest.raises(DataError, match="'school' has one unit"):
        fit(frame.with_columns(school=pl.lit("s0")))
    with pytest.raises(DataError, match="one row: it can't be told from the residual"):
        fit(frame.unique("school"))
    with pytest.raises(DataError, match="'group' has one unit"):
        fit(frame.with_columns(group=pl.lit("g")), levels=["school", "group"])
    with pytest.raises(DataError, match="has one unit of level 'school'"):
        fit(frame.with_columns(group="school"), levels=["school", "group"])
    with pytest.raises(DataError, match="levels must be nested"):
        fit(frame.with_columns(group=pl.Series([f"g{k % 2}" for k in range(frame.height)])), levels=["school", "group"])


def test_columns_that_say_nothing():
    frame = nest(0)
    with pytest.raises(DataError, match="'before', a predictor, is constant"):
        fit(frame.with_columns(before=50.1))
    with pytest.raises(DataError, match="'after', the outcome, is constant"):
        fit(frame.with_columns(after=pl.lit(1 / 3)))
    with pytest.raises(DataError, match="'again' can't be told apart by before"):
        fit(frame.with_columns(again=pl.col("before") * 2 - 1), predictors=["before", "again"])
    with pytest.raises(DataError, match="'after' is explained without error"):
        fit(frame.with_columns(after=pl.col("before") * 2 - 1))
    with pytest.raises(DataError, match="does not vary inside any unit"):
        fit(frame.with_columns(before=pl.col("before").mean().over("school")), within=True)


def test_cells_that_are_no_numbers():
    frame = nest(0)
    first = pl.int_range(pl.len()) == 0
    for bad in (float("nan"), float("inf")):
        with pytest.raises(DataError, match="'before' holds 1 values that are NaN or infinite"):
            fit(frame.with_columns(before=pl.when(first).then(bad).otherwise("before")))
    with pytest.raises(DataError, match="1 negative weights"):
        fit(frame.with_columns(w=pl.when(first).then(-1.0).otherwise(1.0)), weights="w")
    with pytest.raises(DataError, match="No row has a value"):
        fit(frame.with_columns(before=pl.lit(None, pl.Float64)))
    with pytest.raises(OptionError, match="'school' is String, not a number"):
        fit(frame, predictors=["school"], levels=["group"])
    many = pl.concat([nest(0, schools=30, pupils=40)] * 40)
    far = many.with_columns(before=pl.when(pl.int_range(pl.len()) == 0).then(1e14).otherwise("before"))
    assert (
        fit(far).coefficients_["estimate"].is_finite().all()
    )  # one wild value is the user's, as long as digits are left


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"method": "mle"}, "Did you mean 'ml'"),
        ({"outcome": "aftr"}, "Did you mean 'after'"),
        ({"slopes": ["befor"]}, "Did you mean 'before'"),
        ({"reliability": {"before": 1.2}}, "above 0, up to 1"),
        ({"levels": []}, "one or two"),
        ({"levels": "school"}, "give a list"),
        ({"coverage": 95}, "between 0 and 1"),
        ({"weight_scaling": "sise"}, "Did you mean 'size'"),
        ({"slopes": ["before"], "within": True}, "can't be combined"),
        ({"predictors": ["before", "after"]}, "named twice"),
    ],
)
def test_options_that_are_wrong(options, match):
    with pytest.raises(OptionError, match=match):
        fit(nest(0), **options)


def test_too_low_a_reliability_is_refused():
    with pytest.raises(DataError, match="reliability is too low"):
        fit(nest(0, schools=20, pupils=20), within=True, reliability={"before": 0.05})


def test_the_data_stay_as_they_are():
    frame = nest(0)
    before = frame.clone()
    fit(frame, weights=None, school_means=True)
    assert frame.equals(before)
