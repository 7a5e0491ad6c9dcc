"""School years: 2025-26, also written 2025-2026, 2025/26 or 2025—2026学年."""

from __future__ import annotations

import re

import polars as pl

from toolkit.facts import ColumnFacts
from toolkit.reading.cells import Cells
from toolkit.reading.parse._base import Note, scan
from toolkit.reading.parse.identifiers import identifiers

_OTHER_FORMS = re.compile(r"^([0-9]{4})\s*[-/—–~至]+\s*([0-9]{4}|[0-9]{2})\s*(?:学年度?)?$")


def periods(cells: Cells, column: ColumnFacts) -> tuple[pl.Series, list[Note]]:
    """Read cells as school years (String). What does not look like one stays for validation."""
    values, notes = identifiers(cells, column)
    read, more = scan(values, _read, pl.String)
    return read, notes + more


def _read(text: str) -> tuple[str, str | None]:
    found = _OTHER_FORMS.match(text)
    if not found:
        return text, None
    first, second = int(found[1]), int(found[2])
    if second not in (first + 1, (first + 1) % 100):
        return text, None
    same = f"{first:04d}-{(first + 1) % 100:02d}"
    return same, None if same == text else "period-form"
