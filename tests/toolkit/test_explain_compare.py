"""What drives a score, and what moved it."""

from __future__ import annotations

import polars as pl
import pytest

import toolkit as tk
from toolkit.errors import OptionError


@pytest.mark.parametrize("aggregator", ["arithmetic", "geometric", "harmonic"])
def test_contributions_add_up_to_the_score(framework: pl.DataFrame, values: pl.DataFrame, aggregator: str) -> None:
    """Euler's theorem for functions that are homogeneous of degree one, also where values are missing."""
    positive = values.with_columns(value=pl.when(pl.col("value") == 30).then(19.0).otherwise("value"))
    run = tk.Study(framework=framework, aggregator=aggregator).score(positive)
    for unit, period in (("A", "2024"), ("B", "2025"), ("C", "2025")):
        explanation = tk.explain(run, unit, period=period)
        score = explanation.score.filter(pl.col("node") == "total")["score"].item()
        total = explanation.indicators["contribution"].sum()
        assert total == pytest.approx(score, abs=1e-3)  # weights of six decimals times values up to 100, three of them


def test_effective_weights_renormalise_over_what_is_there(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework).score(values)
    table = tk.explain(run, "B", period="2025").indicators
    assert dict(table.select("indicator", "effective_weight").iter_rows()) == {"T1": 0.5, "T2": 0.5, "C1": None}
    whole = tk.explain(run, "B", period="2024").indicators
    assert whole["effective_weight"].to_list() == [0.375, 0.375, 0.25]


def test_a_dimension_without_a_score_contributes_nothing(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    """T1 alone is too little of `teaching` for a score; what is known of it must not be counted in the total."""
    heavy = framework.with_columns(weight=pl.when(pl.col("node") == "T2").then(pl.lit("3")).otherwise("weight"))
    lacking = values.with_columns(
        value=pl.when((pl.col("unit_id") == "A") & (pl.col("indicator") == "T2")).then(None).otherwise("value")
    )
    run = tk.Study(framework=heavy, minimum_coverage=0.5).score(lacking)
    explanation = tk.explain(run, "A", period="2024")
    score = dict(explanation.score.select("node", "score").iter_rows())
    assert (score["teaching"], score["total"]) == (None, None)  # a quarter of the weight is left
    open_run = tk.Study(
        framework=heavy.with_columns(weight=pl.when(pl.col("node") == "climate").then(pl.lit("9")).otherwise("weight")),
        minimum_coverage=0.5,
    ).score(lacking)
    known = tk.explain(open_run, "A", period="2024")
    weights = dict(known.indicators.select("indicator", "effective_weight").iter_rows())
    assert weights == {"T1": 0.0, "T2": None, "C1": 1.0}
    assert known.indicators["contribution"].sum() == known.score.filter(pl.col("node") == "total")["score"].item()


def test_explanation_names_value_standard_and_peers(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    row = tk.explain(tk.Study(framework=framework).score(values), "A", period="2024").indicators.row(0, named=True)
    assert (row["indicator"], row["value"], row["standard"], row["se"]) == ("T1", 80.0, 60.0, 2.0)
    assert row["peer_median"] == 70.0  # of 80 and 60
    assert row["against_peers"] == pytest.approx(0.375 * 10, abs=1e-6)


def test_text_in_both_languages(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    explanation = tk.explain(tk.Study(framework=framework).score(values), "B", period="2025")
    assert "Indicators without data: C1" in explanation.text("en")
    assert "无数据的指标：C1" in explanation.text("zh")
    assert "供核查" in explanation.text("zh")


def test_an_unknown_unit_gets_the_nearest_name(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework).score(values.with_columns(pl.format("UNIT-{}", "unit_id").alias("unit_id")))
    with pytest.raises(OptionError, match="Did you mean 'UNIT-A'"):
        tk.explain(run, "UNITA")
    with pytest.raises(OptionError, match="Unknown period '2026'"):
        tk.explain(run, "UNIT-A", period="2026")


def test_compare_says_who_moved_and_which_indicator_moved_them(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    study = tk.Study(framework=framework)
    revised = values.with_columns(
        value=pl.when((pl.col("unit_id") == "B") & (pl.col("period") == "2024") & (pl.col("indicator") == "T1"))
        .then(40.0)
        .otherwise("value")
    )
    result = tk.compare(study.score(values), study.score(revised))
    moved = result.scores.filter(pl.col("change") != 0)
    assert set(moved["unit_id"]) == {"B"}
    assert dict(moved.select("node", "change").iter_rows()) == {"total": -7.5, "teaching": -10.0}
    assert result.drivers.select("unit_id", "indicator", "change").row(0) == ("B", "T1", pytest.approx(-7.5, abs=1e-4))
    assert result.flags.filter(pl.col("rule") == "below_standard").select("outcome_a", "outcome_b").row(0) == (
        "clear",
        "flagged",
    )


def test_compare_shows_units_that_only_one_run_has(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    study = tk.Study(framework=framework)
    result = tk.compare(study.score(values), study.score(values.filter(pl.col("unit_id") != "A")))
    assert set(result.scores.filter(pl.col("only_in") == "a")["unit_id"]) == {"A"}


def test_compare_lists_the_choices_that_differ(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    study = tk.Study(framework=framework)
    result = tk.compare(study.score(values), study.replace(weighting="equal").score(values))
    assert result.choices.rows() == [("weighting", "framework", "equal")]


def test_nothing_in_common_is_refused(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    study = tk.Study(framework=framework)
    other = values.with_columns(pl.format("x{}", "unit_id").alias("unit_id"))
    with pytest.raises(OptionError, match="nothing to compare"):
        tk.compare(study.score(values), study.score(other))
