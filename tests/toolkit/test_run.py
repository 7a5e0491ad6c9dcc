"""The spine on values that can be scored by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

import toolkit as tk
from indicators.city import make_city
from tests.toolkit.conftest import as_frame
from toolkit.catalogue import models_of
from toolkit.errors import DataError, FindingsError, OptionError
from toolkit.run import run_study


def score_of(run: tk.ScoringRun, unit: str, period: str, node: str) -> dict[str, object]:
    """Return the row of scores of one unit."""
    rows = run.scores.filter((pl.col("unit_id") == unit) & (pl.col("period") == period) & (pl.col("node") == node))
    return rows.row(0, named=True)


def test_score_by_exact_fractions(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework).score(values)
    teaching = (Fraction(80) + (1 - Fraction(5, 20)) * 100) / 2
    total = Fraction(3, 4) * teaching + Fraction(1, 4) * 90
    assert score_of(run, "A", "2024", "teaching")["score"] == float(teaching)
    assert score_of(run, "A", "2024", "total")["score"] == float(total)


def test_standard_error_is_carried_up_the_tree(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework).score(values)
    row = score_of(run, "A", "2024", "total")
    # T1 weighs 3/4 x 1/2, T2 is counted in full, C1 weighs 1/4
    exact = ((Fraction(3, 8) * 2) ** 2 + (Fraction(1, 4) * 3) ** 2) ** Fraction(1, 2)
    assert row["se"] == pytest.approx(float(exact), abs=1e-9)  # scores and errors are published with 10 decimals
    assert row["lower"] < row["score"] < row["upper"]


def test_missing_values_renormalise_and_show_in_coverage(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework).score(values)
    row = score_of(run, "B", "2025", "total")
    assert row["score"] == score_of(run, "B", "2025", "teaching")["score"] == 45.0
    assert row["coverage"] == 0.75
    assert score_of(run, "B", "2025", "climate")["score"] is None
    assert score_of(run, "B", "2025", "climate")["rank"] is None


def test_too_little_data_has_no_score_and_is_never_clear(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework).score(values)
    row = score_of(run, "C", "2024", "total")
    assert (row["score"], row["coverage"]) == (None, 0.25)
    flag = run.flags.filter(
        (pl.col("unit_id") == "C") & (pl.col("period") == "2024") & (pl.col("rule") == "low_coverage")
    )
    assert dict(flag.select("node", "outcome").iter_rows()) == {
        "total": "flagged",
        "teaching": "flagged",
        "climate": "clear",
    }


def test_values_outside_the_goalposts_are_clipped_and_logged(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework).score(values)
    clipped = run.normalised.filter("clipped").select("unit_id", "period", "indicator", "normalised").rows()
    assert clipped == [("C", "2025", "T2", 0.0)]
    line = run.ledger.filter(pl.col("reason") == "clipped_at_goalposts").row(0, named=True)
    assert (line["rows_out"], line["units"]) == (1, "T2 (1)")


def test_order_of_rows_and_frameworks_changes_nothing(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework).score(values)
    again = tk.Study(framework=framework).score(values.sample(fraction=1, shuffle=True, seed=3))
    assert run.scores.equals(again.scores)
    assert run.flags.equals(again.flags)
    assert run.fingerprint == again.fingerprint


def test_parameters_and_weights_come_from_the_base_period_alone(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    study = tk.Study(framework=framework, normaliser="minmax", weighting="sd")
    base = values.filter(pl.col("period") == "2024")
    apart = study.fit(base).score(values)
    assert apart.scores.equals(study.score(values).scores)
    other = study.replace(base_period="2025").score(values)
    assert not other.learned.equals(apart.learned)


def test_a_what_if_leaves_the_study_and_the_input_alone(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    study, before = tk.Study(framework=framework), values.clone()
    what_if = study.replace(aggregator="geometric")
    what_if.score(values.filter((pl.col("unit_id") != "C") | (pl.col("indicator") == "C1")))
    assert (study.aggregator, what_if.aggregator) == ("arithmetic", "geometric")
    assert values.equals(before)


def test_geometric_mean_of_a_zero_is_refused_with_its_place(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    with pytest.raises(DataError, match=r"teaching.*C.*2025.*T2"):
        tk.Study(framework=framework, aggregator="geometric").score(values)


def test_objects_may_stand_in_for_names(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    from toolkit.aggregate import AGGREGATORS
    from toolkit.normalise import NORMALISERS
    from toolkit.weigh import WEIGHTINGS

    named = tk.Study(framework=framework, normaliser="zscore", weighting="equal").score(values)
    given = tk.Study(
        framework=framework,
        normaliser=NORMALISERS["zscore"](),
        weighting=WEIGHTINGS["equal"],
        aggregator=AGGREGATORS["arithmetic"],
    ).score(values)
    assert given.scores.equals(named.scores)


def test_a_gate_is_flagged_but_never_scored(values: pl.DataFrame) -> None:
    text = """node,parent,kind,weight,low,high,standard
