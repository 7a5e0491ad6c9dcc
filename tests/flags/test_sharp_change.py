"""When a change of a score can be judged, and what is said when it can't."""

from __future__ import annotations

import polars as pl
import pytest

import toolkit as tk
from tests.toolkit.conftest import as_frame
from toolkit.roll_up import roll_up
from toolkit.run import Source, score_study

TREE = """node,parent,kind,low,high
total,,index,,
X1,total,indicator,0,100
"""
STEADY = {"S1": (70.0, 70.0), "S2": (60.0, 60.0), "S3": (50.0, 50.0), "S4": (90.0, 90.0)}
ALL = {"S1": 100.0, "S2": 100.0, "S3": 100.0, "S4": 100.0}


def judged(
    schools: dict[str, tuple[float | None, float | None]],
    before: dict[str, float | None],
    after: dict[str, float | None],
    **choices: object,
) -> dict[str, object]:
    """Return the flag of the group G1 at the root: schools have (value before, value after), members have weights."""
    values = pl.DataFrame(
        [(s, p, v) for s, both in schools.items() for p, v in zip(("2024", "2025"), both, strict=True)],
        schema={"unit_id": pl.String, "period": pl.String, "value": pl.Float64},
        orient="row",
    ).with_columns(
        indicator=pl.lit("X1"),
        se=pl.lit(0.0),
        n=pl.lit(10, pl.Int64),
        status=pl.when(pl.col("value").is_null()).then(pl.lit("missing")).otherwise(pl.lit("value")),
    )
    members = pl.DataFrame(
        [(p, "G1", s, "member", w) for p, ws in (("2024", before), ("2025", after)) for s, w in ws.items()],
        schema={
            "period": pl.String,
            "group_id": pl.String,
            "school_id": pl.String,
            "role": pl.String,
            "weight": pl.Float64,
        },
        orient="row",
    ).with_columns(years=pl.lit(1.0), pupils=pl.col("weight").cast(pl.Int64))
    groups = roll_up(values, members.rename({"group_id": "unit_id"})).drop("share")
    columns = ["level", "unit_id", "period", "indicator", "value", "se", "n", "status"]
    both = pl.concat(
        [
            values.with_columns(level=pl.lit("school")).select(columns),
            groups.with_columns(level=pl.lit("group")).select(columns),
        ]
    )
    run = score_study(tk.Study(framework=as_frame(TREE), **choices), both, source=Source(members=members))  # type: ignore[arg-type]
    return run.flags.filter(rule="sharp_change", level="group", node="total").row(0, named=True)


def test_the_same_schools_decide_when_a_member_drops_out_of_the_count() -> None:
    """S4 has no pupils in the second return, hence no weight: the group falls by 7.5, and no school has changed."""
    flag = judged(STEADY, ALL, {**ALL, "S4": None})
    assert flag["outcome"] == "not_assessable"
    assert "from 67.5 to 60.0, but other schools are counted" in str(flag["message"])
    assert "those counted both times changed by 0.0" in str(flag["message"])
    assert "由 67.5 变为 60.0，但计入的学校与上期不同，两期都计入的学校变化 0.0" in str(flag["reason"])


def test_a_member_without_a_value_is_not_counted_either() -> None:
    assert judged({**STEADY, "S4": (90.0, None)}, ALL, ALL)["outcome"] == "not_assessable"


def test_a_school_that_joins_can_hide_a_fall() -> None:
    """S1 to S3 lose 10 each, the newcomer makes good for it: 60 before, 60 after."""
    fallen = {"S1": (70.0, 60.0), "S2": (60.0, 50.0), "S3": (50.0, 40.0), "S4": (90.0, 90.0)}
    flag = judged(fallen, {k: w for k, w in ALL.items() if k != "S4"}, ALL)
    assert flag["outcome"] == "not_assessable"
    assert "changed by -10.0" in str(flag["message"])


