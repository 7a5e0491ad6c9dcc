"""Free text: surrounding spaces go, everything else stays."""

from __future__ import annotations

import polars as pl

from toolkit.facts import ColumnFacts
from toolkit.reading.cells import Cells
from toolkit.reading.parse._base import EXCEL_ERRORS, Note, note, stripped

FIFTEEN_DIGITS = 1e15
"""Excel keeps 15 digits: of a longer number, the last ones are zeros."""


def texts(cells: Cells, column: ColumnFacts) -> tuple[pl.Series, list[Note]]:
    """Read cells as String."""
    values, notes = stripped(cells.part("text")) if cells.has("text") else (cells.part("text"), [])
    broken = values.str.to_uppercase().is_in(list(EXCEL_ERRORS)).fill_null(False)
    if broken.any():
        notes += note("excel-error-cell", broken, values)
        values = values.set(broken, None)
    if cells.has("number"):
        read, said = written_numbers(cells)
        values, notes = values.zip_with(values.is_not_null(), read), notes + said
    if cells.has("flag"):
        flag = cells.part("flag")
        values = values.zip_with(values.is_not_null(), flag.cast(pl.String))
        notes += note("boolean-as-text", flag.is_not_null(), flag)
    if cells.has("moment"):
        moment = cells.part("moment")
        whole = moment == moment.dt.truncate("1d")
        read = moment.dt.to_string("%Y-%m-%d").zip_with(whole.fill_null(True), moment.dt.to_string("%Y-%m-%dT%H:%M:%S"))
        values = values.zip_with(values.is_not_null(), read)
        notes += note("date-as-text", moment.is_not_null(), read)
    return values, notes


def written_numbers(cells: Cells) -> tuple[pl.Series, list[Note]]:
    """Write number cells as text: 7 not 7.0, with the leading zeros that the format of the cell shows."""
    number = cells.part("number")
    whole = (number == number.round(0)).fill_null(False)
    lost = (number.abs() >= FIFTEEN_DIGITS).fill_null(False)
    digits = number.set(lost | ~whole, None).cast(pl.Int64).cast(pl.String)
    read = digits.zip_with(whole, number.cast(pl.String)).set(lost, None)
    zeros = {row: int(width) for row, (kind, width) in cells.marks.items() if kind == "zeros"}
    padded = pl.Series([False]).new_from_index(0, cells.height)
    if zeros:
        rows = [row for row in sorted(zeros) if read[row] is not None and len(read[row]) < zeros[row]]
        read = read.scatter(rows, [read[row].zfill(zeros[row]) for row in rows])
        padded = padded.scatter(rows, True) if rows else padded
    notes = note("lost-digits", lost, number.map_elements(lambda n: f"{n:.0f}", return_dtype=pl.String))
    notes += note("padded", padded, read)
    return read, notes + note("number-as-text", read.is_not_null() & ~padded, read)
