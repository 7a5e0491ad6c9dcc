"""Value added of groups against the whole variance matrix, and against truth."""

import numpy as np
import polars as pl
import pytest

from tests.models.value_added._dense import predictor, variance_matrix
from tests.models.value_added._nests import nest
from toolkit.errors import DataError, OptionError
from toolkit.models import NestedValueAdded, group_value_added


def members_of(frame, seed=0):
    rng = np.random.default_rng(seed)
    table = frame.select(group_id="group", school_id="school").unique().sort("school_id")
    return table.with_columns(weight=pl.Series(rng.integers(1, 9, table.height) * 50.0))


@pytest.mark.parametrize("levels", [["school"], ["school", "group"]])
@pytest.mark.parametrize("seed", range(3))
def test_mean_and_error_are_those_of_the_whole_matrix(seed, levels):
    frame = nest(seed, schools=9, pupils=9)
    members = members_of(frame, seed)
    gone = members["school_id"][0]  # a school without weight still tells of its group
    members = members.with_columns(weight=pl.when(pl.col("school_id") != gone).then("weight"))
    model = NestedValueAdded("after", ["before"], levels, method="ml", intervals=False).fit(frame)
    v = dict(model.variances_.select("level", "variance").iter_rows())
    upper = v.get("group", 0.0)
    x = np.column_stack([np.ones(frame.height), frame["before"]])
    schools, groups = frame["school"].to_numpy(), frame["group"].to_numpy()
    whole = variance_matrix(
        np.ones((frame.height, 1)), schools, groups, np.full((1, 1), v["school"]), upper, v["residual"]
    )
    found = group_value_added(model, members)
    for row in found.iter_rows(named=True):
        part = members.filter(group_id=row["group_id"]).drop_nulls()
        share = part["weight"].to_numpy() / part["weight"].sum()
        c = upper * (groups == row["group_id"]) + v["school"] * sum(
            w * (schools == s) for w, s in zip(share, part["school_id"], strict=True)
        )
        effect, seen, _ = predictor(x, frame["after"].to_numpy(), whole, c[None, :])
        prior = upper + v["school"] * (share**2).sum()
        assert row["effect"] == pytest.approx(effect[0], rel=1e-7, abs=1e-7)
        assert row["se"] == pytest.approx(np.sqrt(max(prior - seen[0, 0], 0)), rel=1e-6, abs=1e-6)
        assert row["n"] == frame.filter(pl.col("school").is_in(part["school_id"].implode())).height


def test_a_model_with_groups_does_not_draw_groups_to_zero_as_far_as_schools_alone():
    """True group effects against predicted ones: slope 1 with the level of groups, above 1 without."""
    one, two, inside = [], [], []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        groups = 60
        v, u = 0.2 * rng.standard_normal(groups), 0.15 * rng.standard_normal((groups, 6))
        total = (v[:, None] + u).mean(axis=1)
        rows = [
            pl.DataFrame({"school": f"s{g:02d}{j}", "group": f"g{g:02d}", "y": v[g] + u[g, j] + rng.normal(size=12)})
            for g in range(groups) for j in range(6)
        ]  # fmt: skip
        frame = pl.concat(rows)
        members = frame.select(group_id="group", school_id="school", weight=pl.lit(1.0)).unique()
        for slopes, levels in ((one, ["school"]), (two, ["school", "group"])):
            table = group_value_added(NestedValueAdded("y", [], levels, intervals=False).fit(frame), members)
            slopes.append(np.polyfit(table["effect"], total - total.mean(), 1)[0])
        inside += (np.abs(table["effect"] - total) <= 1.96 * table["se"]).to_list()
    assert np.mean(two) == pytest.approx(1, abs=0.08)
    assert np.mean(one) > 1.15
    assert np.mean(inside) == pytest.approx(
        0.95, abs=0.035
    )  # 480 groups: standard error 0.01; the variances are estimated


def test_too_few_of_the_schools_and_wrong_tables():
    frame = nest(0, schools=9, pupils=9)
    model = NestedValueAdded("after", ["before"], ["school", "group"], intervals=False).fit(frame)
    members = members_of(frame)
    stranger = pl.DataFrame({"group_id": "g0", "school_id": "new", "weight": 1e6})
    thin = group_value_added(model, pl.concat([members, stranger])).row(0, named=True)
    assert thin["effect"] is None
    assert thin["share"] < 0.5
    with pytest.raises(DataError, match="stands twice"):
        group_value_added(model, pl.concat([members, members.head(1)]))
    with pytest.raises(DataError, match="is in group"):
        group_value_added(model, members.with_columns(group_id=pl.lit("g0")))
    with pytest.raises(DataError, match="below 0"):
        group_value_added(model, members.with_columns(weight=-1.0))
    with pytest.raises(OptionError, match="school_id"):
        group_value_added(model, members.drop("school_id"))
