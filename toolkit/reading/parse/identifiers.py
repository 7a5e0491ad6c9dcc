"""Identifiers: text in plain ASCII. A date or a logical value can't be one."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from toolkit.facts import ColumnFacts
from toolkit.reading.cells import Cells
from toolkit.reading.parse._base import Note, halved, note
from toolkit.reading.parse.texts import texts


def identifiers(cells: Cells, column: ColumnFacts) -> tuple[pl.Series, list[Note]]:
    """Read cells as identifiers (String)."""
    notes: list[Note] = []
    if cells.has("moment"):
        moment = cells.part("moment")
        notes += note("date-not-text", moment.is_not_null(), moment.dt.to_string("%Y-%m-%d"))
    if cells.has("flag"):
        flag = cells.part("flag")
        notes += note("not-identifier", flag.is_not_null(), flag)
    values, said = texts(replace(cells, moment=None, flag=None), column)
    values, more = halved(values)
    return values, notes + said + more
