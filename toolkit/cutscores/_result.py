"""A cut score with its error, and the checks that all sheets share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.errors import DataError, OptionError, did_you_mean


@dataclass(frozen=True)
class CutScore:
    """A cut score.

    Attributes
    ----------
    cut, se : float
        The cut and its standard error: doubt about the panel or the sample, not about the method.
    method : str
    n : int
        Judges, tables or persons that it rests on.
    parts : polars.DataFrame
        The cut of each judge or table (unit, cut); for the group methods the persons by group (group, n, mean).
    """

    cut: float
    se: float
    method: str
    n: int
    parts: pl.DataFrame


def checked(frame: pl.DataFrame, columns: tuple[str, ...], keys: tuple[str, ...]) -> pl.DataFrame:
    """Return the needed columns; a missing column, an empty cell, a NaN and a row given twice are refused by name."""
    for column in columns:
        if column not in frame.columns:
            hint = did_you_mean(column, frame.columns)
            raise OptionError(f"The sheet has no column {column!r}.{hint} It has: {', '.join(frame.columns)}.")
    table = frame.select(columns)
    if not table.height:
        raise DataError("The sheet has no rows.")
    for column in columns:
        gone = table[column].is_null()
        if table[column].dtype.is_float():
            gone = gone | ~table[column].is_finite().fill_null(False)
        if gone.any():
            raise DataError(
                f"Row {int(gone.arg_true()[0])} of the sheet has no {column}. Fill it in or take the row out."
            )
    twice = table.filter(pl.struct(keys).is_duplicated()) if keys else table.clear()
    if twice.height:
        told = ", ".join(f"{key} {value!r}" for key, value in zip(keys, twice.select(keys).row(0), strict=True))
        raise DataError(f"The sheet has two rows for {told}. Keep one.")
    return table


def of_panel(method: str, units: list[str], cuts: Array) -> CutScore:
    """Return the mean of the judges' cuts with SD / sqrt(judges)."""
    if cuts.size < 2:
        raise DataError(f"{method} needs two judges or more: one alone says nothing about the error.")
    parts = pl.DataFrame({"unit": units, "cut": cuts})
    return CutScore(float(cuts.mean()), float(cuts.std(ddof=1) / np.sqrt(cuts.size)), method, int(cuts.size), parts)
