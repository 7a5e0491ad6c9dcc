"""The numbers behind heat map, waterfall, radar and small multiples, against the run."""

import math
import statistics

import polars as pl
import pytest

from tests.charts.runs import framework, make_run
from toolkit.aggregate import AGGREGATORS
from toolkit.charts import heatmap_table, radar_table, small_multiples_table, waterfall, waterfall_table
from toolkit.errors import OptionError
from toolkit.scoring_run import ScoringRun
from toolkit.study import Study

LATEST = "2025-26"

SUMS = {"arithmetic", "geometric", "harmonic", "power", "median", "owa", "minimum", "mean_min", "fuzzy"}
"""Means that are homogeneous of degree one, whose contributions add up to the score (Euler); `fuzzy` is so piece by piece."""

# heat map


def test_heatmap_has_every_cell_on_the_common_scale(run: ScoringRun) -> None:
    table = heatmap_table(run)
    assert table.height == 12 * 6
    here = run.normalised.filter(level="group", period=LATEST)
    drawn = {(u, i): v for u, i, v in table.select("unit_id", "indicator", "normalised").iter_rows()}
    assert {key: v for key, v in drawn.items() if v is not None} == {
        (u, i): v for u, i, v in here.select("unit_id", "indicator", "normalised").iter_rows()
    }
    assert table["score"].drop_nulls().is_sorted(descending=True)
    assert table["unit_id"][-1] == "G003"  # without data, so last
    assert table.filter(unit_id="G003")["status"].unique().to_list() == ["missing"]
    assert table.filter(pl.col("unit_id") != "G003")["status"].unique().to_list() == ["value"]


def test_heatmap_tells_missing_suppressed_and_not_applicable_apart(run: ScoringRun) -> None:
    cells = {("G001", "R1"): "missing", ("G001", "R2"): "not_applicable", ("G002", "R1"): "suppressed"}
    values = run.values.with_columns(
        pl.struct("unit_id", "indicator", "status")
        .map_elements(lambda r: cells.get((r["unit_id"], r["indicator"]), r["status"]), return_dtype=pl.String)
        .alias("status")
    ).with_columns(pl.when(pl.col("status") == "value").then(pl.col(c)).alias(c) for c in ("value", "se"))
    table = heatmap_table(run.study.score(values))
    told = {(u, i): s for u, i, s in table.select("unit_id", "indicator", "status").iter_rows()}
    assert {key: told[key] for key in cells} == cells
    assert table.filter(status="missing").height == 1 + 6  # and all of G003


def test_heatmap_marks_what_was_filled_in() -> None:
    study = Study(framework=framework(), imputer="median")
    table = heatmap_table(make_run(6, 2, missing=(), study=study))
    assert table["status"].unique().to_list() == ["value"]
    run = make_run(6, 2, missing=(), study=study)
    gap = (pl.col("unit_id") == "G002") & (pl.col("indicator") == "T1")
    holed = run.values.with_columns(pl.when(~gap).then("value").alias("value"),
                                    status=pl.when(gap).then(pl.lit("missing")).otherwise("status"))  # fmt: skip
    assert heatmap_table(study.score(holed)).filter(status="imputed").select("unit_id", "indicator").rows() == [
        ("G002", "T1")
    ]


def test_heatmap_of_a_dimension_has_its_indicators_and_its_order(run: ScoringRun) -> None:
    table = heatmap_table(run, node="teaching", top=2)
    assert table["indicator"].unique(maintain_order=True).to_list() == ["T1", "T2"]
    assert table.filter("shown")["unit_id"].n_unique() == 2
    with pytest.raises(OptionError, match="Unknown node 'T1'"):
        heatmap_table(run, node="T1")


# waterfall


@pytest.mark.parametrize("node", ["total", "teaching"])
def test_waterfall_ends_at_the_score(run: ScoringRun, node: str) -> None:
    for unit in ("G001", "G005", "G012"):
        table = waterfall_table(run, unit, node=node)
        score = run.scores.filter(level="group", unit_id=unit, period=LATEST, node=node)["score"][0]
        assert table["end"][-1] == round(score, 6)  # contributions carry six decimals
        assert table["start"].to_list() == [0.0, *table["end"][:-1]]


