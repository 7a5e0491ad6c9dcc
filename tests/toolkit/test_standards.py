"""What each unit is measured against."""

from fractions import Fraction

import polars as pl
import pytest

from toolkit.errors import DataError
from toolkit.standards import standards

NODES = pl.DataFrame(
    [
        ("total", "index", None, None),
        ("R1", "indicator", None, None),
        ("R1", "indicator", 4.2, "primary"),
        ("R1", "indicator", 5.3, "junior"),
        ("R6", "indicator", 1800.0, None),
        ("R6", "indicator", 2000.0, "primary"),
        ("R6", "indicator", None, "junior"),
        ("C1", "indicator", 85.0, None),
        ("Q6", "indicator", None, None),
    ],
    schema=["node", "kind", "standard", "stage"],
    orient="row",
)
UNITS = pl.DataFrame(
    [
        ("school", "S1", "primary"), ("school", "S2", "junior"), ("school", "S3", "senior"), ("school", "S4", None),
        ("group", "G1", None), ("group", "G2", None), ("district", "D1", None),
    ],
    schema=["level", "unit_id", "stage"],
    orient="row",
)  # fmt: skip


def members(*rows):
    types = {"period": pl.String, "group_id": pl.String, "school_id": pl.String, "weight": pl.Float64}
    return pl.DataFrame([("2025", g, s, w) for g, s, w in rows], schema=types, orient="row")


@pytest.mark.parametrize(("stage", "standard"), [("primary", 4.2), ("junior", 5.3), (None, None), ("senior", None)])
def test_an_indicator_of_groups_only_goes_by_the_stage_that_all_schools_of_the_group_share(stage, standard):
    units = UNITS.with_columns(stage=pl.when(pl.col("unit_id") == "G1").then(pl.lit(stage)).otherwise("stage"))
    index = pl.DataFrame(
        {
            "level": ["group", "school"],
            "unit_id": ["G1", "S1"],
            "period": "2025",
            "indicator": ["R1", "C1"],
            "value": [1.0, 1.0],
        }
    )
    assert standards(NODES, units, BOTH, index).filter(indicator="R1")["standard"].item() == standard


BOTH = members(("G1", "S1", 300.0), ("G1", "S2", 100.0))


def of(level, unit, name, belonging=BOTH, values=None):
    rows = values or [(level, unit, name)]
    columns = ["level", "unit_id", "indicator", *(["value"] if values else [])]
    index = pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None).with_columns(
        period=pl.lit("2025")
    )
    result = standards(NODES, UNITS, belonging, index)
    assert result.height == len(rows)
    row = result.filter(level=level, unit_id=unit, indicator=name)
    return row["standard"].item()


@pytest.mark.parametrize(
    ("school", "name", "standard"),
    [
        ("S1", "R1", 4.2),
        ("S2", "R1", 5.3),
        ("S3", "R1", None),  # no row of its stage, and the row without a stage has none
        ("S4", "R1", None),
        ("S3", "R6", 1800.0),
        ("S1", "R6", 2000.0),
        ("S2", "R6", None),  # its stage has a row that sets none
        ("S3", "C1", 85.0),
        ("S4", "Q6", None),
        ("S9", "C1", 85.0),
        ("S9", "R1", None),  # a school that units does not know
    ],
)
def test_schools(school, name, standard):
    assert of("school", school, name) == standard


def test_a_group_is_held_to_the_mix_of_its_schools():
    exact = (300 * Fraction("4.2") + 100 * Fraction("5.3")) / 400
    assert of("group", "G1", "R1") == float(exact)


def test_a_group_where_a_school_that_counts_has_no_standard_is_not_assessable():
    assert of("group", "G1", "R1", members(("G1", "S1", 300.0), ("G1", "S3", 1.0))) is None


@pytest.mark.parametrize("weight", [0.0, None])
def test_a_school_that_does_not_count_needs_none(weight):
    assert of("group", "G1", "R1", members(("G1", "S1", 300.0), ("G1", "S3", weight))) == 4.2


def test_only_schools_with_a_value_count_when_values_are_given():
    def values(second):
        return [("group", "G1", "R1", 5.0), ("school", "S1", "R1", 5.0), ("school", "S2", "R1", second)]

    assert of("group", "G1", "R1", values=values(None)) == 4.2
    assert of("group", "G1", "R1", values=values(5.0)) == (300 * 42 + 100 * 53) / 4000


def test_a_group_without_members_has_none_unless_the_standard_knows_no_stages():
    assert of("group", "G2", "R1") is None
    assert of("group", "G2", "C1") == 85.0


@pytest.mark.parametrize(("name", "standard"), [("C1", 85.0), ("R6", 1800.0), ("R1", None)])
def test_other_units_take_the_row_without_a_stage(name, standard):
    assert of("district", "D1", name) == standard


def test_frameworks_without_a_stage_column():
    index = pl.DataFrame({"level": "unit", "unit_id": "NO", "period": "2021", "indicator": "C1"})
    nodes = NODES.filter(pl.col("stage").is_null()).drop("stage")
    assert standards(nodes, UNITS, BOTH, index)["standard"].to_list() == [85.0]


def test_two_rows_for_one_stage_are_refused():
    index = pl.DataFrame({"level": "unit", "unit_id": "NO", "period": "2021", "indicator": "C1"})
    with pytest.raises(DataError, match="two rows of 'R1'"):
        standards(pl.concat([NODES, NODES.filter(pl.col("stage") == "primary")]), UNITS, BOTH, index)
