"""Outcomes as people hand them over: a number per unit, a mapping, or a frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.errors import DataError, OptionError
from toolkit.weigh._input import Wide
from toolkit.weigh._verdict_input import rows_of

FEWEST = 5
"""Units with an outcome and without a gap below which nothing is learned."""


def read_outcome(outcome: Any, table: Wide) -> Array:
    """Return the outcome of every unit of the table (NaN = unknown)."""
    size = table.values.shape[0]
    if isinstance(outcome, pl.DataFrame):
        if not {"unit_id", "outcome"} <= set(outcome.columns):
            raise OptionError(f"outcome has the columns {', '.join(outcome.columns)}: give unit_id and outcome.")
        units, given = outcome["unit_id"].to_list(), _numbers(outcome["outcome"].to_list())
    elif isinstance(outcome, Mapping):
        units, given = list(outcome), _numbers(list(outcome.values()))
    else:
        given = _numbers(outcome)
        if given.shape != (size,):
            raise OptionError(
                f"outcome has shape {given.shape} for {size} units: give one number per unit (missing: unknown), a mapping from "
                "unit to number, or a frame with unit_id and outcome."
            )
        return given
    rows = rows_of(units, table, "outcome", "has an outcome")
    if np.unique(rows).size < rows.size:
        twice = next(row for row in rows.tolist() if (rows == row).sum() > 1)
        raise DataError(f"The outcome of {table.unit(twice)} is given more than once: keep one.")
    full = np.full(size, np.nan)
    full[rows] = given
    return full


def _numbers(given: Any) -> Array:
    try:
        numbers = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise OptionError("outcome holds something that is not a number: code it as numbers, more is better.") from None
    if np.isinf(numbers).any():
        raise DataError(f"outcome {int(np.flatnonzero(np.isinf(numbers))[0])} is infinite.")
    return numbers


def check(y: Array, whole: int, table: Wide, turned: Array) -> None:
    """Refuse an outcome from which nothing can be learned."""
    if whole < FEWEST:
        gaps = np.isnan(turned).sum(axis=0)
        worst = f" Most gaps: {table.indicators[int(gaps.argmax())]} ({gaps.max()})." if gaps.any() else ""
        raise DataError(
            f"Only {whole} units have an outcome and no gap in the values; at least {FEWEST} are needed.{worst}"
        )
    if y.std() <= 1e-12 * np.abs(y).max():
        raise DataError(f"The outcome is constant ({y[0]:g}) on the {whole} units: there is nothing to predict.")
