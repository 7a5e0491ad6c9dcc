"""Imputers that look at other periods of the same unit. They join on keys, never on the order of rows."""

from __future__ import annotations

import warnings

import numpy as np
import polars as pl

from toolkit import periods
from toolkit.columns import Array
from toolkit.errors import DataError, OptionError
from toolkit.impute._base import Imputer, NoKeysWarning, column_of

Unit = tuple[str, ...]


class PanelImputer(Imputer):
    """Base of the panel imputers; a method implements `_fill(times, values)` for the periods of one unit, in order.

    Learning keeps the periods of each unit, so that a later year can be filled from the year that was learned on. Where
    both have the same unit and period the row that is filled counts, also with its gaps.
    """

    of_one_unit = True

    def _fill(self, times: Array, values: Array) -> Array:
        raise NotImplementedError

    def _learn(self, values: Array, keys: pl.DataFrame | None) -> dict[str, Array]:
        self.history_ = {} if keys is None else _by_unit(keys, values)
        return {}

    def _predict(self, values: Array, keys: pl.DataFrame | None) -> Array:
        result = np.full(values.shape, np.nan)
        if keys is None:
            text = (
                f"{type(self).__name__} needs keys (unit_id, period) to know what belongs together: nothing is filled."
            )
            warnings.warn(text, NoKeysWarning, stacklevel=3)
            return result
        numbers = np.arange(len(values), dtype=np.float64)[:, None]
        for unit, (times, rows) in _by_unit(keys, numbers).items():
            at = rows[:, 0].astype(int)
            known_times, known = self._elsewhere(unit, times, values.shape[1])
            all_times = np.concatenate([times, known_times])
            order = np.argsort(all_times)
            filled = np.empty((len(order), values.shape[1]))
            filled[order] = self._fill(all_times[order], np.vstack([values[at], known])[order])
            result[at] = filled[: len(at)]
        return result

    def _elsewhere(self, unit: Unit, times: Array, indicators: int) -> tuple[Array, Array]:
        known_times, known = self.history_.get(unit, (np.empty(0), np.empty((0, indicators))))
        other = ~np.isin(known_times, times)
        return known_times[other], known[other]


def _by_unit(keys: pl.DataFrame, values: Array) -> dict[Unit, tuple[Array, Array]]:
    """Return the times and rows of each unit, (level, unit_id) where there are levels."""
    names = [c for c in ("level", "unit_id") if c in keys.columns]
    column_of(keys, "unit_id")
    times = {period: _time(period) for period in column_of(keys, "period").unique()}
    rows: dict[Unit, list[int]] = {}
    for i, unit in enumerate(keys.select(names).iter_rows()):
        rows.setdefault(unit, []).append(i)
    place = np.array([times[period] for period in keys["period"]])
    for unit, at in rows.items():
        if len(set(place[at])) < len(at):
            raise DataError(f"Unit {' '.join(map(str, unit))} has a period more than once: keep one row for each.")
    return {unit: (place[at], values[at]) for unit, at in rows.items()}


def _time(period: str) -> float:
    """Return the start of a period in years."""
    try:
        first = periods.start(period)
    except (TypeError, ValueError):
        raise OptionError(f"Period {period!r} is neither a school year like 2025-26 nor a year like 2025.") from None
    return first.year + (first.month - 1) / 12
