"""Differential item functioning against mirt and statsmodels, and on items of which we know."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tests.models.item_response._data import aggression, graded_answers
from tests.models.item_response.test_reference import FINE, reference
from toolkit.errors import DataError, OptionError
from toolkit.models import GradedResponse, TwoPL
from toolkit.models.item_response import likelihood_ratio, mantel_haenszel


def test_likelihood_ratios_are_those_of_mirt() -> None:
    theirs = reference().filter(case="aggression", quantity="likelihood_ratio")
    found = likelihood_ratio(TwoPL(**FINE), aggression(), "Gender", items=theirs["name"].to_list())
    assert found["statistic"].to_list() == pytest.approx(theirs["value"].to_list(), abs=1e-5)
    assert found["df"].to_list() == [2] * 4


def test_mantel_haenszel_is_that_of_statsmodels() -> None:
    stratified = pytest.importorskip("statsmodels.stats.contingency_tables").StratifiedTable
    frame = aggression()
    found = mantel_haenszel(frame, "Gender")
    assert (found["statistic"] > 0).sum() > 8
    names = [c for c in frame.columns if c != "Gender"]
    total = frame.select(pl.sum_horizontal(names)).to_series().to_numpy()
    first = (frame["Gender"] == "F").to_numpy()
    for row in found.iter_rows(named=True):
        right = frame[row["item"]].to_numpy()
        tables = []
        for s in np.unique(total):
            here = total == s
            cells = [[(first == g) & (right == r) & here for r in (1, 0)] for g in (True, False)]
            table = np.array([[int(c.sum()) for c in line] for line in cells])
            if table.sum() > 1:
                tables.append(table)
        theirs = stratified(tables)
        assert row["odds_ratio"] == pytest.approx(theirs.oddsratio_pooled, rel=1e-9)
        if row["statistic"] == 0:  # nearer than the correction, which statsmodels then takes all the same
            continue
        test = theirs.test_null_odds(correction=True)
        assert row["statistic"] == pytest.approx(test.statistic, rel=1e-9)
        assert row["p"] == pytest.approx(test.pvalue, abs=1e-9)


def planted() -> pl.DataFrame:
    """Girls are better by half a standard deviation, and item 3 is harder for them than their ability explains."""
    rng = np.random.default_rng(21)
    girl = np.repeat([False, True], 3000)
    slope, thresholds = np.full(8, 1.2), np.linspace(-1, 1, 8)[:, None]
    ability = rng.normal(size=6000) + 0.5 * girl
    boys, girls = graded_answers(rng, ability[~girl], slope, thresholds), None
    girls = graded_answers(rng, ability[girl], slope, thresholds + 0.8 * (np.arange(8) == 2)[:, None])
    return pl.concat([boys, girls]).with_columns(sex=pl.Series(np.where(girl, "girl", "boy")))


def test_both_find_the_item_and_no_other() -> None:
    frame = planted()
    ratio, odds = likelihood_ratio(TwoPL(), frame, "sex"), mantel_haenszel(frame, "sex")
    assert ratio.filter(pl.col("p") < 0.001)["item"].to_list() == ["I03"]
    assert odds.filter(pl.col("class") == "C")["item"].to_list() == ["I03"]
    assert ratio.row(2, named=True)["difference"] < -10
    assert odds.row(2, named=True)["delta"] < -1.5
    assert ratio.filter(pl.col("item") != "I03")["difference"].abs().max() < 5


def test_the_order_of_names_only_turns_the_sign() -> None:
    frame = planted()
    turned = frame.with_columns(pl.col("sex").replace({"boy": "z"}))
    one, other = (likelihood_ratio(TwoPL(), f, "sex", items=["I03"]).row(0, named=True) for f in (frame, turned))
    assert one["statistic"] == pytest.approx(other["statistic"], abs=1e-3)
    assert one["difference"] == pytest.approx(-other["difference"], abs=0.05)
    assert mantel_haenszel(frame, "sex", reference="girl")["delta"].to_list() == pytest.approx(
        (-mantel_haenszel(frame, "sex")["delta"]).to_list(), abs=1e-9
    )


def test_items_of_more_categories() -> None:
    rng = np.random.default_rng(22)
    thresholds = np.linspace(-0.5, 0.5, 5)[:, None] + np.array([-1.0, 1.0])
    one = graded_answers(rng, rng.normal(size=2000), np.ones(5), thresholds)
    two = graded_answers(rng, rng.normal(size=2000), np.ones(5), thresholds + 0.6 * (np.arange(5) == 1)[:, None])
    frame = pl.concat([one, two]).with_columns(area=pl.Series(np.repeat(["north", "south"], 2000)))
    found = likelihood_ratio(GradedResponse(), frame, "area", items=["I01", "I02"])
    assert found["df"].to_list() == [3, 3]
    assert found["p"][0] > 0.001 > found["p"][1]


def test_wrong_use() -> None:
    frame = planted().head(3200)
    with pytest.raises(OptionError, match="Did you mean 'sex'"):
        likelihood_ratio(TwoPL(), frame, "sxe")
    with pytest.raises(DataError, match="one group only"):
        likelihood_ratio(TwoPL(), frame.head(100), "sex")
    none = pl.when(sex="girl").then(0).otherwise("I01").alias("I01")
    with pytest.raises(DataError, match="'I01': group 'girl' did not give every category"):
        likelihood_ratio(TwoPL(), frame.with_columns(none), "sex", items=["I01"])
    with pytest.raises(DataError, match="compares two"):
        mantel_haenszel(frame.with_columns(sex=pl.Series(np.resize(["a", "b", "c"], frame.height))), "sex")
    with pytest.raises(DataError, match="it needs two"):
        mantel_haenszel(frame.with_columns(I01=pl.Series(np.resize([0, 1, 2], frame.height))), "sex")
