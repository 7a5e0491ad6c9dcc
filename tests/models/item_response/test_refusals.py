"""What is refused, and what is said: items with one category, wrong values, unused categories, too few items."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.models.item_response._data import lsat
from toolkit.errors import DataError, OptionError
from toolkit.models import GradedResponse, PartialCredit, RaschModel, TwoPL
from toolkit.models.item_response import ConvergenceWarning, QuadratureWarning, UnusedCategoryWarning

THREE = pl.DataFrame({"A": [0, 1, 1, 0, 1, 0], "B": [0, 1, 0, 1, 1, 0], "C": [1, 1, 0, 0, 1, 0]})


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (THREE.with_columns(C=pl.lit(1)), r"'C' has one category only \(1\)"),
        (THREE.with_columns(C=pl.lit(None)), "'C' has no response at all"),
        (THREE.with_columns(C=pl.lit("right")), "'C' holds String"),
        (THREE.with_columns(C=pl.lit(0.5)), "'C' holds 0.5"),
        (THREE.with_columns(C=pl.lit(float("nan"))), "'C' holds nan"),
        (THREE.with_columns(C=pl.Series([0, 1, 2, 0, 1, 2])), "'C' has 3 categories; TwoPL takes two"),
        (THREE.select("A", "B"), "needs at least 3"),
        (THREE.select(), "There is no item"),
    ],
)
def test_it_is_refused_and_the_item_is_named(frame: pl.DataFrame, says: str) -> None:
    with pytest.raises(DataError, match=says):
        TwoPL().fit(frame)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"groups": "regoin"}, "Unknown column of groups 'regoin'. Did you mean 'region'"),
        ({"weights": "wieght"}, "Did you mean 'weight'"),
        ({"items": ["A", "BB"]}, "Unknown item 'BB'"),
    ],
)
def test_a_wrong_name_is_an_error_with_the_nearest_one(options: dict[str, Any], says: str) -> None:
    with pytest.raises(OptionError, match=says):
        TwoPL().fit(THREE.with_columns(region=pl.lit("x"), weight=pl.lit(1.0)), **options)


def test_weights_that_are_negative_missing_or_all_zero_are_refused() -> None:
    for weights in ([1.0] * 5 + [-1.0], [1.0] * 5 + [None], [0.0] * 6):
        with pytest.raises(DataError, match="Weights must be"):
            TwoPL().fit(THREE, weights=pl.Series(weights))


def test_a_person_without_a_group_is_refused() -> None:
    with pytest.raises(DataError, match="Every person needs a group"):
        TwoPL().fit(THREE, groups=pl.Series(["x"] * 5 + [None]))


@pytest.mark.parametrize("options", [{"points": 3}, {"tolerance": 0.0}, {"max_steps": 0}, {"reference": "north"}])
def test_impossible_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        TwoPL(**options).fit(lsat())


def test_an_unused_category_is_said_and_left_out() -> None:
    """0, 1, 3: nobody gave 2. The fit is that of 0, 1, 2, and the table of categories says which is which."""
    rng = np.random.default_rng(3)
    t = rng.normal(size=(400, 1)) + rng.logistic(size=(400, 4))
    codes = np.digitize(t, [-1.0, 1.0])
    frame = pl.DataFrame(codes, schema=["A", "B", "C", "D"])
    gapped = frame.with_columns(D=pl.col("D").replace({2: 3}))
    with pytest.warns(UnusedCategoryWarning, match="'D': nobody gave 2"):
        model = GradedResponse().fit(gapped)
    assert model.categories_.filter(item="D")["value"].to_list() == [0, 1, 3]
    assert model.log_likelihood_ == GradedResponse().fit(frame).log_likelihood_
    with pytest.raises(DataError, match="'D' holds 2 in row 1; its categories are 0, 1, 3"):
        model.scores(frame.with_columns(D=pl.lit(2)))


def test_a_category_that_scores_need_not_contain() -> None:
    model = PartialCredit().fit(THREE)
    assert model.scores(THREE.head(1))["n"].to_list() == [3]


def test_perfect_zero_and_empty_answers() -> None:
    model = TwoPL().fit(lsat())
    ends = pl.DataFrame([[0, 1, None]] * 5, schema=dict.fromkeys(lsat().columns, pl.Int64), orient="col")
    for method in ("eap", "wle", "plausible"):
        zero, perfect, nothing = model.scores(ends, method)["score"]
        assert zero < perfect
        assert abs(zero) < 10 > abs(perfect)
        assert nothing is None
    assert model.scores(ends)["n"].to_list() == [5, 5, 0]


def test_who_answered_nothing_does_not_count() -> None:
    empty = pl.DataFrame([[None] * 7] * 5, schema=dict.fromkeys(lsat().columns, pl.Int64), orient="col")
    model, other = TwoPL().fit(lsat()), TwoPL().fit(pl.concat([empty, lsat()]))
    assert other.n_persons_ == 1000
    assert other.items_.equals(model.items_)
    with pytest.raises(DataError, match=r"no response at all"):
        TwoPL().fit(empty)


def test_groups_of_the_fit_are_needed_for_scores() -> None:
    region = pl.Series(np.resize(["north", "south"], 1000))
    model = RaschModel().fit(lsat(), groups=region)
    with pytest.raises(OptionError, match="the model has the groups north, south"):
        model.scores(lsat())
    with pytest.raises(OptionError, match="Did you mean 'north'"):
        model.scores(lsat(), groups=pl.Series(["norht"] * 1000))
    assert model.scores(lsat(), "wle").equals(RaschModel().fit(lsat(), groups=region).scores(lsat(), "wle"))


def test_anchors_that_do_not_fit_are_refused() -> None:
    table = RaschModel().fit(lsat()).items_
    cases = [
        (table.with_columns(item=pl.lit("X") + pl.col("item")), "None of the anchors"),
        (pl.concat([table, table]), "stands twice"),
        (table.with_columns(discrimination=pl.lit(2.0)), "needs 1"),
        (table.rename({"difficulty": "threshold_1"}).with_columns(threshold_2=pl.lit(1.0)), "has 2 threshold"),
    ]
    for anchors, says in cases:
        with pytest.raises(DataError, match=says):
            RaschModel(anchors=anchors).fit(lsat())


def test_what_has_not_settled_is_said() -> None:
    with pytest.warns(ConvergenceWarning, match="Not converged"):
        model = TwoPL(max_steps=2).fit(lsat())
    assert not model.converged_


def test_a_grid_too_coarse_for_a_long_test_is_said() -> None:
    rng = np.random.default_rng(1)
    right = 3.0 * rng.normal(size=(200, 1)) > rng.logistic(size=(200, 120))
    names = [f"I{j}" for j in range(120)]
    with pytest.warns(QuadratureWarning, match="raise points"):
        TwoPL(points=15, tolerance=0.5).fit(pl.DataFrame(right, schema=names), errors=False)


def test_a_column_that_has_the_name_of_a_result_is_refused() -> None:
    model = TwoPL().fit(lsat())
    with pytest.raises(DataError, match="column 'score'"):
        model.scores(lsat().with_columns(score=pl.lit(1.0)))
