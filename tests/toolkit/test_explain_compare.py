"""What drives a score, and what moved it."""

from __future__ import annotations

import numpy as np
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
        assert round(total, 6) == round(score, 6)


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
    assert result.weights.select("node", "a", "b").rows() == [("teaching", 0.75, 0.5), ("climate", 0.25, 0.5)]


def test_of_a_group_of_settings_only_what_differs_is_told(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    study = tk.Study(framework=framework)
    other = study.replace(flags={"probability": 0.95}, grades={"A": 80})
    result = tk.compare(study.score(values), other.score(values))
    assert result.choices.rows() == [
        ("flags.probability", "0.9", "0.95"),
        ("grades.A", "", "80.0"),
    ]


def test_compare_tells_a_changed_framework_cell_by_cell(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    column = pl.when(pl.col("node") == "T1").then(pl.lit("70")).otherwise("standard").alias("standard")
    weight = pl.when(pl.col("node") == "climate").then(pl.lit("3")).otherwise("weight").alias("weight")
    result = tk.compare(
        tk.Study(framework=framework).score(values),
        tk.Study(framework=framework.with_columns(column, weight)).score(values),
    )
    cells = [("climate", None, "weight", "1.0", "3.0", None), ("T1", None, "standard", "60.0", "70.0", None)]
    assert result.framework.rows() == cells
    assert result.choices["choice"].to_list() == ["framework"]
    assert result.choices["a"][0] != result.choices["b"][0]
    assert result.weights["node"].to_list() == ["teaching", "climate"]


def test_compare_tells_another_tree(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    other = framework.with_columns(pl.col("node").replace("C1", "C2"))
    renamed = values.with_columns(pl.col("indicator").replace("C1", "C2"))
    result = tk.compare(tk.Study(framework=framework).score(values), tk.Study(framework=other).score(renamed))
    assert result.framework.select("node", "only_in").rows() == [("C1", "a"), ("C2", "b")]
    assert result.values.rows() == [("C1", 0, 0, 6, 0), ("C2", 0, 0, 0, 6)]
    assert set(result.flags["outcome_a"]) <= {"flagged", "not_assessable", None}


def test_compare_counts_changed_values(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    study = tk.Study(framework=framework)
    at = (pl.col("unit_id") == "A") & (pl.col("indicator") == "T1")
    revised = values.with_columns(
        value=pl.when(at & (pl.col("period") == "2024")).then(None).otherwise("value"),
        se=pl.when(at & (pl.col("period") == "2025")).then(3.0).otherwise("se"),
    )
    result = tk.compare(study.score(values), study.score(revised))
    assert result.values.rows() == [("T1", 1, 1, 0, 0)]
    same = tk.compare(study.score(values), study.score(values.reverse()))
    assert [getattr(same, n).height for n in ("choices", "framework", "values", "learned", "weights", "only")] == [
        0
    ] * 6
    assert (same.drivers.height, same.flags.height) == (0, 0)


def test_compare_tells_the_base_period_as_it_was_found(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    study = tk.Study(framework=framework, normaliser="minmax", minimum_coverage=0.0)
    a = study.score(values)
    assert tk.compare(a, study.replace(base_period="2024").score(values)).choices.height == 0
    other = tk.compare(a, study.replace(base_period="2025").score(values))
    assert other.choices.rows() == [("base_period", "2024", "2025")]
    lowest = other.learned.filter((pl.col("indicator") == "T1") & (pl.col("parameter") == "low"))
    assert lowest.select("method", "a", "b").rows() == [("minmax", 60.0, 40.0)]
    fitted = tk.compare(a, study.fit(values.with_columns(pl.col("value") + 1)).score(values))
    assert fitted.choices.height == 0
    assert fitted.learned.height > 0  # all else is the same


def test_drivers_and_flags_are_of_units_and_periods_of_both_runs(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    study = tk.Study(framework=framework)
    whole = study.score(values)
    for part in (values.filter(pl.col("unit_id") != "A"), values.filter(pl.col("period") == "2024")):
        result = tk.compare(whole, study.score(part))
        assert result.drivers.height == 0
        lost = values.select("unit_id", "period").unique().join(part, on=["unit_id", "period"], how="anti")
        assert result.only.select("unit_id", "period").rows() == sorted(lost.rows())
        assert set(result.only["only_in"]) == {"a"}
        assert result.flags.join(result.only, on=["level", "unit_id", "period"], how="semi").height == 0


def test_a_rule_that_only_one_run_applies_counts_where_it_finds_something(
    framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    study = tk.Study(framework=framework, flags={"rules": ("below_standard", "low_coverage", "sharp_change")})
    fewer = study.replace(flags={"rules": ("low_coverage", "sharp_change")})
    result = tk.compare(fewer.score(values), study.score(values))
    found = study.score(values).flags.filter((pl.col("rule") == "below_standard") & (pl.col("outcome") != "clear"))
    assert result.flags.select("unit_id", "period", "node").rows() == found.select("unit_id", "period", "node").rows()


def test_nothing_in_common_is_refused(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    study = tk.Study(framework=framework)
    other = values.with_columns(pl.format("x{}", "unit_id").alias("unit_id"))
    with pytest.raises(OptionError, match="nothing to compare"):
        tk.compare(study.score(values), study.score(other))


def test_a_unit_without_scores_in_a_period_is_told_when_it_has_some(
    framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    run = tk.Study(framework=framework).score(values.filter((pl.col("unit_id") != "A") | (pl.col("period") == "2025")))
    with pytest.raises(OptionError, match="The unit 'A' has no scores in 2024: it has some in 2025"):
        tk.explain(run, "A", period="2024")


@pytest.mark.parametrize("aggregator", ["arithmetic", "geometric"])
def test_contributions_close_on_every_unit_to_the_last_decimal(framework: pl.DataFrame, aggregator: str) -> None:
    """Thirds and sevenths: what is shown with six decimals adds up to the score with six decimals."""
    names = [f"U{i:02d}" for i in range(40)]
    rows = [
        (u, "2024", x, 1 + (7 * i + 13 * k) % 17 + i / 70)
        for i, u in enumerate(names)
        for k, x in enumerate(("T1", "T2", "C1"))
    ]
    values = pl.DataFrame(rows, schema=["unit_id", "period", "indicator", "value"], orient="row")
    thirds = framework.with_columns(weight=pl.col("node").replace_strict({"teaching": "2", "T1": "5"}, default="1"))
    run = tk.Study(framework=thirds, aggregator=aggregator).score(values)
    from toolkit.contributions import contributions

    score = run.scores.filter(node="total").sort("unit_id")["score"].to_numpy()
    assert np.round(contributions(run, "total").sum(axis=1), 6).tolist() == np.round(score, 6).tolist()


def test_only_units_by_their_text_and_nodes_with_a_score_are_explained(
    framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    run = tk.Study(framework=framework).score(values.with_columns(unit_id=pl.col("unit_id").replace("A", "1")))
    with pytest.raises(OptionError, match=r"Unknown unit 1\. Did you mean '1'"):
        tk.explain(run, 1)  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="'T1' is an indicator: it has a value, not a score"):
        tk.explain(run, "1", node="T1")


@pytest.mark.parametrize("aggregator", ["minimum", "median", "owa", "mean_min"])
def test_contributions_close_where_indicators_tie(aggregator: str) -> None:
    """At a tie the derivative is not one number: half a point each from three indicators made one and a half."""
    text = "node,parent,kind,low,high\ntotal,,index,,\n" + "".join(
        f"{x},total,indicator,0,100\n" for x in ("T1", "T2", "C1")
    )
    flat = pl.read_csv(text.encode(), infer_schema=False)
    rows = [("A", "2024", x, v) for x, v in (("T1", 30.0), ("T2", 30.0), ("C1", 30.0))]
    values = pl.DataFrame(rows, schema=["unit_id", "period", "indicator", "value"], orient="row")
    explained = tk.explain(tk.Study(framework=flat, aggregator=aggregator).score(values), "A")
    assert explained.score["score"].item() == 30.0
    assert round(explained.indicators["contribution"].sum(), 6) == 30.0


def test_effective_weights_hold_for_large_numbers(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    """A base period with hardly any spread makes later scores huge; the weights stay three quarters and one quarter."""
    narrow = pl.when(pl.col("period") == "2024").then(pl.lit(50.0) + pl.col("value") * 1e-9).otherwise("value")
    study = tk.Study(framework=framework, normaliser="minmax", minimum_coverage=0)
    run = study.score(values.with_columns(value=pl.when(pl.col("indicator") != "C1").then(narrow).otherwise("value")))
    table = tk.explain(run, "A", period="2025").indicators
    assert table["normalised"].abs().max() > 1e6
    assert table["effective_weight"].to_list() == pytest.approx([0.375, 0.375, 0.25], abs=1e-5)


def test_a_filled_value_is_said_to_be_filled(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    """A value that was not measured but imputed has weight; the text once failed on it."""
    run = tk.Study(framework=framework, imputer="mean", minimum_coverage=0).score(values)
    explained = tk.explain(run, "C", period="2024")
    assert "not measured, filled in" in explained.text("en")
    assert "无实测值，已填补" in explained.text("zh")


def test_a_value_of_nothing_can_be_explained_under_a_mean_that_takes_no_less(
    framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    """C has 0 points of T2 in 2025, where a power mean is defined, and below which it is not."""
    run = tk.Study(framework=framework, aggregator="power", aggregator_options={"p": 0.5}).score(values)
    table = tk.explain(run, "C", period="2025").indicators
    score = run.scores.filter(unit_id="C", period="2025", node="total")["score"].item()
    assert round(table["contribution"].sum(), 6) == round(score, 6)
