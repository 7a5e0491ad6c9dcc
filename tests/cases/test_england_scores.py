"""England's trusts scored: by hand, against Ofsted's grades and the published bands, which never enter a score."""

import csv
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest
from scipy.stats import spearmanr

import toolkit as tk
from notebooks.cases import england as case
from notebooks.cases.england.external import Z, band, ofsted, revisions
from notebooks.cases.england.inclusion import published
from toolkit.scoring_run import ScoringRun

LAST = "2018-19"


@pytest.fixture(scope="module")
def run(england: Path) -> ScoringRun:
    return case.STUDY.run(case.read_england(england))


@pytest.fixture(scope="module")
def last(run: ScoringRun) -> pl.DataFrame:
    return run.scores.filter(pl.col("period") == LAST)


def test_totals_are_goalposts_and_weights_of_the_csv_worked_by_hand(run: ScoringRun, last: pl.DataFrame) -> None:
    with (Path(case.__file__).parent / "frameworks" / "trusts.csv").open(encoding="utf-8", newline="") as file:
        nodes = {row["node"]: row for row in csv.DictReader(file)}
    points: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    here = run.values.filter(pl.col("period") == LAST).drop_nulls("value")
    for level, unit, indicator, value in here.select("level", "unit_id", "indicator", "value").iter_rows():
        low, high = float(nodes[indicator]["low"]), float(nodes[indicator]["high"])
        share = min(max((value - low) / (high - low), 0.0), 1.0)
        points[level, unit][indicator] = 100 * (share if nodes[indicator]["direction"] == "1" else 1 - share)
    leaves = [node for node, row in nodes.items() if row["kind"] == "indicator"]
    compared = 0
    for level, unit, score in last.filter(pl.col("node") == "total").select("level", "unit_id", "score").iter_rows():
        own = points[level, unit]
        if len(own) == len(leaves):
            by_hand = sum(
                own[i] * float(nodes[i]["weight"]) * float(nodes[nodes[i]["parent"]]["weight"]) for i in leaves
            )
            assert score == pytest.approx(by_hand, abs=1e-8)  # scores are quantised to 10 decimals at every node
            compared += 1
    assert compared > 500


def test_years_of_which_only_results_and_income_exist_have_no_total(run: ScoringRun) -> None:
    early = run.scores.filter((pl.col("period") != LAST) & (pl.col("node") == "total"))
    assert early["score"].null_count() == early.height > 0
    assert early["coverage"].max() == pytest.approx(0.375)  # teaching 0.25 and half of resources
    teaching = run.scores.filter(
        (pl.col("period") != LAST) & (pl.col("node") == "teaching") & pl.col("score").is_not_null()
    )
    results = run.values.filter((pl.col("period") != LAST) & pl.col("indicator").is_in(["P8", "ATT8"])).drop_nulls(
        "value"
    )
    keys = ["level", "unit_id", "period"]
    assert set(teaching.select(keys).rows()) == set(results.select(keys).rows())


@pytest.mark.parametrize("node", ["total", "teaching", "competencies", "teachers"])
def test_better_graded_schools_score_higher_at_every_step_of_ofsteds_four_grades(
    last: pl.DataFrame, england: Path, node: str
) -> None:
    schools = last.filter((pl.col("level") == "school") & (pl.col("node") == node)).drop_nulls("score")
    graded = schools.select("score", school_id="unit_id").join(ofsted(england), on="school_id")
    means = graded.group_by("grade").agg(pl.col("score").mean()).sort("grade")["score"].to_list()
    assert len(means) == 4
    assert means == sorted(means, reverse=True)


def test_trusts_that_score_high_on_teaching_have_better_graded_schools(
    run: ScoringRun, last: pl.DataFrame, england: Path
) -> None:
    members = run.members.filter((pl.col("period") == LAST) & (pl.col("weight") > 0)).join(
        ofsted(england), on="school_id"
    )
    weighted = (pl.col("grade") * pl.col("weight")).sum() / pl.col("weight").sum()
    grades = members.group_by("group_id").agg(mean_grade=weighted)
    qualified = published(run.members).filter(pl.col("period") == LAST)
    teaching = last.filter((pl.col("level") == "group") & (pl.col("node") == "teaching"))
    both = teaching.rename({"unit_id": "group_id"}).join(qualified, on="group_id").join(grades, on="group_id")
    assert both.height == qualified.height == 94
    found = spearmanr(both["score"], both["mean_grade"])
    assert found.statistic < 0  # grade 1 is the best
    assert found.pvalue < 1e-6


def test_resources_follow_need_so_they_say_nothing_about_quality(last: pl.DataFrame, england: Path) -> None:
    """Money goes where need is: no dimension agrees with the grades less, which is why equal weights are a choice."""
    wide = last.filter(pl.col("level") == "school").pivot("node", index="unit_id", values="score")
    graded = wide.rename({"unit_id": "school_id"}).join(ofsted(england), on="school_id").drop_nulls()
    agreement = {
        node: -spearmanr(graded[node], graded["grade"]).statistic
        for node in ("resources", "teaching", "competencies", "teachers")
    }
    assert min(agreement, key=agreement.__getitem__) == "resources"


def test_a_flag_on_progress_is_stricter_than_the_lowest_published_band(run: ScoringRun) -> None:
    """Every flagged school is "well below" by the published rule; a withheld result is never clear."""
    flags = run.flags.filter(
        (pl.col("rule") == "below_standard") & (pl.col("node") == "P8") & (pl.col("period") == LAST)
    )
    values = run.values.filter(pl.col("indicator") == "P8")
    lower, upper = (pl.col("value") + sign * Z * pl.col("se") for sign in (-1, 1))
    judged = flags.join(values, on=["level", "unit_id", "period"]).with_columns(
        band=band(pl.col("value").round(2), lower.round(2), upper.round(2))
    )
    flagged = judged.filter(pl.col("outcome") == "flagged")
    assert flagged.height > 0
    assert flagged["band"].unique().to_list() == [5]
    withheld = judged.filter(pl.col("status") == "suppressed")
    assert withheld["outcome"].unique().to_list() == ["not_assessable"]


def test_the_provisional_release_changes_teaching_and_the_weights_and_nothing_else(
    run: ScoringRun, england: Path
) -> None:
    early = case.STUDY.run(case.read_england(england, release="provisional"))
    keys = ["level", "unit_id", "period", "node"]
    both = run.scores.join(early.scores, on=keys, suffix="_early").filter(pl.col("level") == "school")
    differs = both.filter(pl.col("score").ne_missing(pl.col("score_early")))
    assert set(differs["node"]) == {"teaching", "total"}
    assert differs["period"].unique().to_list() == [LAST]
    moved = revisions(england).filter(pl.col("moved") != 0)["school_id"]
    p8 = run.values.join(early.values, on=[*keys[:3], "indicator"], suffix="_early").filter(
        (pl.col("level") == "school") & (pl.col("indicator") == "P8") & (pl.col("value") != pl.col("value_early"))
    )
    assert p8.height > 0
    assert set(p8["unit_id"]) <= set(moved)


def test_the_order_of_rows_changes_no_bit(run: ScoringRun, england: Path) -> None:
    tables = case.read_england(england)
    shuffled = tk.Tables({name: frame.sample(fraction=1.0, shuffle=True, seed=1) for name, frame in tables.items()})
    assert case.STUDY.run(shuffled).fingerprint == run.fingerprint
