"""The descriptor, read by the Frictionless library: it takes good files, and finds what the models forbid."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import frictionless
import polars as pl
import pytest

from indicators.city import make_city
from schemas import RAW
from toolkit.dictionary import write_dictionary

ROWS = 400
"""Rows a table of the largest ones: the library needs a second for a few thousand."""


@pytest.fixture(scope="module")
def package() -> dict[str, pl.DataFrame]:
    """Every table with all its columns, cut short so that references still hold."""
    city = make_city(groups=16, members=90, periods=("2024-25", "2025-26"))
    parts = {name: city.get(name, pl.DataFrame()).head(ROWS) for name in RAW}
    for name in ("staff_moves", "training"):
        parts[name] = city[name].join(parts["staff"], on="staff_id", how="semi").head(ROWS)
    return {name: whole(frame, list(RAW[name].to_schema().columns)) for name, frame in parts.items()}


def whole(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    given = {c: frame[c] if c in frame.columns else pl.Series([None] * frame.height, dtype=pl.String) for c in columns}
    return pl.DataFrame(given)


def errors(frames: Mapping[str, pl.DataFrame], folder: Path) -> list[tuple[str, str]]:
    for name, frame in frames.items():
        frame.write_csv(folder / f"{name}.csv")
    report = frictionless.Package(str(write_dictionary(folder / "datapackage.json"))).validate()
    assert not report.errors
    return [(task.name, error.type) for task in report.tasks for error in task.errors]


def test_a_good_package_is_valid(package: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    assert errors(package, tmp_path) == []


FIRST = pl.int_range(pl.len()) == 0
BAD = {
    "an unknown code": ("memberships", {"role": "boss"}, "constraint-error"),
    "a negative count": ("school_year", {"pupils": -1}, "constraint-error"),
    "text for a number": ("school_year", {"teaching_area": "many"}, "type-error"),
    "no such day": ("memberships", {"joined": "2025-02-30"}, "type-error"),
    "an unknown school": ("memberships", {"school_id": "S9999"}, "foreign-key"),
}


@pytest.mark.parametrize("what", BAD)
def test_it_finds_what_the_models_forbid(package: dict[str, pl.DataFrame], tmp_path: Path, what: str) -> None:
    table, change, error = BAD[what]
    bad = package[table].with_columns(
        pl.when(FIRST).then(pl.lit(str(value))).otherwise(pl.col(column).cast(pl.String)).alias(column)
        for column, value in change.items()
    )
    assert errors({**package, table: bad}, tmp_path) == [(table, error)]


def test_it_finds_a_key_that_stands_twice(package: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    twice = pl.concat([package["schools"], package["schools"].head(1)])
    assert errors({**package, "schools": twice}, tmp_path) == [("schools", "primary-key")]
