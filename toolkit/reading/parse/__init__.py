"""From cells to typed columns. One kind of column, one file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import polars as pl

from toolkit.checks.words import MESSAGES
from toolkit.facts import ColumnFacts
from toolkit.reading.cells import Cells
from toolkit.reading.parse._base import Note, note
from toolkit.reading.parse.booleans import booleans
from toolkit.reading.parse.choices import choices
from toolkit.reading.parse.dates import dates
from toolkit.reading.parse.identifiers import identifiers
from toolkit.reading.parse.integers import integers
from toolkit.reading.parse.numbers import numbers
from toolkit.reading.parse.periods import periods
from toolkit.reading.parse.texts import texts

Parser = Callable[[Cells, ColumnFacts], tuple[pl.Series, list[Note]]]

PARSERS: dict[str, Parser] = {
    "text": texts,
    "identifier": identifiers,
    "period": periods,
    "choice": choices,
    "integer": integers,
    "number": numbers,
    "date": dates,
    "boolean": booleans,
}

MARKS = {"error": "excel-error-cell", "formula": "uncalculated-formula"}


def parse(cells: Cells, column: ColumnFacts) -> tuple[pl.Series, list[Note]]:
    """Return the column in its type, and notes on cells that could not be read (null) or were converted."""
    cells, notes = _percentages(cells, column)
    doomed = {row: mark for row, mark in cells.marks.items() if mark[0] in MARKS or _percent(mark, column)}
    for row_kind in sorted({mark[0] for mark in doomed.values()}):
        rows = sorted(row for row, mark in doomed.items() if mark[0] == row_kind)
        shown = [_shown(cells, row, doomed[row]) for row in rows]
        notes.append(
            Note(MARKS.get(row_kind, row_kind), pl.Series(rows, dtype=pl.UInt32), pl.Series(shown, dtype=pl.String))
        )
    cells = cells.without(sorted(doomed)) if doomed else cells
    if cells.has("odd"):
        odd = cells.part("odd")
        notes += note("wrong-type", odd.is_not_null(), odd)
    values, more = PARSERS[column.kind](cells, column)
    return values.alias(column.id), _gathered(notes + more, values)


def _percentages(cells: Cells, column: ColumnFacts) -> tuple[Cells, list[Note]]:
    """In a column of per cent, a cell that holds 0.85 and shows 85% is 85: its look leaves no doubt."""
    rows = [row for row, mark in cells.marks.items() if mark[0] == "percent"] if column.unit == "%" else []
    if not rows or not cells.has("number"):
        return cells, []
    rows, number = sorted(rows), cells.part("number")
    shifted = [None if (n := number[row]) is None else float(Decimal(repr(n)).scaleb(2)) for row in rows]
    kept = {row: mark for row, mark in cells.marks.items() if row not in set(rows)}
    shown = pl.Series([None if n is None else f"{n:g}%" for n in shifted], dtype=pl.String)
    said = Note("percent-format", pl.Series(rows, dtype=pl.UInt32), shown)
    return replace(cells, number=number.scatter(rows, shifted), marks=kept), [said]


def _gathered(notes: list[Note], values: pl.Series) -> list[Note]:
    """One note for each message, in the order of rows; a conversion is told only where it led to a value."""
    gathered = []
    for message in dict.fromkeys(said.message for said in notes):
        same = [said for said in notes if said.message == message]
        rows, shown = pl.concat([said.rows for said in same]), pl.concat([said.shown for said in same])
        if MESSAGES[message].severity == "info":
            kept = values.gather(rows).is_not_null()
            rows, shown = rows.filter(kept), shown.filter(kept)
        order = rows.arg_sort()
        if rows.len():
            gathered.append(Note(message, rows.gather(order), shown.gather(order)))
    return gathered


def _percent(mark: tuple[str, str], column: ColumnFacts) -> bool:
    return mark[0] == "percent" and column.kind in ("integer", "number")


def _shown(cells: Cells, row: int, mark: tuple[str, str]) -> str | None:
    number = cells.part("number")[row]
    return f"{number * 100:.6g}%" if mark[0] == "percent" and number is not None else mark[1] or None
