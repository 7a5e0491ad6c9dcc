"""Numbers: plain decimals, full-width digits, thousands separators, the unit of the column. Other units and dashes are refused."""

from __future__ import annotations

import re

import polars as pl

from toolkit.facts import ColumnFacts
from toolkit.reading.cells import Cells
from toolkit.reading.parse._base import EXCEL_ERRORS, PLACEHOLDERS, Note, half_width, note, scan, stripped
from toolkit.reading.parse._units import without_unit

PLAIN = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
_PLAIN = re.compile(PLAIN)
_THOUSANDS = re.compile(r"^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$")
_COMMA = re.compile(r"^[+-]?[0-9.]*,[0-9]+$")


def numbers(cells: Cells, column: ColumnFacts) -> tuple[pl.Series, list[Note]]:
    """Read cells as Float64."""
    values = cells.part("number")
    notes: list[Note] = []
    if cells.has("text"):
        text, notes = stripped(cells.part("text"))
        plain = text.str.contains(PLAIN).fill_null(False)
        easy = text.set(~plain, None).cast(pl.Float64)
        hard, said = scan(
            text.set(plain, None), lambda one: _read(one, cells.comma_is_doubtful, column.unit), pl.Float64
        )
        notes += said + (note("text-as-number", plain, text) if cells.typed else [])
        values = _first(_first(values, easy), hard)
    for kind in ("moment", "flag"):
        if cells.has(kind):
            notes += note("not-number", cells.part(kind).is_not_null(), _text(cells.part(kind)))
    if cells.has("text") and values.is_infinite().any():
        endless = values.is_infinite() & cells.part("text").is_not_null()
        notes += note("huge-number", endless, cells.part("text"))
        values = values.set(endless.fill_null(False), None)
    return values, notes


def _read(text: str, comma_is_doubtful: bool, unit: str | None) -> tuple[float | None, str | None]:
    plain = half_width(text).strip()
    if _PLAIN.match(plain):
        return float(plain), "half-width"
    if _THOUSANDS.match(plain) and not comma_is_doubtful:
        return float(plain.replace(",", "")), "thousands"
    if _THOUSANDS.match(plain) or _COMMA.match(plain):
        return None, "decimal-comma"
    if plain.upper() in EXCEL_ERRORS:
        return None, "excel-error-cell"
    if (bare := without_unit(plain, unit)) is not None:
        value, said = _read(bare, comma_is_doubtful, None)
        return value, said if value is None else "unit-removed"
    if plain[-1:] in ("%", "‰") and _PLAIN.match(plain[:-1].strip()):
        return None, "percent"
    return None, "placeholder" if plain.casefold() in PLACEHOLDERS else "not-number"


def _first(a: pl.Series, b: pl.Series) -> pl.Series:
    return a.zip_with(a.is_not_null(), b)


def _text(series: pl.Series) -> pl.Series:
    return series.dt.to_string("%Y-%m-%d") if series.dtype == pl.Datetime else series.cast(pl.String)
