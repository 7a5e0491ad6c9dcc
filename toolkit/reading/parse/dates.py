"""Dates: cells of type date, 2025-09-01, 2025/9/1, 2025.9.1, 2025年9月1日, 20250901. Day-month order is never guessed."""

from __future__ import annotations

import datetime as dt
import re

import polars as pl

from toolkit.facts import ColumnFacts
from toolkit.reading.cells import Cells
from toolkit.reading.parse._base import EXCEL_ERRORS, PLACEHOLDERS, Note, half_width, note, scan, stripped

_YEAR_FIRST = re.compile(
    r"^([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|/([0-9]{1,2})/([0-9]{1,2})|\.([0-9]{1,2})\.([0-9]{1,2})"
    r"|\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]|([0-9]{2})([0-9]{2}))(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?$"
)
_YEAR_LAST = re.compile(r"^[0-9]{1,2}[-/.][0-9]{1,2}[-/.]([0-9]{4}|[0-9]{2})$")


def dates(cells: Cells, column: ColumnFacts) -> tuple[pl.Series, list[Note]]:
    """Read cells as Date."""
    moment, notes = cells.part("moment"), []
    values = moment.dt.date()
    if cells.has("moment"):
        notes += note("time-dropped", moment != moment.dt.truncate("1d"), moment)
    if cells.has("text"):
        text, said = stripped(cells.part("text"))
        read, more = scan(text, _read, pl.Date)
        values, notes = values.zip_with(values.is_not_null(), read), notes + said + more
    if cells.has("number"):
        digits = cells.part("number").cast(pl.String).str.strip_suffix(".0")
        read, more = scan(digits, _read_serial if cells.serial else _read_number, pl.Date)
        values, notes = values.zip_with(values.is_not_null(), read), notes + more
    if cells.has("flag"):
        flag = cells.part("flag")
        notes += note("not-date", flag.is_not_null(), flag)
    return values, notes


def _read(text: str) -> tuple[dt.date | None, str | None]:
    plain = half_width(text).strip()
    found = _YEAR_FIRST.match(plain)
    if found:
        year, month, day = (int(part) for part in found.groups() if part is not None)
        try:
            date = dt.date(year, month, day)
        except ValueError:
            return None, "no-such-day"
        return date, None if text.startswith(date.isoformat()) else "date-form"
    if _YEAR_LAST.match(plain):
        return None, "ambiguous-date"
    if plain.upper() in EXCEL_ERRORS:
        return None, "excel-error-cell"
    return None, "placeholder" if plain.casefold() in PLACEHOLDERS else "not-date"


FIRST, LAST = 18264, 73050
"""1 January 1950 and 31 December 2099 in days since 30 December 1899."""


def _read_serial(digits: str) -> tuple[dt.date | None, str | None]:
    if re.fullmatch("[0-9]{5}", digits) and FIRST <= int(digits) <= LAST:
        return dt.date(1899, 12, 30) + dt.timedelta(int(digits)), "serial-date"
    return _read_number(digits)


def _read_number(digits: str) -> tuple[dt.date | None, str | None]:
    return _read(digits) if re.fullmatch(r"(19|20)[0-9]{6}", digits) else (None, "not-date")
