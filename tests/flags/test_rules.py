"""Flag rules on values small enough to judge by eye."""

from __future__ import annotations

import polars as pl
import pytest

import toolkit as tk


def outcome(run: tk.ScoringRun, rule: str, unit: str, period: str, node: str) -> tuple[str, str, float | None]:
    """Return outcome, severity and probability of one flag."""
    rows = run.flags.filter(
        (pl.col("rule") == rule) & (pl.col("unit_id") == unit) & (pl.col("period") == period) & (pl.col("node") == node)
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
    strict = framework.with_columns(standard=pl.when(pl.col("node") == "T2").then(pl.lit("7")).otherwise("standard"))
    run = tk.Study(framework=strict).score(values)
    assert outcome(run, "below_standard", "A", "2024", "T2")[0] == "clear"  # 5 days, at most 7
    assert outcome(run, "below_standard", "B", "2024", "T2")[0] == "flagged"  # 10 days
    told = run.flags.filter((pl.col("node") == "T2") & (pl.col("outcome") == "flagged"))
    assert told["message"].str.contains("probability above the limit").all()
    assert told["reason"].str.contains("超过限值的概率").all()


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


def test_a_stage_without_a_standard_is_not_assessable_and_is_said(
    framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    """Stage rows apply to schools; a school of another stage is held to nothing, and that shows."""
    staged = pl.concat(
        [
            framework.with_columns(
                standard=pl.when(pl.col("node") != "T1").then("standard"), stage=pl.lit(None, pl.String)
            ),
            framework.filter(pl.col("node") == "T1")
            .select("node", "parent", "kind", "standard")
            .with_columns(stage=pl.lit("primary")),
        ],
        how="diagonal",
    )
    run = tk.Study(framework=staged).score(values.with_columns(level=pl.lit("school")))
    told = run.flags.filter((pl.col("rule") == "below_standard") & (pl.col("node") == "T1"))
    assert set(told["outcome"]) == {"not_assessable"}
    assert told["message"].str.contains("no standard for this stage").all()


def test_a_change_that_is_usual_for_the_field_is_not_sharp(framework: pl.DataFrame) -> None:
    """Twelve units swing by about 12 points every year; one falls by 70, and only that one is sharp."""
    swings = [12.0, -12.0, 10.0, -10.0, 14.0, -14.0, 11.0, -11.0, 13.0, -13.0, 9.0, -70.0]
    rows = [
        (f"U{i:02d}", period, indicator, 75.0 + (swing if period == "2025" and indicator == "T1" else 0.0), 0.0)
        for i, swing in enumerate(swings)
        for period in ("2024", "2025")
        for indicator in ("T1", "C1")
    ]
    values = pl.DataFrame(rows, schema=["unit_id", "period", "indicator", "value", "se"], orient="row")
    flat = framework.filter(pl.col("node") != "T2")
    run = tk.Study(framework=flat).score(values)
    sharp = run.flags.filter(
        (pl.col("rule") == "sharp_change") & (pl.col("outcome") == "flagged") & (pl.col("node") == "teaching")
    )
    assert sharp["unit_id"].to_list() == ["U11"]


def test_a_fall_of_all_alike_is_sharp_for_all(framework: pl.DataFrame) -> None:
    rows = [
        (f"U{i:02d}", period, indicator, 80.0 - (10.0 if period == "2025" else 0.0), 0.0)
        for i in range(12)
        for period in ("2024", "2025")
        for indicator in ("T1", "C1")
    ]
    values = pl.DataFrame(rows, schema=["unit_id", "period", "indicator", "value", "se"], orient="row")
    run = tk.Study(framework=framework.filter(pl.col("node") != "T2")).score(values)
    sharp = run.flags.filter((pl.col("rule") == "sharp_change") & (pl.col("node") == "total"))
    assert sharp["outcome"].to_list() == ["flagged"] * 12


def test_an_unknown_number_of_cases_is_not_enough(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    """T1 and C1 need ten cases; nobody says how many there were."""
    run = tk.Study(framework=framework).score(values.with_columns(n=pl.lit(None, pl.Int64)))
    told = run.flags.filter(rule="below_standard")
    assert set(told["outcome"]) == {"not_assessable"}
    known = told.join(run.values.drop_nulls("value").rename({"indicator": "node"}), on=["unit_id", "period", "node"])
    assert known["message"].str.contains("number of cases unknown, at least 10 are needed").all()
    assert known["reason"].str.contains("样本量未知，而最小样本量为 10").all()
    free = tk.Study(framework=framework.with_columns(minimum_n=pl.lit(None, pl.String)))
    lenient = free.score(values.with_columns(n=pl.lit(None, pl.Int64)))
    assert "flagged" in lenient.flags.filter(rule="below_standard")["outcome"]
