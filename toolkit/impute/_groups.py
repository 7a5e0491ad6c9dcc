"""Imputers that take a statistic of the unit's own group."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.impute._base import Imputer, column_of

ALL = "all units"
"""The one group of rows that came without keys."""


class GroupImputer(Imputer):
    """Base of the group imputers; a method implements `_statistic(values)`, one number per indicator."""

    by: str
    groups: Mapping[str, str] | None

    def _statistic(self, values: Array) -> Array:
        raise NotImplementedError

    def _learn(self, values: Array, keys: pl.DataFrame | None) -> dict[str, Array]:
        labels = self._labels(keys, len(values))
        names = sorted({label for label in labels if label is not None})
        rows = {name: np.array([label == name for label in labels], dtype=bool) for name in names}
        self.of_group_ = {name: self._statistic(values[rows[name]]) for name in names}
        return dict(self.of_group_)

    def _predict(self, values: Array, keys: pl.DataFrame | None) -> Array:
        nothing = np.full(values.shape[1], np.nan)
        labels = self._labels(keys, len(values))
        return np.array([nothing if label is None else self.of_group_.get(label, nothing) for label in labels])

    def _labels(self, keys: pl.DataFrame | None, rows: int) -> list[str | None]:
        if keys is None:
            return [ALL] * rows
        if self.groups is not None:
            return [self.groups.get(unit) for unit in column_of(keys, "unit_id")]
        return column_of(keys, self.by).cast(pl.String).to_list()
