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

    def headers(self, row: int) -> list[str]:
        """Return the texts of one row."""
        return [column.header(row) for column in self.columns]