def test_what_the_same_schools_confirm_is_judged_and_they_are_named() -> None:
    fallen = {s: (v, v - 20) for s, (v, _) in STEADY.items()}
    flag = judged(fallen, ALL, {**ALL, "S2": None})
    assert (flag["outcome"], flag["severity"]) == ("flagged", "alert")
    assert "other schools are counted, those counted both times changed by -20.0" in str(flag["message"])
    quiet = judged(STEADY, ALL, {**ALL, "S1": None})  # S1 is near the mean: 67.5 to 66.7
    assert quiet["outcome"] == "clear"
    assert "changed by 0.0" in str(quiet["message"])


def test_the_same_schools_with_other_weights_are_judged_as_they_are() -> None:
    flag = judged(STEADY, ALL, {**ALL, "S4": 500.0})
    assert flag["outcome"] == "flagged"
    assert "other schools" not in str(flag["message"])


def test_too_few_of_the_same_schools_say_nothing() -> None:
    """Three of four schools are new: the one that stayed does not speak for the group."""
    flag = judged(STEADY, {"S1": 100.0}, ALL)
    assert flag["outcome"] == "not_assessable"
    assert "changed by –" in str(flag["message"])


@pytest.mark.parametrize(
    ("choices", "outcome"),
    [
        ({}, "flagged"),
        ({"normaliser": "minmax"}, "flagged"),
        ({"normaliser": "zscore"}, "not_assessable"),
        ({"normaliser": "rank"}, "not_assessable"),
        ({"normaliser_options": {"output_range": (0, 1)}}, "not_assessable"),
        ({"aggregator": "borda"}, "not_assessable"),
        ({"normaliser": "zscore", "flags": {"change": 0.5}}, "flagged"),
        ({"normaliser": "zscore", "flags": {"change": 3.0}}, "clear"),
        ({"normaliser_options": {"output_range": (0, 1)}, "flags": {"change": 0.05}}, "flagged"),
    ],
)
def test_five_points_are_points_of_a_hundred(choices: dict[str, object], outcome: str) -> None:
    """A fall by 20 of 100 points; on another scale the default threshold says nothing, and never `clear`."""
    fallen = {s: (v, v - 20) for s, (v, _) in STEADY.items()}
    flag = judged(fallen, ALL, ALL, **choices)
    assert flag["outcome"] == outcome
    if outcome == "not_assessable":
        assert "threshold of 5 points is for scores from 0 to 100" in str(flag["message"])
        assert "Set flags.change" in str(flag["message"])
        assert "flags.change" in str(flag["reason"])


def test_nodes_above_another_scale_are_on_none(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    """C1 alone is a z-score: `climate` and the root can't be judged, `teaching` can."""
    mixed = framework.with_columns(normaliser=pl.when(pl.col("node") == "C1").then(pl.lit("zscore")))
    run = tk.Study(framework=mixed).score(values)
    flags = run.flags.filter(rule="sharp_change", unit_id="A")
    assert dict(flags.select("node", "outcome").iter_rows()) == {
        "teaching": "flagged",
        "climate": "not_assessable",
        "total": "not_assessable",
    }


def test_a_new_unit_is_said_to_be_new(framework: pl.DataFrame, values: pl.DataFrame) -> None:
    run = tk.Study(framework=framework).score(values.filter((pl.col("unit_id") != "A") | (pl.col("period") == "2025")))
    flag = run.flags.filter(rule="sharp_change", unit_id="A", node="total").row(0, named=True)
    assert flag["outcome"] == "not_assessable"
    assert "no data of the period before (2024)" in flag["message"]
    assert "上一期（2024）没有该单位的数据" in flag["reason"]


def test_a_change_at_the_threshold_counts_also_when_floats_disagree(
    framework: pl.DataFrame, values: pl.DataFrame
) -> None:
    """A loses 10 points of `teaching`; 0.1 x 3 and its like stand a hair above what they mean."""
    study = tk.Study(framework=framework, flags={"change": 10.000000000000002, "prior": "flat"})
    assert (
        study.score(values).flags.filter(rule="sharp_change", unit_id="A", node="teaching")["outcome"].item()
        == "flagged"
    )
