"""Columns with a list of allowed values: the code, the Chinese or the English word; anything else stays for validation."""

from __future__ import annotations

import polars as pl

from toolkit.facts import ColumnFacts
from toolkit.reading.cells import Cells
from toolkit.reading.parse._base import Note, half_width, scan
from toolkit.reading.parse.texts import texts


def choices(cells: Cells, column: ColumnFacts) -> tuple[pl.Series, list[Note]]:
    """Read cells as codes (String). Unknown texts are kept: the check names the allowed values."""
    values, notes = texts(cells, column)
    codes = {_plain(word): code for code, words in reversed(list(column.words.items())) for word in (*words, code)}
    read, _ = scan(values, lambda text: (codes.get(_plain(text), text), None), pl.String)
    return read, notes


def _plain(text: str) -> str:
    return half_width(text).strip().casefold().replace("_", " ")
