"""The cells of one column before their type is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

Mark = tuple[str, str]
"""What a workbook says of a cell beyond its value: ("error", "#DIV/0!"), ("formula", ""), ("percent", ""), ("zeros", "5")."""

EXACT = 2.0**53
"""Above it, not every whole number is a Float64."""

EMPTY: dict[str, type[pl.DataType] | pl.DataType] = {
    "text": pl.String,
    "number": pl.Float64,
    "moment": pl.Datetime("us"),
    "flag": pl.Boolean,
    "odd": pl.String,
}


@dataclass(frozen=True)
class Cells:
    """One column of cells. At most one of the five series has a value in each row; None stands for an empty series.

    Parameters
    ----------
    height : int
        Number of cells.
    text, number, moment, flag : polars.Series or None
        Cells that hold text, a number (Float64), a date with time, a logical value.
    odd : polars.Series or None
        Cells of a type that no column takes (a time of day, a list), written as text.
    marks : mapping
        Row -> mark.
    comma_is_doubtful : bool
        The file separates columns by semicolons, so that a comma may be a decimal one.
    typed : bool
        The source keeps types apart (workbook, Parquet), so that a number stored as text is worth a note.
    serial : bool
        A number may be a date: the days since 30 December 1899, as a spreadsheet counts them.
    """

    height: int
    text: pl.Series | None = None
    number: pl.Series | None = None
    moment: pl.Series | None = None
    flag: pl.Series | None = None
    odd: pl.Series | None = None
    marks: Mapping[int, Mark] = field(default_factory=dict)
    comma_is_doubtful: bool = False
    typed: bool = True
    serial: bool = False

    def part(self, name: str) -> pl.Series:
        """Return one of the series; an empty one when the column has no such cell."""
        given: pl.Series | None = getattr(self, name)
        return pl.Series([None], dtype=EMPTY[name]).new_from_index(0, self.height) if given is None else given

    def has(self, name: str) -> bool:
        """Whether any cell of this kind has a value."""
        given: pl.Series | None = getattr(self, name)
        return given is not None and given.null_count() < self.height

    def slice(self, start: int) -> Cells:
        """Return the cells from row `start` on."""
        parts: Any = {name: None if (s := getattr(self, name)) is None else s.slice(start) for name in EMPTY}
        marks = {row - start: mark for row, mark in self.marks.items() if row >= start}
        return replace(self, height=self.height - start, marks=marks, **parts)

    def filter(self, keep: pl.Series) -> Cells:
        """Return the cells of the rows where `keep` is true."""
        parts: Any = {name: None if (s := getattr(self, name)) is None else s.filter(keep) for name in EMPTY}
        new = {int(old): row for row, old in enumerate(keep.arg_true())} if self.marks else {}
        marks = {new[row]: mark for row, mark in self.marks.items() if row in new}
        return replace(self, height=int(keep.sum()), marks=marks, **parts)

    def without(self, rows: list[int]) -> Cells:
        """Return the cells with some of them emptied."""
        gone = pl.Series(rows, dtype=pl.UInt32)
        parts = {name: getattr(self, name).scatter(gone, None) for name in EMPTY if getattr(self, name) is not None}
        return replace(self, **parts)

    def filled(self) -> bool:
        """Whether any cell holds something."""
        return bool(self.marks) or any(self.has(name) for name in EMPTY)

    def header(self, row: int) -> str:
        """Return what a cell says as a header."""
        for name in EMPTY:
            if self.has(name) and (value := getattr(self, name)[row]) is not None:
                return f"{value:g}" if isinstance(value, float) else str(value).strip()
        return ""


def cells_of(series: pl.Series) -> Cells:
    """Take a typed series (of a Parquet file or a frame) as cells."""
    dtype = series.dtype
    if isinstance(dtype, pl.String | pl.Categorical | pl.Enum):
        return Cells(series.len(), text=series.cast(pl.String))
    if dtype in (pl.Int64, pl.UInt64, pl.Int128):
        long = ~series.is_between(-int(EXACT), int(EXACT))
        if long.any():
            whole, numbers = series.cast(pl.String).set(~long, None), series.set(long, None).cast(pl.Float64)
            return Cells(series.len(), text=whole, number=numbers)
    if dtype.is_numeric():
        return Cells(series.len(), number=series.cast(pl.Float64))
    if isinstance(dtype, pl.Date | pl.Datetime):
        return Cells(series.len(), moment=series.cast(pl.Datetime("us")))
    if isinstance(dtype, pl.Boolean):
        return Cells(series.len(), flag=series)
    if isinstance(dtype, pl.Null):
        return Cells(series.len())
    texts = [None if value is None else str(value) for value in series.to_list()]
    return Cells(series.len(), odd=pl.Series(texts, dtype=pl.String))
