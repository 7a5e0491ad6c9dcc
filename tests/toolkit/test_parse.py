"""Cells of every kind into every type of column: what is taken, what is converted, what is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.facts import ColumnFacts, all_facts
from toolkit.reading.cells import Cells, cells_of
from toolkit.reading.parse import PARSERS, parse

FACTS = all_facts()
COLUMNS = {
    "text": FACTS["schools"].columns["name_zh"],
    "identifier": FACTS["schools"].columns["school_id"],
    "period": FACTS["school_year"].columns["period"],
    "choice": FACTS["memberships"].columns["role"],
    "integer": FACTS["school_year"].columns["pupils"],
    "number": FACTS["school_year"].columns["teaching_area"],
    "date": FACTS["memberships"].columns["joined"],
    "boolean": FACTS["staff"].columns["backbone"],
}


def read(column: ColumnFacts, *cells: Any) -> tuple[list[Any], dict[str, list[int]]]:
    """Return the values, and the rows that each note speaks of."""
    values, notes = parse(as_cells(*cells), column)
    assert values.dtype == column.dtype
    return values.to_list(), {note.message: note.rows.to_list() for note in notes}


def as_cells(*cells: Any, **options: Any) -> Cells:
    def pick(*kinds: type) -> list[Any]:
        return [cell if type(cell) in kinds else None for cell in cells]

    moments = [dt.datetime(c.year, c.month, c.day) if type(c) is dt.date else c for c in pick(dt.date, dt.datetime)]
    return Cells(
        len(cells),
        text=pl.Series(pick(str), dtype=pl.String),
        number=pl.Series(pick(int, float), dtype=pl.Float64, strict=False),
        moment=pl.Series(moments, dtype=pl.Datetime("us")),
        flag=pl.Series(pick(bool), dtype=pl.Boolean),
        **options,
    )


DAY = dt.date(2025, 9, 1)

# kind of column, cell, value, note
TABLE: list[tuple[str, Any, Any, str | None]] = [
    ("integer", 7.0, 7, None),
    ("integer", "7", 7, "text-as-number"),
    ("integer", "7.0", 7, "text-as-number"),
    ("integer", "+7", 7, "text-as-number"),
    ("integer", "-7", -7, "text-as-number"),
    ("integer", "\u22127", -7, "half-width"),
    ("integer", "１，２００", 1200, "thousands"),
    ("integer", "1,200", 1200, "thousands"),
    ("integer", "12,00", None, "decimal-comma"),
    ("integer", "1,20", None, "decimal-comma"),
    ("integer", 7.5, None, "not-whole"),
    ("integer", "7.5", None, "not-whole"),
    ("integer", 2.0**54, None, "huge-number"),
    ("integer", "十二", None, "not-number"),
    ("integer", "1200人", 1200, "unit-removed"),
    ("integer", "１,２００ 名", 1200, "unit-removed"),
    ("integer", "12.5人", None, "not-whole"),
    ("integer", "1,20人", None, "decimal-comma"),
    ("integer", "人", None, "not-number"),
    ("integer", "1200元", None, "not-number"),
    ("integer", "1200人人", None, "not-number"),
    ("number", "5,000㎡", 5000.0, "unit-removed"),
    ("number", "5000 M2", 5000.0, "unit-removed"),
    ("number", "5万平方米", None, "not-number"),
    ("integer", "1 200", None, "not-number"),
    ("integer", "1_200", None, "not-number"),
    ("integer", "(5)", None, "not-number"),
    ("integer", "0x10", None, "not-number"),
    ("integer", True, None, "not-number"),
    ("integer", DAY, None, "not-number"),
    ("integer", "n/a", None, "placeholder"),
    ("integer", "无", None, "placeholder"),
    ("integer", "NaN", None, "placeholder"),
    ("integer", "inf", None, "not-number"),
    ("integer", "85%", None, "percent"),
    ("integer", "８５％", None, "percent"),
    ("integer", "#DIV/0!", None, "excel-error-cell"),
    ("integer", None, None, None),
    ("integer", "", None, None),
    ("integer", " 　\u00a0", None, None),
    ("number", 0.1, 0.1, None),
    ("number", ".5", 0.5, "text-as-number"),
    ("number", "5.", 5.0, "text-as-number"),
    ("number", "1e3", 1000.0, "text-as-number"),
    ("number", "1e999", None, "huge-number"),
    ("number", "1,234.5", 1234.5, "thousands"),
    ("number", "1.234,5", None, "decimal-comma"),
    ("number", "0,85", None, "decimal-comma"),
    ("number", "10²", None, "not-number"),
    ("number", "½", None, "not-number"),
    ("number", "①", None, "not-number"),
    ("number", "1.2.3", None, "not-number"),
    ("date", DAY, DAY, None),
    ("date", dt.datetime(2025, 9, 1, 8, 30), DAY, "time-dropped"),
    ("date", "2025-09-01", DAY, None),
    ("date", "2025-09-01 00:00:00", DAY, None),
    ("date", "2025-9-1", DAY, "date-form"),
    ("date", "2025/9/1", DAY, "date-form"),
    ("date", "2025.9.1", DAY, "date-form"),
    ("date", "2025年9月1日", DAY, "date-form"),
    ("date", "２０２５年９月１日", DAY, "date-form"),
    ("date", "20250901", DAY, "date-form"),
    ("date", 20250901.0, DAY, "date-form"),
    ("date", 45901.0, None, "not-date"),
    ("date", "03/04/2025", None, "ambiguous-date"),
    ("date", "25/12/2025", None, "ambiguous-date"),
    ("date", "3-4-25", None, "ambiguous-date"),
    ("date", "2025-02-29", None, "no-such-day"),
    ("date", "2025-13-01", None, "no-such-day"),
    ("date", "2025/9-1", None, "not-date"),
    ("date", "2025-09", None, "not-date"),
    ("date", "September 1", None, "not-date"),
    ("date", "待定", None, "not-date"),
    ("date", "—", None, "placeholder"),
    ("date", True, None, "not-date"),
    ("boolean", True, True, None),
    ("boolean", "是", True, None),
    ("boolean", "否", False, None),
    ("boolean", "YES", True, None),
    ("boolean", "no", False, None),
    ("boolean", "FALSE", False, None),
    ("boolean", 1.0, True, None),
    ("boolean", 0.0, False, None),
    ("boolean", "1", True, None),
    ("boolean", 2.0, None, "not-boolean"),
    ("boolean", "也许", None, "not-boolean"),
    ("boolean", "不详", None, "placeholder"),
    ("boolean", DAY, None, "not-boolean"),
    ("text", "第一小学", "第一小学", None),
    ("text", "　第一小学 ", "第一小学", "stripped"),
    ("text", "第Ⅱ小学，10²", "第Ⅱ小学，10²", None),
    ("text", 7.0, "7", "number-as-text"),
    ("text", 7.5, "7.5", "number-as-text"),
    ("text", True, "true", "boolean-as-text"),
    ("text", DAY, "2025-09-01", "date-as-text"),
    ("text", "#REF!", None, "excel-error-cell"),
    ("identifier", "007", "007", None),
    ("identifier", "Ｓ００７", "S007", "half-width"),
    ("identifier", 7.0, "7", "number-as-text"),
    ("identifier", 999_999_999_999_999.0, "999999999999999", "number-as-text"),
    ("identifier", 1_234_567_890_123_456.0, None, "lost-digits"),
    ("identifier", DAY, None, "date-not-text"),
    ("identifier", True, None, "not-identifier"),
    ("period", "2025-26", "2025-26", None),
    ("period", "2025-2026", "2025-26", "period-form"),
    ("period", "2025/26", "2025-26", "period-form"),
    ("period", "2025—2026学年", "2025-26", "period-form"),
    ("period", "1999-2000", "1999-00", "period-form"),
    ("period", "2025-2027", "2025-2027", None),
    ("period", 2025.0, "2025", "number-as-text"),
    ("period", dt.date(2011, 12, 1), None, "date-not-text"),
    ("choice", "lead", "lead", None),
    ("choice", "总校", "lead", None),
    ("choice", "Lead School", "lead", None),
    ("choice", " 成员校", "member", "stripped"),
    ("choice", "分校", "分校", None),
]


@pytest.mark.parametrize(("kind", "cell", "value", "note"), TABLE)
def test_a_cell_becomes(kind: str, cell: Any, value: Any, note: str | None) -> None:
    assert COLUMNS[kind].kind == kind
    values, notes = read(COLUMNS[kind], cell)
    assert values == [value]
    assert notes == ({note: [0]} if note else {})


def test_every_kind_has_its_cases() -> None:
    assert {kind for kind, *_ in TABLE} == set(PARSERS)


@pytest.mark.parametrize("kind", PARSERS)
def test_a_column_is_its_cells_one_by_one(kind: str) -> None:
    cells = [case[1] for case in TABLE]
    values, notes = read(COLUMNS[kind], *cells)
    single = [read(COLUMNS[kind], cell) for cell in cells]
    assert values == [value for (value,), _ in single]
    assert notes == {
        m: [i for i, (_, said) in enumerate(single) if m in said] for m in {m for _, s in single for m in s}
    }


@given(
    st.lists(
        st.one_of(st.text(max_size=12), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none())
    )
)
@pytest.mark.parametrize("kind", ["integer", "number", "date", "boolean", "identifier", "choice"])
def test_nothing_is_lost_silently(kind: str, cells: list[Any]) -> None:
    values, notes = read(COLUMNS[kind], *cells)
    spoken = {row for rows in notes.values() for row in rows}
    for row, (cell, value) in enumerate(zip(cells, values, strict=True)):
        empty = cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\v\f\u00a0\u3000\u200b\ufeff"))
        assert value is not None or empty or row in spoken


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_a_float_written_in_full_is_read_to_the_last_bit(numbers: list[float]) -> None:
    values, _ = read(COLUMNS["number"], *map(repr, numbers))
    assert values == numbers


@given(st.lists(st.dates(), min_size=1))
def test_a_date_is_read_in_each_of_its_forms(days: list[dt.date]) -> None:
    forms = [
        "{0:04d}-{1:02d}-{2:02d}",
        "{0:04d}/{1}/{2}",
        "{0:04d}.{1}.{2}",
        "{0:04d}年{1}月{2}日",
        "{0:04d}{1:02d}{2:02d}",
    ]
    for form in forms:
        values, _ = read(COLUMNS["date"], *(form.format(d.year, d.month, d.day) for d in days))
        assert values == days


def test_a_comma_is_doubtful_where_semicolons_separate() -> None:
    values, notes = parse(as_cells("1,234", "0,5", "12", comma_is_doubtful=True, typed=False), COLUMNS["number"])
    assert values.to_list() == [None, None, 12.0]
    assert [(note.message, note.rows.to_list()) for note in notes] == [("decimal-comma", [0, 1])]


def test_marks_of_a_workbook() -> None:
    marks = {0: ("error", "#DIV/0!"), 1: ("formula", ""), 2: ("percent", ""), 3: ("zeros", "5")}
    values, notes = parse(as_cells(None, 0.0, 0.85, 7.0, 8.0, marks=marks), COLUMNS["number"])
    assert values.to_list() == [None, None, None, 7.0, 8.0]
    assert {note.message: (note.rows.to_list(), note.shown.to_list()) for note in notes} == {
        "excel-error-cell": ([0], ["#DIV/0!"]),
        "uncalculated-formula": ([1], [None]),
        "percent": ([2], ["85%"]),
    }
    values, _ = parse(as_cells(None, 0.0, 0.85, 7.0, 8.0, marks=marks), COLUMNS["identifier"])
    assert values.to_list() == [None, None, "0.85", "00007", "8"]


@pytest.mark.parametrize(
    ("series", "kind", "values"),
    [
        (pl.Series([1, 2], dtype=pl.UInt8), "number", [1.0, 2.0]),
        (pl.Series([1.0, 2.5]), "integer", [1, None]),
        (pl.Series(["1", "x"], dtype=pl.Categorical), "integer", [1, None]),
        (pl.Series([dt.datetime(2025, 9, 1), None]), "date", [DAY, None]),
        (pl.Series([None, None]), "identifier", [None, None]),
        (pl.Series([[1], [2]]), "number", [None, None]),
        (pl.Series([dt.timedelta(1), None]), "text", [None, None]),
    ],
)
def test_typed_series_are_cells_too(series: pl.Series, kind: str, values: list[Any]) -> None:
    assert parse(cells_of(series), COLUMNS[kind])[0].to_list() == values


PERCENT = replace(COLUMNS["number"], id="share", unit="%", limits=(0, 100))


def test_a_percent_sign_is_no_riddle_where_the_unit_is_per_cent() -> None:
    marks = {1: ("percent", ""), 3: ("percent", ""), 4: ("percent", "")}
    values, notes = parse(as_cells("85%", 0.07, 0.85, None, 1.1, marks=marks), PERCENT)
    assert values.to_list() == [85.0, 7.0, 0.85, None, 110.0], (
        "0.85 without a sign stays 0.85: the check of ranges speaks"
    )
    assert {note.message: note.rows.to_list() for note in notes} == {"unit-removed": [0], "percent-format": [1, 4]}


def test_a_serial_date_is_read_where_the_source_counts_days() -> None:
    cells = as_cells(45901.0, 45901.5, 18263.0, 18264.0, 73050.0, 73051.0, 20250901.0, serial=True)
    values, notes = parse(cells, COLUMNS["date"])
    days = [DAY, None, None, dt.date(1950, 1, 1), dt.date(2099, 12, 31), None, DAY]
    assert values.to_list() == days
    assert {note.message: note.rows.to_list() for note in notes} == {
        "serial-date": [0, 3, 4],
        "not-date": [1, 2, 5],
        "date-form": [6],
    }


def test_digits_beyond_the_exact_whole_numbers_are_kept() -> None:
    values, notes = parse(cells_of(pl.Series([2**53 + 1, 7])), COLUMNS["identifier"])
    assert values.to_list() == ["9007199254740993", "7"]
    assert notes[0].rows.to_list() == [1]
