"""Whole numbers: as numbers, and 12.5 is refused, not rounded."""

from __future__ import annotations

import polars as pl

from toolkit.facts import ColumnFacts
from toolkit.reading.cells import EXACT, Cells
from toolkit.reading.parse._base import Note, note
from toolkit.reading.parse.numbers import numbers


def integers(cells: Cells, column: ColumnFacts) -> tuple[pl.Series, list[Note]]:
    """Read cells as Int64."""
    values, notes = numbers(cells, column)
    huge = (values.abs() > EXACT) & values.is_finite()
    broken = (values != values.round(0)) & ~huge | ~values.is_finite()
    shown = cells.part("text").zip_with(cells.part("text").is_not_null(), values.cast(pl.String))
    notes += note("huge-number", huge, shown) + note("not-whole", broken, shown)
    bad = (huge | broken).fill_null(False)
    return values.set(bad, None).cast(pl.Int64), notes
