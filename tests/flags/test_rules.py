"""Flag rules on values small enough to judge by eye."""

from __future__ import annotations

import polars as pl
import pytest

import toolkit as tk


def outcome(run: tk.ScoringRun, rule: str, unit: str, period: str, node: str) -> tuple[str, str, float | None]:
    """Return outcome, severity and probability of one flag."""
    rows = run.flags.filter(
        (pl.col("rule") == rule)
        & (pl.col("unit_id") == unit)
        & (pl.col("period") == period)
        & (pl.col("node") == node)
    )
    return rows.select("outcome", "severity", "probability").row(0)


@pytest.fixture
def run(framework: pl.DataFrame, values: pl.DataFrame) -> tk.ScoringRun:
    """With the flat prior, so that the probability is a plain normal integral."""
    return tk.Study(framework=framework, flags={"prior": "flat"}).score(values)


def test_far_below_is_flagged_and_far_above_is_clear(run: tk.ScoringRun) -> None:
    assert outcome(run, "below_standard", "C", "2024", "C1")[:2] == ("flagged", "alert")
    assert outcome(run, "below_standard", "A", "2024", "T1")[:2] == ("clear", "info")


def test_at_the_standard_is_even_odds_when_uncertain_and_clear_when_counted(run: tk.ScoringRun) -> None:
    assert outcome(run, "below_standard", "B", "2024", "T1") == ("clear", "watch", 0.5)
    assert outcome(run, "below_standard", "C", "2025", "C1") == ("clear", "info", 0.0)


def test_a_missing_value_or_too_few_cases_is_not_assessable_and_never_clear(run: tk.ScoringRun) -> None:
    assert outcome(run, "below_standard", "C", "2024", "T1") == ("not_assessable", "info", None)
    assert outcome(run, "below_standard", "C", "2025", "T1") == ("not_assessable", "info", None)  # n = 5 of 10


def test_an_unknown_error_is_not_assessable(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework).score(values.with_columns(se=pl.lit(None, pl.Float64)))
    told = run.flags.filter(pl.col("rule") == "below_standard")
    assert set(told["outcome"]) == {"not_assessable"}
    assert run.scores["lower"].null_count() == run.scores.height


def test_a_standard_for_a_cost_indicator_counts_from_above(values: pl.DataFrame, framework: pl.DataFrame) -> None:
    strict = framework.with_columns(
        standard=pl.when(pl.col("node") == "T2").then(pl.lit("7")).otherwise("standard")
    )
    run = tk.Study(framework=strict).score(values)
    assert outcome(run, "below_standard", "A", "2024", "T2")[0] == "clear"  # 5 days, at most 7
    assert outcome(run, "below_standard", "B", "2024", "T2")[0] == "flagged"  # 10 days


def test_a_standard_for_a_dimension_looks_at_its_score(values: pl.DataFrame, framework: pl.DataFrame) -> None:
    strict = framework.with_columns(
        standard=pl.when(pl.col("node") == "teaching").then(pl.lit("60")).otherwise("standard")
    )
    run = tk.Study(framework=strict, flags={"prior": "flat"}).score(values)
    assert outcome(run, "below_standard", "B", "2025", "teaching")[0] == "flagged"  # 45
    assert outcome(run, "below_standard", "A", "2025", "teaching")[0] == "clear"  # 67.5


def test_sharp_change_needs_size_and_certainty(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework).score(values)
    assert outcome(run, "sharp_change", "A", "2025", "teaching")[:2] == ("flagged", "alert")  # 77.5 to 67.5, se 1.4
    noisy = values.with_columns(se=pl.when(pl.col("indicator") == "T1").then(30.0).otherwise("se"))
    assert outcome(tk.Study(framework=framework).score(noisy), "sharp_change", "A", "2025", "teaching")[0] == "clear"
    small = tk.Study(framework=framework, flags={"change": 15.0}).score(values)
    assert outcome(small, "sharp_change", "A", "2025", "teaching")[0] == "clear"


def test_change_from_nothing_is_not_assessable(run: tk.ScoringRun) -> None:
    assert outcome(run, "sharp_change", "C", "2025", "total")[0] == "not_assessable"
    assert run.flags.filter((pl.col("rule") == "sharp_change") & (pl.col("period") == "2024")).height == 0


def test_every_flag_says_why_in_both_languages(run: tk.ScoringRun) -> None:
    assert run.flags["reason"].str.len_chars().min() > 5
    assert run.flags["message"].str.len_chars().min() > 5
    alert = run.flags.filter((pl.col("outcome") == "flagged") & (pl.col("rule") == "below_standard"))
    assert alert["reason"].str.contains("供核查").all()
    assert not alert["reason"].str.contains("黄牌|红牌").any()


def test_flags_fit_their_schema(run: tk.ScoringRun) -> None:
    from schemas import DERIVED

    DERIVED["flags"].validate(run.flags, lazy=True)
    DERIVED["scores"].validate(run.scores, lazy=True)
    DERIVED["weights"].validate(run.weights, lazy=True)
    DERIVED["normalised"].validate(run.normalised, lazy=True)
    DERIVED["values"].validate(run.values, lazy=True)
