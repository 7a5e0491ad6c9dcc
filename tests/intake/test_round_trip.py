"""read(write(t)) = t: whatever a table holds, each kind of file gives it back."""

from __future__ import annotations

import datetime as dt
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from toolkit.facts import ColumnFacts, all_facts
from toolkit.read import read_tables
from toolkit.reading.parse._base import EXCEL_ERRORS, SPACES
from toolkit.template import write_workbook

FACTS = all_facts()

# Text that a person can have typed: no control characters (XML 1.0 has none), no spaces around it, no error of Excel.
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8).filter(
    lambda text: text == text.strip(SPACES) and text.upper() not in EXCEL_ERRORS
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXT,
    "identifier": st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,20}", fullmatch=True),
    "period": st.integers(1990, 2090).map(lambda year: f"{year}-{(year + 1) % 100:02d}"),
    "integer": st.integers(0, 2**53),
    "number": st.integers(0, 10**12).map(lambda n: n / 1000),  # 15 digits: what a workbook keeps
    "date": st.dates(dt.date(1900, 3, 1), dt.date(2199, 12, 31)),
    "boolean": st.booleans(),
}


def cells(column: ColumnFacts) -> st.SearchStrategy[Any]:
    value = st.sampled_from(list(column.words)) if column.kind == "choice" else VALUES[column.kind]
    return st.none() | value if column.nullable and column.id not in ("key",) else value


@st.composite
def frames(draw: st.DrawFn, name: str) -> pl.DataFrame:
    columns = [column for column in FACTS[name].columns.values() if column.required]
    rows = draw(st.lists(st.tuples(*map(cells, columns)), min_size=1, max_size=6))
    return pl.DataFrame(rows, schema={column.id: column.dtype for column in columns}, orient="row")


def csv(encoding: str, separator: str) -> Any:
    def write(frame: pl.DataFrame, name: str, at: Path) -> Path:
        path = at / f"{name}.{'tsv' if separator == chr(9) else 'csv'}"
        path.write_bytes(frame.write_csv(separator=separator).encode(encoding))
        return path

    return write


def parquet(frame: pl.DataFrame, name: str, at: Path) -> Path:
    frame.write_parquet(at / f"{name}.parquet")
    return at / f"{name}.parquet"


def workbook(lang: str) -> Any:
    return lambda frame, name, at: write_workbook({name: frame}, at / "data.xlsx", lang=lang)


def sqlite(frame: pl.DataFrame, name: str, at: Path) -> str:
    with closing(sqlite3.connect(at / "data.db")) as base, base:
        base.execute(f"CREATE TABLE {name} ({', '.join(frame.columns)})")
        texts = frame.with_columns(pl.col(pl.Date).cast(pl.String))
        base.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * frame.width)})", texts.rows())
    return f"sqlite:///{at / 'data.db'}"


QUICK = {
    "csv in UTF-8": csv("utf-8", ","),
    "csv with a byte order mark": csv("utf-8-sig", ";"),
    "csv in GB18030": csv("gb18030", ","),
    "tsv in UTF-16": csv("utf-16", "\t"),
    "sqlite": sqlite,
}
SLOW = {"parquet": parquet, "workbook in Chinese": workbook("zh"), "workbook in English": workbook("en")}
TABLES = ["surveys", "memberships", "staff", "lesson_observations", "groups"]


def check(write: Any, name: str, frame: pl.DataFrame) -> None:
    with tempfile.TemporaryDirectory() as at:
        read = read_tables(write(frame, name, Path(at)))
        assert_frame_equal(read[name], frame, check_exact=True)


@pytest.mark.parametrize("kind", QUICK)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_text_file_or_database_gives_the_table_back(kind: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(TABLES))
    check(QUICK[kind], name, data.draw(frames(name)))


@pytest.mark.parametrize("kind", SLOW)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_workbook_or_parquet_file_gives_the_table_back(kind: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(TABLES))
    check(SLOW[kind], name, data.draw(frames(name)))
