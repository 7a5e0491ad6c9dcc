"""The shape that every outlier treatment shares.

A treatment learns what to do with each indicator from one set of units and does the same to that set or to any other. It
never changes the order of units and never adds or removes a value; every changed cell is on record.
"""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.utils.validation import check_is_fitted, validate_data

from toolkit.columns import Array, counts
from toolkit.learned import learned_frame
from toolkit.matrix import to_column
from toolkit.normalise import EmptyIndicatorWarning
from toolkit.transformer import IndicatorTransformer

Reasons = NDArray[np.object_]


class Treatment(IndicatorTransformer):
    """Base of the treatments: validates, goes column by column, records what changed.

    A method implements, for one indicator, `_learn(column, name)`, which returns its parameters (a dict of numbers, empty:
    leave the indicator as it is), and `_apply(column, parameters, name)`, `_slope(column, parameters)` and
    `_reasons(column, parameters)` for present values.

    Attributes
    ----------
    changes_ : polars.DataFrame
        What changed in the fitted sample: unit (row number), indicator, before, after, reason.
    learned_ : polars.DataFrame
        Parameters: indicator, parameter, value.
    """

    keeps_unit = False
    """True when treated values are still in the unit of the indicator."""

    def fit(self, X: Any, y: None = None) -> Self:
        """Learn the treatment of each indicator from X, shape (units, indicators), NaN = missing."""
        self._fit_values(X)
        return self

    def transform(self, X: Any) -> Array:
        """Return X treated as was learned, shape (units, indicators)."""
        return self._treat(self._check(X))

    def fit_transform(self, X: Any, y: None = None, **fit_params: Any) -> Array:
        """Learn from X and treat it; the same as `fit(X).transform(X)`."""
        return self._treat(self._fit_values(X))

    def changes(self, X: Any, units: list[str] | None = None) -> pl.DataFrame:
        """Return the cells of X that are changed: unit, indicator, before, after, reason. Units are row numbers by default."""
        values = self._check(X)
        return self._changes(values, units)

    def slope(self, X: Any) -> Array:
        """Return d treated / d value at each cell, to carry standard errors over, shape (units, indicators).

        A winsorised cell has slope 1: it keeps the error it was measured with.
        """
        values = self._check(X)
        result = np.where(np.isnan(values), np.nan, 1.0)
        for i, parameters in enumerate(self.of_indicator_):
            at = ~np.isnan(values[:, i])
            if parameters:
                result[at, i] = self._slope(values[at, i], parameters)
        return result

    @property
    def new_scale_(self) -> NDArray[np.bool_]:
        """Which indicators are no longer in their own unit, shape (indicators,)."""
        check_is_fitted(self)
        return np.array([bool(p) and not self._keeps_unit(p) for p in self.of_indicator_], dtype=bool)

    @property
    def learned_(self) -> pl.DataFrame:
        """The learned parameters as a table: indicator, parameter, value."""
        check_is_fitted(self)
        names = list(dict.fromkeys(key for p in self.of_indicator_ for key in p))
        columns = {key: np.array([p.get(key, np.nan) for p in self.of_indicator_]) for key in names}
        return learned_frame(self._indicators(), columns).drop_nulls()

    def _fit_values(self, X: Any) -> Array:
        values: Array = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan")
        empty = counts(values) == 0
        if empty.any():
            names = ", ".join(np.array(self._indicators(), dtype=object)[empty])
            text = f"Indicators without any value to learn from are not treated: {names}."
            warnings.warn(text, EmptyIndicatorWarning, stacklevel=3)
        self.of_indicator_: list[dict[str, float]] = [
            {} if np.isnan(column).all() else self._learn(column[~np.isnan(column)], name)
            for column, name in zip(values.T, self._indicators(), strict=True)
        ]
        self.changes_ = self._changes(values, None)
        return values

    def _check(self, X: Any) -> Array:
        check_is_fitted(self)
        values: Array = validate_data(self, X, reset=False, dtype=np.float64, ensure_all_finite="allow-nan")
        return values

    def _treat(self, values: Array) -> Array:
        result = values.copy()
        for i, (parameters, name) in enumerate(zip(self.of_indicator_, self._indicators(), strict=True)):
            at = ~np.isnan(values[:, i])
            if parameters:
                result[at, i] = self._apply(values[at, i], parameters, name)
        return result

    def _changes(self, values: Array, units: list[str] | None) -> pl.DataFrame:
        after = self._treat(values)
        rows, columns = np.nonzero(~np.isnan(values) & (after != values))
        names = np.array(self._indicators(), dtype=object)
        labels = np.array([str(i) for i in range(len(values))] if units is None else units, dtype=object)
        reasons = np.empty(values.shape, dtype=object)
        for i in np.unique(columns):
            at = rows[columns == i]
            reasons[at, i] = self._reasons(values[at, i], self.of_indicator_[i])
        return pl.DataFrame(
            [
                pl.Series("unit", labels[rows], dtype=pl.String),
                pl.Series("indicator", names[columns], dtype=pl.String),
                to_column("before", values[rows, columns]),
                to_column("after", after[rows, columns]),
                pl.Series("reason", reasons[rows, columns], dtype=pl.String),
            ]
        )

    def _learn(self, column: Array, name: str) -> dict[str, float]:
        raise NotImplementedError

    def _apply(self, column: Array, parameters: dict[str, float], name: str) -> Array:
        raise NotImplementedError

    def _slope(self, column: Array, parameters: dict[str, float]) -> Array:
        raise NotImplementedError

    def _reasons(self, column: Array, parameters: dict[str, float]) -> Reasons:
        raise NotImplementedError

    def _keeps_unit(self, parameters: dict[str, float]) -> bool:
        return self.keeps_unit


class Transformation(Treatment):
    """A treatment that changes the scale of the whole indicator; `word` is the reason of every change."""

    word = ""

    def _reasons(self, column: Array, parameters: dict[str, float]) -> Reasons:
        return np.full(column.shape, self.word, dtype=object)
