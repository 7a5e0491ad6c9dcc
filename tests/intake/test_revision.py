"""Provisional and final versions: every revised cell is told, and what the revision does to scores."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import toolkit as tk
from indicators.city import make_city
from tests.end_to_end.test_command_line import some_groups
from tests.intake.files import with_staff, write
from tests.intake.test_cases import duxue
from toolkit.errors import DataError, OptionError
from toolkit.revision import Revision, compare_tables
from toolkit.template import write_workbook


def schools(rows: list[tuple[Any, ...]]) -> dict[str, pl.DataFrame]:
    names = {"school_id": pl.String, "period": pl.String, "pupils": pl.Int64, "teaching_area": pl.Float64}
    return {"school_year": pl.DataFrame(rows, schema=names, orient="row")}


OLD = [
    ("S1", "2025-26", 100, 1.0),
    ("S2", "2025-26", None, 2.0),
    ("S3", "2025-26", 300, 3.0),
    ("S4", "2025-26", 400, 4.0),
]
NEW = [
    ("S5", "2025-26", 500, 5.0),
    ("S3", "2025-26", 300, None),
    ("S2", "2025-26", 200, 2.0),
    ("S1", "2025-26", 101, 1.0),
]


def test_every_cell_that_changed() -> None:
    revision = tk.compare(schools(OLD), schools(NEW))
    assert isinstance(revision, Revision)
    assert set(revision.cells.rows()) == {
        ("school_year", "S1 2025-26", "pupils", "changed", "100", "101"),
        ("school_year", "S2 2025-26", "pupils", "filled", None, "200"),
        ("school_year", "S3 2025-26", "teaching_area", "emptied", "3.0", None),
        ("school_year", "S4 2025-26", None, "removed", None, None),
        ("school_year", "S5 2025-26", None, "added", None, None),
    }
    assert dict(revision.counts.select("kind", "count").rows()) == dict.fromkeys(
        ["changed", "filled", "emptied", "removed", "added"], 1
    )
    assert set(revision.counts["rows"]) == {3}


def test_the_same_data_in_another_order_are_the_same() -> None:
    tables = schools(OLD)
    turned = {"school_year": tables["school_year"].reverse().select(reversed(tables["school_year"].columns))}
    assert compare_tables(tables, turned).counts.height == 0
    assert compare_tables(tables, turned).cells.height == 0


def test_back_and_forth() -> None:
    there, back = (compare_tables(schools(a), schools(b)).cells for a, b in ((OLD, NEW), (NEW, OLD)))
    other = {"filled": "emptied", "emptied": "filled", "added": "removed", "removed": "added", "changed": "changed"}
    turned = back.select("table", "key", "column", pl.col("kind").replace_strict(other), before="after", after="before")
    assert set(turned.rows()) == set(there.rows())


def test_a_table_that_came_or_went_is_counted() -> None:
    more = schools(OLD) | {"districts": pl.DataFrame({"district_id": ["D1", "D2"]})}
    assert compare_tables(more, schools(OLD)).counts.rows() == [("districts", None, "removed", 2, 0)]
    assert compare_tables(schools(OLD), more).counts.rows() == [("districts", None, "added", 2, 0)]


def test_people_are_counted_and_not_listed(tmp_path: Path) -> None:
    old = tk.read_tables(write(with_staff(), tmp_path / "a.xlsx"))
    new = old.replace(staff=old["staff"].with_columns(service_years=pl.col("service_years") + 1))
    revision = tk.compare(old, new)
    assert revision.counts.rows() == [("staff", "service_years", "changed", 2, 2)]
    assert revision.cells.height == 0


def test_what_is_refused() -> None:
    with pytest.raises(DataError, match="school_id, period"):
        compare_tables(schools([OLD[0], OLD[0]]), schools(NEW))
    with pytest.raises(OptionError, match="no table in common"):
        compare_tables(schools(OLD), {"districts": pl.DataFrame({"district_id": ["D1"]})})


def test_what_a_revision_does_to_scores(tmp_path: Path) -> None:
    """One school's equipment was a tenth of what is true: only its group can move, and upwards."""
    city = some_groups(make_city(7, groups=16, members=76, periods=("2024-25", "2025-26")), ["G001", "G002"])
    final = city["school_year"]
    one = final.filter(period="2025-26")["school_id"][0]
    slip = (pl.col("school_id") == one) & (pl.col("period") == "2025-26")
    wrong = final.with_columns(
        equipment_value=pl.when(slip).then(pl.col("equipment_value") / 10).otherwise("equipment_value")
    )
    write_workbook(city.replace(school_year=wrong), tmp_path / "provisional.xlsx")
    write_workbook(city, tmp_path / "final.xlsx")
    code, out, err = duxue("compare", tmp_path / "provisional.xlsx", tmp_path / "final.xlsx", "--study", "tianjin",
                           "--format", "json", "--lang", "en")  # fmt: skip
    assert code == 0, err
    counts = json.loads(out)["counts"]
    assert [(r["table"], r["column"], r["count"]) for r in counts["revision"]] == [
        ("school_year", "equipment_value", 1)
    ]
    spells = city["memberships"].filter(pl.col("left").is_null(), school_id=one)
    assert {row["unit_id"] for row in counts["scores"]} <= set(spells["group_id"])
    assert all(row["change"] > 0 for row in counts["scores"])
    assert counts["moved"] == 1
    assert "equipment_value: changed 1" in err
