"""Stage 4 in a run: gaps filled and outliers treated by parameters of the base period, on record, and marked in the coverage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import toolkit as tk
from tests.toolkit.conftest import as_frame
from toolkit.errors import OptionError
from toolkit.impute import IMPUTERS, pool
from toolkit.impute.mean import Mean
from toolkit.index import climb
from toolkit.matrix import to_column
from toolkit.recipe import recipe_of
from toolkit.run import Source, score_study

FLAT = as_frame("""node,parent,kind,direction,weight
total,,index,,
X,total,indicator,1,1
Y,total,indicator,-1,1
""")


def units_of(run: tk.ScoringRun, node: str = "total") -> dict[tuple[str, str], dict[str, object]]:
    """Return the scores of a node by unit and period."""
    rows = run.scores.filter(node=node).iter_rows(named=True)
    return {(row["unit_id"], row["period"]): row for row in rows}


def outlying() -> pl.DataFrame:
    """Twelve units in two periods; X has an outlier in the first one and a greater one in the second one."""
    x = [*range(1, 11), 30, 100]
    rows = [
        (f"U{i:02}", period, indicator, float(value))
        for period, scale in (("2024", 1), ("2025", 2))
        for i in range(12)
        for indicator, value in (("X", x[i] * scale), ("Y", i))
    ]
    return pl.DataFrame(rows, schema=["unit_id", "period", "indicator", "value"], orient="row")


def test_by_default_nothing_is_filled_or_treated(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework).score(values)
    assert run.treated.height == 0
    assert run.ledger.filter(stage="treat").height == 0


def test_a_filled_gap_is_on_record_and_values_stay_as_measured(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework, imputer="mean").score(values)
    rows = run.treated.select("unit_id", "period", "indicator", "step", "before", "after", "reason").rows()
    assert rows == [  # means of 2024, the base period
        ("B", "2025", "C1", "impute", None, 80.0, "mean"),
        ("C", "2024", "T1", "impute", None, 70.0, "mean"),
        ("C", "2024", "T2", "impute", None, 7.5, "mean"),
    ]
    assert run.values.filter(pl.col("value").is_null()).height == 3
    line = run.ledger.filter(stage="treat").row(0, named=True)
    assert (line["reason"], line["rows_in"], line["rows_out"]) == ("imputed", 3, 0)
    assert line["units"] == "C1 (1), T1 (1), T2 (1)"


def test_coverage_counts_measured_values_only(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    plain = units_of(tk.Study(framework=framework).score(values))
    filled = units_of(tk.Study(framework=framework, imputer="mean").score(values))
    assert {k: row["coverage"] for k, row in filled.items()} == {k: row["coverage"] for k, row in plain.items()}
    assert filled["C", "2024"]["score"] is None  # a quarter of the weight was measured: still not assessable
    assert filled["B", "2025"]["score"] == 45.0  # nothing of climate was measured: it does not count


def test_without_a_minimum_of_coverage_filled_values_speak_alone(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    filled = units_of(tk.Study(framework=framework, imputer="mean", minimum_coverage=0).score(values))
    assert filled["B", "2025"]["score"] == 0.75 * 45 + 0.25 * 80  # climate by the mean of C1 in 2024
    assert filled["B", "2025"]["coverage"] == 0.75


def test_what_a_filled_value_contributes_is_explained(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework, imputer="mean", minimum_coverage=0).score(values)
    parts = tk.explain(run, "B", period="2025").indicators
    row = parts.filter(indicator="C1").row(0, named=True)
    assert (row["value"], row["normalised"], row["contribution"]) == (None, 80.0, 20.0)
    assert parts["contribution"].sum() == pytest.approx(
        units_of(run)["B", "2025"]["score"], abs=1e-5
    )  # six decimals are given


def test_a_filled_value_has_no_known_error_so_its_score_has_no_interval(
    framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    rows = units_of(tk.Study(framework=framework, imputer="last", minimum_coverage=0).score(values))
    assert rows["B", "2025"]["score"] == 0.75 * 45 + 0.25 * 80  # C1 of the year before
    assert rows["B", "2025"]["lower"] is None
    assert rows["A", "2025"]["lower"] is not None


def test_multiple_imputation_carries_its_doubt_into_the_interval() -> None:
    base = outlying()
    gaps = base.with_columns(
        value=pl.when((pl.col("unit_id") == "U05") & (pl.col("indicator") == "Y") & (pl.col("period") == "2025"))
        .then(None)
        .otherwise(pl.col("value")),
        se=pl.lit(0.0),
    )
    study = tk.Study(framework=FLAT, normaliser="minmax", imputer="multiple", imputer_options={"draws": 5})
    row = units_of(study.score(gaps))["U05", "2025"]
    assert row["lower"] < row["score"] < row["upper"]
    assert units_of(study.score(gaps.sample(fraction=1, shuffle=True, seed=1)))["U05", "2025"] == row
    assert units_of(study.replace(seed=1).score(gaps))["U05", "2025"]["score"] != row["score"]


def test_intervals_over_the_draws_are_rubins_of_scores_made_by_hand() -> None:
    """Two gaps of one unit are drawn together: errors of the cells, taken as independent, would give another interval."""
    rng = np.random.default_rng(0)
    wide = pl.DataFrame({"unit_id": [f"U{i:02}" for i in range(30)]}).with_columns(X=pl.Series(rng.normal(50, 9, 30)))
    wide = wide.with_columns(Y=-pl.col("X") + pl.Series(rng.normal(0, 3, 30)), Z=pl.Series(rng.normal(50, 9, 30)))
    tree = pl.DataFrame(
        [("total", None, "index", None), ("X", "total", "indicator", 1), ("Y", "total", "indicator", 1), ("Z", "total", "indicator", 2)],
        schema=["node", "parent", "kind", "weight"],
        orient="row",
    )  # fmt: skip
    gap = pl.col("unit_id") == "U07"
    gaps = wide.with_columns(pl.when(~gap).then(c).alias(c) for c in ("X", "Y"))
    long = gaps.unpivot(index="unit_id", variable_name="indicator", value_name="value")
    long = long.with_columns(period=pl.lit("2024"), se=pl.when(pl.col("value").is_not_null()).then(0.5))
    study = tk.Study(
        framework=tree, normaliser="minmax", imputer="multiple", imputer_options={"draws": 8}, minimum_coverage=0
    )
    row = units_of(study.score(long))["U07", "2024"]
    table = gaps.select("X", "Y", "Z").to_numpy()
    keys = gaps.select("unit_id", level=pl.lit("unit"), period=pl.lit("2024"))
    draws = IMPUTERS["multiple"](draws=8, seed=0).fit(table, keys=keys).all_draws(table, keys=keys)[:, 7]
    filled = np.vstack([table[np.arange(30) != 7], draws.mean(axis=0)])  # what the scale is learned on
    low, span = filled.min(axis=0), np.ptp(filled, axis=0)
    weight = np.array([0.25, 0.25, 0.5])
    scores = ((draws - low) / span * 100).clip(0, 100) @ weight
    within = (0.5 * 100 / span[2] * 0.5) ** 2  # Z alone was measured
    expected = np.sqrt(pool(scores, np.full(8, within)).variance)
    assert row["se"] == pytest.approx(expected, rel=1e-8)  # scores have ten decimals
    apart = np.sqrt(((draws.std(axis=0, ddof=1)[:2] * np.sqrt(9 / 8) * 100 / span[:2] * 0.25) ** 2).sum() + within)
    assert abs(row["se"] - apart) > 0.2  # what cell-by-cell errors would give: the draws of X and Y offset each other


@pytest.mark.parametrize("imputer", IMPUTERS)
def test_what_was_learned_on_the_base_year_serves_the_next(imputer: str) -> None:
    values = outlying().with_columns(
        value=pl.when((pl.col("unit_id") == "U03") & (pl.col("indicator") == "X") & (pl.col("period") == "2025"))
        .then(None)
        .otherwise(pl.col("value"))
    )
    options = {"groups": {f"U{i:02}": "all" for i in range(12)}} if imputer.startswith("group") else {}
    study = tk.Study(
        framework=FLAT, normaliser="minmax", imputer=imputer, imputer_options=options, treatment="winsorise"
    )
    together = study.score(values)
    later = study.fit(values.filter(period="2024")).score(values.filter(period="2025"))
    assert later.scores.equals(together.scores.filter(period="2025").select(later.scores.columns))
    assert later.treated.equals(together.treated.filter(period="2025"))
    expected = 0 if imputer in ("none", "linear") else 1
    assert later.treated.filter(step="impute").height == expected


def test_a_cell_that_is_meant_to_be_empty_is_never_filled(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    status = pl.when(pl.col("value").is_not_null()).then(pl.lit("value"))
    marked = values.with_columns(
        status=status.when(pl.col("unit_id") == "B").then(pl.lit("not_applicable")).otherwise(pl.lit("suppressed"))
    )
    assert tk.Study(framework=framework, imputer="mean").score(marked).treated.height == 0


def test_an_indicator_that_a_level_never_has_is_not_a_gap() -> None:
    schools = [("school", f"S{i}", "2025", "X", float(i)) for i in range(4)]
    groups = [("group", f"G{i}", "2025", k, float(i)) for i in range(4) for k in ("X", "Y")][:-1]
    columns = ["level", "unit_id", "period", "indicator", "value"]
    values = pl.DataFrame(schools + groups, schema=columns, orient="row")
    study = tk.Study(framework=FLAT, normaliser="minmax", imputer="mean", minimum_coverage=0.4)
    assert study.score(values).treated.select("level", "unit_id", "indicator").rows() == [("group", "G3", "Y")]


def test_groups_come_from_the_units(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    study = tk.Study(framework=framework, imputer="group_mean")
    units = pl.DataFrame(
        {"level": ["unit"] * 3, "unit_id": ["A", "B", "C"], "name_zh": ["甲", "乙", "丙"], "name_en": ["A", "B", "C"]}
    ).with_columns(district_id=pl.lit("D01"), stage=pl.Series(["primary", "junior", "junior"]))
    run = score_study(study, values, source=Source(units=units))
    assert run.treated.filter(unit_id="C").select("indicator", "after").rows() == [("T1", 60.0), ("T2", 10.0)]
    with pytest.raises(OptionError, match="no column 'stage'"):
        study.score(values)


def test_outliers_are_treated_by_the_ends_of_the_base_period_and_logged() -> None:
    run = tk.Study(framework=FLAT, normaliser="minmax", treatment="winsorise").score(outlying())
    assert run.treated.select("unit_id", "period", "before", "after", "reason").rows() == [
        ("U10", "2025", 60.0, 30.0, "winsorised_high"),
        ("U11", "2024", 100.0, 30.0, "winsorised_high"),
        ("U11", "2025", 200.0, 30.0, "winsorised_high"),
    ]
    line = run.ledger.filter(stage="treat").row(0, named=True)
    assert (line["reason"], line["rows_in"], line["rows_out"], line["units"]) == ("winsorised_high", 48, 3, "X (3)")
    assert set(run.learned["method"]) == {"winsorise", "minmax"}
    assert run.normalised.filter(unit_id="U10", period="2024", indicator="X")["normalised"].item() == 100.0


def test_a_new_scale_does_not_meet_goalposts_of_the_old_one(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    with pytest.raises(OptionError, match=r"changes the scale of 'T1'.*'goalposts'"):
        tk.Study(framework=framework, treatment="log").score(values)
    tk.Study(framework=framework, treatment="log", normaliser="minmax").score(values)
    tk.Study(framework=framework, treatment="skew_kurtosis").score(values)  # nothing here needs treatment


def test_wrong_choices_are_named(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    with pytest.raises(OptionError, match="Did you mean 'winsorise'"):
        tk.Study(framework=framework, treatment="winsorize").score(values)
    with pytest.raises(OptionError, match="imputer_options but no imputer"):
        tk.Study(framework=framework, imputer_options={"by": "stage"}).score(values)
    with pytest.raises(OptionError, match="not derived from toolkit's Imputer"):
        tk.Study(framework=framework, imputer=dict).score(values)


def test_a_class_or_an_instance_serves_as_well_as_a_name(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    named = tk.Study(framework=framework, imputer="mean").score(values)
    for choice in (Mean, Mean()):
        run = tk.Study(framework=framework, imputer=choice).score(values)
        assert run.scores.equals(named.scores)
        assert set(run.treated["reason"]) == {"Mean"}


def test_the_run_folder_keeps_what_was_treated(framework: pl.DataFrame, values: pl.DataFrame, tmp_path: Path) -> None:
    run = tk.Study(framework=framework, imputer="mean").score(values)
    back = tk.load_run(run.save(tmp_path, charts=False))
    assert back.treated.equals(run.treated)
    assert back.study.imputer == "mean"
    recipe = recipe_of(back.study, back.framework)
    again = climb(back.matrix, back.framework, back.weights, recipe)
    scores = back.scores.filter(node="total").sort("level", "unit_id", "period")
    assert to_column("score", again.score["total"]).equals(scores["score"])
    assert to_column("coverage", again.coverage["total"]).equals(scores["coverage"])