def test_waterfall_of_an_arithmetic_mean_is_weight_times_value(run: ScoringRun) -> None:
    weights = dict(run.weights.select("node", "global_weight").iter_rows())
    for row in waterfall_table(run, "G005").iter_rows(named=True):
        assert row["contribution"] == pytest.approx(weights[row["indicator"]] * row["normalised"], abs=1e-5)
        others = run.normalised.filter(level="group", period=LATEST, indicator=row["indicator"])["normalised"]
        assert row["peer_median"] == pytest.approx(statistics.median(others), abs=1e-12)


@pytest.mark.parametrize("aggregator", AGGREGATORS)
def test_waterfall_sums_to_the_score_or_is_refused(aggregator: str) -> None:
    study = Study(framework=framework(), aggregator=aggregator)
    run = make_run(5, 2, periods=("2024-25", LATEST), missing=(), study=study)
    score = run.scores.filter(level="group", unit_id="G002", period=LATEST, node="total")["score"][0]
    if aggregator in SUMS:
        assert waterfall_table(run, "G002")["contribution"].sum() == pytest.approx(score, abs=1e-5)
    else:
        with pytest.raises(OptionError, match="not a sum of contributions"):
            waterfall_table(run, "G002")


def test_waterfall_shows_the_last_of_the_ranking_unless_told(run: ScoringRun) -> None:
    last = run.scores.filter(level="group", period=LATEST, node="total").sort("rank", nulls_last=True)
    unit = last.drop_nulls("rank")["unit_id"][-1]
    assert waterfall_table(run).equals(waterfall_table(run, unit))
    assert run.name(unit, "en") in waterfall(run, lang="en").figure.texts[0].get_text()
    assert waterfall_table(run, "G003").height == 0  # no data, no score
    with pytest.raises(OptionError, match="Did you mean 'G00"):
        waterfall_table(run, "G0001")


def test_waterfall_leaves_out_what_counts_for_nothing(run: ScoringRun) -> None:
    idle = framework().with_columns(weight=pl.when(pl.col("node") == "T2").then(0.0).otherwise("weight"))
    other = make_run(6, 2, missing=(), study=Study(framework=idle))
    assert waterfall_table(other, "G002")["indicator"].to_list() == ["R1", "R2", "T1", "S1", "S2"]
    assert "Indicators of weight zero, not shown: 1" in " ".join(
        t.get_text() for t in waterfall(other, "G002", lang="en").figure.texts
    )


# radar and small multiples


def test_radar_has_the_dimensions_of_the_profile_around_the_circle(run: ScoringRun) -> None:
    table = radar_table(run, "G005")
    assert table["node"].to_list() == ["resources", "teaching", "satisfaction"]
    assert table["angle"].to_list() == pytest.approx([0, 2 * math.pi / 3, 4 * math.pi / 3])
    two = framework().filter(~pl.col("node").is_in(["satisfaction", "S1", "S2"]))
    with pytest.raises(OptionError, match="draw a profile"):
        radar_table(make_run(3, 2, missing=(), study=Study(framework=two)))


def test_small_multiples_have_every_score_once_in_its_district(run: ScoringRun) -> None:
    table = small_multiples_table(run, lang="en")
    home = {u: d for lv, u, d in run.units.select("level", "unit_id", "district_id").iter_rows() if lv == "group"}
    assert [home[u] for u in table["unit_id"]] == table["district_id"].to_list()
    for node in (*run.framework.dimensions, "total"):
        scores = dict(
            run.scores.filter(level="group", period=LATEST, node=node).drop_nulls("score").select("unit_id", "score").iter_rows()
        )  # fmt: skip
        here = table.filter(node=node)
        assert dict(here.select("unit_id", "score").iter_rows()) == scores
        q1, _, q3 = statistics.quantiles(scores.values(), n=4, method="inclusive")  # linear between order statistics
        assert here.select("q1", "q3").unique().row(0) == pytest.approx((q1, q3), abs=1e-9)
        for district in set(home.values()):
            own = [s for u, s in scores.items() if home[u] == district]
            assert here.filter(district_id=district)["median"][0] == pytest.approx(statistics.median(own), abs=1e-9)
