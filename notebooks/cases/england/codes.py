"""Cells of the Department for Education's tables that hold a code in place of a number."""

from __future__ import annotations

import polars as pl

from toolkit.errors import DataError

CODES = {
    "SUPP": "suppressed",
    "SP": "suppressed",
    "LOWCOV": "suppressed",
    "NE": "not_applicable",
    "NP": "not_applicable",
    "NA": "missing",
}
"""SUPP: fewer than six pupils. SP: small percentage withheld. LOWCOV: under half of the pupils covered.
NE: no entries. NP: not published for independent schools. NA: not available."""


def number(column: str) -> pl.Expr:
    """Return the number of a coded text column, null where it holds a code; `93%` is 93."""
    return pl.col(column).str.strip_suffix("%").cast(pl.Float64, strict=False)


def status(column: str) -> pl.Expr:
    """Return the cell status of a coded text column: value, missing, suppressed or not_applicable."""
    coded = pl.col(column).replace_strict(CODES, default="missing", return_dtype=pl.String)
    return pl.when(number(column).is_not_null()).then(pl.lit("value")).otherwise(coded)


def check(frame: pl.DataFrame, columns: list[str], file: str) -> pl.DataFrame:
    """Return the frame; a code that is not in `CODES` is an error, never silently a missing value."""
    for column in columns:
        cell = pl.col(column)
        strange = frame.filter(cell.is_not_null() & number(column).is_null() & ~cell.is_in(list(CODES)))[column]
        if strange.len():
            raise DataError(f"{file}, column {column}: unknown code {strange[0]!r}. Known: {', '.join(CODES)}.")
    return frame
