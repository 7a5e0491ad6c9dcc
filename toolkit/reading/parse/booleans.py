"""Yes or no: 是/否, yes/no, true/false, 1/0, √/×."""

from __future__ import annotations

import polars as pl

from toolkit.facts import ColumnFacts
from toolkit.reading.cells import Cells
from toolkit.reading.parse._base import PLACEHOLDERS, Note, half_width, note, scan, stripped

YES = ("是", "yes", "true", "y", "t", "1", "√", "✓")
NO = ("否", "no", "false", "n", "f", "0", "×", "✗")
WORDS = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)


def booleans(cells: Cells, column: ColumnFacts) -> tuple[pl.Series, list[Note]]:
    """Read cells as Boolean."""
    values = cells.part("flag")
    notes: list[Note] = []
    if cells.has("text"):
        text, notes = stripped(cells.part("text"))
        read, said = scan(text, _read, pl.Boolean)
        values, notes = values.zip_with(values.is_not_null(), read), notes + said
    if cells.has("number"):
        number = cells.part("number")
        known = number.is_in([0.0, 1.0])
        notes += note("not-boolean", number.is_not_null() & ~known, number)
        values = values.zip_with(~known.fill_null(False), number == 1.0)
    if cells.has("moment"):
        moment = cells.part("moment")
        notes += note("not-boolean", moment.is_not_null(), moment.dt.to_string("%Y-%m-%d"))
    return values, notes


def _read(text: str) -> tuple[bool | None, str | None]:
    plain = half_width(text).strip().casefold()
    if plain in WORDS:
        return WORDS[plain], None
    return None, "placeholder" if plain in PLACEHOLDERS else "not-boolean"