total,,index,,,,
T1,total,indicator,1,0,100,
C1,total,indicator,0,0,100,85
T2,total,indicator,1,0,100,
"""
    run = tk.Study(framework=as_frame(text), weighting="entropy").score(values)
    assert dict(run.weights.select("node", "origin").iter_rows())["C1"] == "gate"
    assert run.weights.filter(pl.col("node") == "C1")["weight"].item() == 0.0
    gates = run.flags.filter((pl.col("rule") == "below_standard") & (pl.col("outcome") == "flagged"))
    assert set(gates["node"]) == {"C1"}


def test_grades_at_a_cut_get_the_better_grade(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework, grades={"B": 45.0, "A": 77.5}).score(values)
    assert score_of(run, "B", "2025", "teaching")["grade"] == "B"
    assert score_of(run, "A", "2024", "teaching")["grade"] == "A"
    assert score_of(run, "C", "2024", "total")["grade"] is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weighting": "entropi"}, "Did you mean 'entropy'"),
        ({"normaliser": "min_max"}, "Did you mean 'minmax'"),
        ({"aggregator": "aritmetic"}, "Did you mean 'arithmetic'"),
        ({"base_period": "2023"}, "base_period '2023'"),
        ({"base_period": ""}, "base_period ''"),
        ({"reference_level": ""}, "reference_level ''"),
        ({"normaliser": None}, "normaliser must be a name, a transformer class or an instance of one, not None"),
        ({"reference_level": "school"}, "reference_level 'school'"),
        ({"normaliser_options": {"clipp": True}}, "no option 'clipp'"),
        ({"flags": {"rules": ("below_standart",)}}, "Did you mean 'below_standard'"),
    ],
)
def test_wrong_choices_name_the_value_and_the_allowed_ones(
    framework: pl.DataFrame, values: pl.DataFrame, change: dict[str, object], message: str
) -> None:
    with pytest.raises(OptionError, match=message):
        tk.Study(framework=framework, **change).score(values)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda v: pl.concat([v, v.head(1)]), "more than once"),
        (lambda v: v.with_columns(value=pl.lit(float("nan"))), "value is nan for unit A 2024 T1"),
        (lambda v: v.with_columns(se=pl.lit(-1.0)), "se is negative"),
        (lambda v: v.filter(pl.col("indicator") != "C1"), "indicator 'C1' of which the values have no row"),
        (lambda v: v.rename({"value": "values"}), "lacks the column 'value'. Did you mean 'values'"),
    ],
)
def test_values_that_cannot_be_scored_are_refused(
    framework: pl.DataFrame, values: pl.DataFrame, damage: object, message: str
) -> None:
    with pytest.raises((DataError, OptionError), match=message):
        tk.Study(framework=framework).score(damage(values))  # type: ignore[operator]


def test_an_indicator_that_only_groups_have_is_learned_from_groups(
    values: pl.DataFrame, framework: pl.DataFrame
) -> None:
    """Parameters of the others still come from the schools; weights from the level that has all of them."""
    schools = values.filter(pl.col("indicator") != "C1").with_columns(level=pl.lit("school"))
    groups = values.with_columns(
        pl.format("G{}", "unit_id").alias("unit_id"), level=pl.lit("group"), value=pl.col("value") + 1
    )
    both = pl.concat([schools, groups])
    run = tk.Study(framework=framework, normaliser="minmax", weighting="sd").score(both)
    learned = {(i, p): v for i, p, v in run.learned.select("indicator", "parameter", "value").iter_rows()}
    assert (learned["T1", "low"], learned["T1", "high"]) == (60.0, 80.0)  # schools of 2024
    assert (learned["C1", "low"], learned["C1", "high"]) == (71.0, 91.0)  # groups of 2024
    alone = tk.Study(framework=framework, normaliser="minmax", weighting="sd", reference_level="group").score(both)
    assert run.weights["weight"].sum() == pytest.approx(alone.weights["weight"].sum(), abs=1e-12)
    assert run.weights.filter(pl.col("node") == "C1")["weight"].item() == 1.0


def test_what_does_not_apply_is_no_gap(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    """By status, or since the level has no row of the indicator; rows with the status missing stay a gap."""
    groups = values.filter(pl.col("period") == "2024").with_columns(level=pl.lit("group"))
    schools = groups.filter(pl.col("indicator") != "C1").with_columns(level=pl.lit("school"))
    run = tk.Study(framework=framework, reference_level="group").score(pl.concat([groups, schools]))
    coverage = {
        (level, unit, node): share
        for level, unit, node, share in run.scores.select("level", "unit_id", "node", "coverage").iter_rows()
    }
    assert coverage["school", "A", "total"] == 1.0  # a school has no C1, and lacks nothing
    assert coverage["school", "C", "total"] == 0.0
    assert coverage["group", "C", "total"] == 0.25

    status = pl.when(pl.col("value").is_not_null()).then(pl.lit("value")).otherwise(pl.lit("missing"))
    excused = pl.when((pl.col("unit_id") == "C") & (pl.col("indicator") == "T1")).then(pl.lit("not_applicable"))
    told = groups.with_columns(status=excused.otherwise(status))
    again = tk.Study(framework=framework).score(told)
    assert score_of(again, "C", "2024", "teaching")["coverage"] == 0.0  # T2 applies and is missing
    assert score_of(again, "C", "2024", "total")["coverage"] == 0.25
    both = pl.col("unit_id").eq("C") & pl.col("indicator").is_in(["T1", "T2"])
    free = groups.with_columns(status=pl.when(both).then(pl.lit("not_applicable")).otherwise(status))
    last = tk.Study(framework=framework).score(free)
    assert score_of(last, "C", "2024", "total")["coverage"] == 1.0
    assert score_of(last, "C", "2024", "total")["score"] == 70.0
    assert score_of(last, "C", "2024", "teaching")["score"] is None


def test_a_saved_run_knows_what_does_not_apply(framework: pl.DataFrame, values: pl.DataFrame, tmp_path: Path) -> None:
    excused = pl.col("value").is_null() & (pl.col("indicator") == "T1")
    told = values.with_columns(
        status=pl.when(excused)
        .then(pl.lit("not_applicable"))
        .when(pl.col("value").is_null())
        .then(pl.lit("missing"))
        .otherwise(pl.lit("value"))
    )
    run = tk.Study(framework=framework).score(told)
    back = tk.load_run(run.save(tmp_path, charts=False))
    assert run.matrix.closed is not None
    assert back.matrix.closed.tolist() == run.matrix.closed.tolist()


def test_what_was_validated_is_scored_as_the_raw_tables_are() -> None:
    study = tk.Study()
    tables = make_city(groups=16, members=76, periods=("2024-25", "2025-26"))
    checked = tk.validate(tables, models=models_of(study))
    once, anew = run_study(study, checked), study.run(tables)
    assert once.fingerprint == anew.fingerprint
    for name in ("findings", "ledger", "flags"):
        assert getattr(once, name).equals(getattr(anew, name)), name
    broken = tk.validate(tables.replace(schools=tables["schools"].drop("school_id")), models=models_of(study))
    with pytest.raises(FindingsError):
        run_study(study, broken)
