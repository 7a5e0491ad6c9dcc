"""One sheet a table: header, drop-downs, hints, and data if there are any."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from toolkit.facts import ColumnFacts, TableFacts
from toolkit.workbook.entry import YES_NO, rule
from toolkit.workbook.guide import write_guide
from toolkit.workbook.looks import Looks, looks, text_width, width

LAST_ROW = 1_048_575
CREATED = dt.datetime(2025, 9, 1)
"""Written into every workbook, so that the same data give the same file."""

OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def write(
    path: Path,
    tables: Mapping[str, TableFacts],
    frames: Mapping[str, pl.DataFrame],
    lang: str,
    guide: Sequence[str] | None = None,
) -> None:
    """Write the guide and one sheet for each table; a table without a frame is an empty sheet to fill in."""
    import xlsxwriter

    tables = {name: asked(table, frames.get(name)) for name, table in tables.items()}
    large = sum(frame.height for frame in frames.values()) > 20_000
    with xlsxwriter.Workbook(path, OPTIONS | {"constant_memory": large}) as book:
        book.set_properties({"title": "Duxue", "created": CREATED})
        styles = looks(book)
        write_guide(book, tables, lang, styles, guide)
        for name, table in tables.items():
            _sheet(book.add_worksheet(table.word(lang)[:31]), table, frames.get(name), lang, styles)


def _sheet(sheet: Any, table: TableFacts, frame: pl.DataFrame | None, lang: str, styles: Looks) -> None:
    columns = list(table.columns.values())
    if frame is not None:
        columns = [column for column in columns if column.required or column.id in frame.columns]
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 32)
    for position, column in enumerate(columns):
        sheet.set_column(
            position, position, max(width(column, lang), _widest(frame, column)), styles.cells[column.kind]
        )
        sheet.write_string(0, position, column.word(lang), styles.optional if column.nullable else styles.required)
    for position, column in enumerate(columns):
        sheet.data_validation(1, position, LAST_ROW, position, rule(column, lang))
    if frame is not None and frame.height:
        _rows(sheet, frame, columns, lang, styles)


def _widest(frame: pl.DataFrame | None, column: ColumnFacts) -> float:
    """Return the width that the first texts of a column need, up to that of a name."""
    if frame is None or column.kind != "text" or column.id not in frame.columns:
        return 0.0
    return min(40.0, max((text_width(text) + 2.0 for text in frame[column.id].drop_nulls().head(200)), default=0.0))


def asked(table: TableFacts, frame: pl.DataFrame | None = None) -> TableFacts:
    """Return the table without the names of people, which are asked of nobody; what a frame holds is written."""
    held = frame.columns if frame is not None else []
    kept = {name: c for name, c in table.columns.items() if c.required or not c.personal or name in held}
    return replace(table, columns=kept)


def _rows(sheet: Any, frame: pl.DataFrame, columns: list[ColumnFacts], lang: str, styles: Looks) -> None:
    here = [column for column in columns if column.id in frame.columns]
    writers = [(columns.index(column), _writer(sheet, column, lang), styles.cells[column.kind]) for column in here]
    for row, values in enumerate(frame.select(column.id for column in here).iter_rows(), start=1):
        for (position, put, style), value in zip(writers, values, strict=True):
            if value is not None:
                put(row, position, value, style)


def _writer(sheet: Any, column: ColumnFacts, lang: str) -> Callable[[int, int, Any, Any], object]:
    at = 0 if lang == "zh" else 1
    if column.kind == "date":
        return lambda row, position, value, style: sheet.write_datetime(row, position, value, style)
    if column.kind in ("integer", "number"):
        return lambda row, position, value, style: sheet.write_number(row, position, value, style)
    if column.kind == "boolean":
        return lambda row, position, value, style: sheet.write_string(
            row, position, YES_NO[lang][0 if value else 1], style
        )
    if column.kind == "choice":
        words = {code: pair[at] for code, pair in column.words.items()}
        return lambda row, position, value, style: sheet.write_string(row, position, words.get(value, value), style)
    return lambda row, position, value, style: sheet.write_string(row, position, value, style)
