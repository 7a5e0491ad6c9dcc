"""What every weighting reads: a wide table of indicators, and the direction of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import polars.selectors as cs
from numpy.typing import ArrayLike, NDArray

from toolkit.columns import Array, row_blocks
from toolkit.errors import DataError, OptionError, unknown
from toolkit.matrix import KEYS, to_array

Values = pl.DataFrame | ArrayLike


@dataclass(frozen=True)
class Wide:
    """A wide table as an array (unit, indicator), NaN = missing, with the names that errors and reports use."""

    values: Array
    indicators: tuple[str, ...]
    units: tuple[str, ...] | None

    def unit(self, row: int) -> str:
        """Name a unit: its key when the frame has one, else its row, counted from 0."""
        return f"unit '{self.units[row]}' (row {row})" if self.units is not None else f"unit in row {row}"


def wide(values: Values) -> Wide:
    """Read an array (unit, indicator) or a wide polars frame, whose numeric columns are the indicators.

    The key columns level, unit_id and period are never indicators; null and NaN are missing; infinite values are refused,
    and so are other columns that are not numeric: an indicator that was read as text must not vanish.
    """
    if isinstance(values, pl.DataFrame):
        text = values.select(~cs.numeric() - cs.by_name(*KEYS, require_all=False)).columns
        if text:
            raise OptionError(
                f"Column {text[0]!r} is {values.schema[text[0]]}, not a number: cast it, or leave it out."
            )
        chosen = values.select(cs.numeric() - cs.by_name(*KEYS, require_all=False))
        units = tuple(values["unit_id"].cast(pl.String).to_list()) if "unit_id" in values.columns else None
        table = Wide(to_array(chosen), tuple(chosen.columns), units)
    else:
        array = np.asarray(values, dtype=np.float64)
        if array.ndim != 2:
            raise OptionError(f"values has {array.ndim} dimensions: give a table (unit, indicator), or a wide frame.")
        table = Wide(array, tuple(f"x{i}" for i in range(array.shape[1])), None)
    if not table.indicators:
        raise DataError("values has no numeric column: there is no indicator to weigh.")
    refuse(table, np.isinf, "is infinite")
    return table


def refuse(table: Wide, wrong: Any, what: str) -> None:
    """Raise an error that names the first cell for which `wrong(block)` is true."""
    for rows in row_blocks(table.values):
        bad: NDArray[np.bool_] = wrong(table.values[rows])
        if bad.any():
            row, column = (int(k) for k in np.argwhere(bad)[0])
            row += rows.start
            cell = f"Indicator '{table.indicators[column]}' of {table.unit(row)} {what}"
            raise DataError(f"{cell} ({table.values[row, column]:g}).")


def signs(direction: ArrayLike | None, indicators: tuple[str, ...]) -> Array:
    """Return the direction of each indicator, +1 (the default) or -1, or say which entry is neither."""
    given = np.ones(1) if direction is None else np.atleast_1d(np.asarray(direction, dtype=np.float64))
    if given.shape not in ((1,), (len(indicators),)):
        raise OptionError(
            f"direction has {given.size} entries for {len(indicators)} indicators: give one, or one per indicator."
        )
    full = np.broadcast_to(given, (len(indicators),)).copy()
    wrong = np.flatnonzero(np.abs(full) != 1)
    if wrong.size:
        i = int(wrong[0])
        raise OptionError(f"Direction of indicator '{indicators[i]}' is {full[i]:g}: allowed are +1 and -1.")
    return full


def option(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Refuse an option's value that is not among the allowed ones."""
    if value not in allowed:
        raise unknown(name, value, allowed)
