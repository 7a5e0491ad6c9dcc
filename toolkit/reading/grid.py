"""The cells of one sheet or text file, column by column, before anything is decided about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from toolkit.reading.cells import Cells


@dataclass(frozen=True)
class Grid:
    """A rectangle of cells, header and titles included, empty rows left out.

    Parameters
    ----------
    file, sheet : str
        Where it stands.
    rows : polars.Series
        File row of each row (1 is the first one).
    columns : list of Cells
        From column A on.
    remarks : list of (message, row, facts)
        What is to be said of the sheet: name of a message, file row or None, its facts.
    """

    file: str
    sheet: str | None
    rows: pl.Series
    columns: list[Cells]
    remarks: list[tuple[str, int | None, dict[str, Any]]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Top, left, bottom, right of merged cells in the file, counted from 0."""

    def headers(self, row: int) -> list[str]:
        """Return the texts of one row; a cell merged downwards speaks for every row that it covers."""
        texts, here = [column.header(row) for column in self.columns], int(self.rows[row]) - 1
        for top, left, bottom, _ in self.merged:
            if top < here <= bottom and left < len(texts) and not texts[left]:
                texts[left] = self._text(top, left)
        return texts

    def bands(self, row: int) -> list[str]:
        """Return, for each column, what a cell merged sideways in a row above says over it."""
        texts, here = [""] * len(self.columns), int(self.rows[row]) - 1
        for top, left, bottom, right in sorted(self.merged):
            if bottom < here and right > left:
                said = self._text(top, left)
                texts[left : right + 1] = [said] * len(texts[left : right + 1])
        return texts

    def _text(self, row: int, column: int) -> str:
        at = self.rows.index_of(row + 1)
        return self.columns[column].header(at) if at is not None and column < len(self.columns) else ""
