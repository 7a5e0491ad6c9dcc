"""The shape that every imputer shares.

An imputer learns from one set of units and fills the gaps of that set or of any other. NaN is a gap. Cells that have a
value are never changed; an indicator of which nothing is known is never filled and never dropped.
"""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.utils.validation import check_is_fitted, validate_data

from toolkit.columns import Array, counts
from toolkit.errors import OptionError, did_you_mean
from toolkit.learned import learned_frame
from toolkit.normalise import EmptyIndicatorWarning
from toolkit.transformer import IndicatorTransformer

Mask = NDArray[np.bool_]


class NoKeysWarning(UserWarning):
    """A panel method was given rows without keys: it can't tell which rows are one unit, so it fills nothing."""


class Imputer(IndicatorTransformer):
    """Base of the imputers: validates, calls the method's functions on arrays, and keeps what is known as it is.

    A method implements `_learn(values, keys)`, which may keep what it needs under attributes that end in an underscore
    and returns parameters (name -> one number per indicator), and `_predict(values, keys)`, which returns a value for
    every gap (NaN where it has none to offer).

    `keys` is a frame with one row per row of X: `unit_id`, `period`, and labels to group by. Only methods that ask for
    keys look at them; `toolkit.impute.impute` hands them over.

    Attributes
    ----------
    learned_ : polars.DataFrame
        Parameters: indicator, parameter, value.
    """

    of_one_unit = False
    """True for a method that looks only at other periods of the same unit; it may learn from all units and periods."""

    def fit(self, X: Any, y: None = None, *, keys: pl.DataFrame | None = None) -> Self:
        """Learn from X, shape (units, indicators), NaN = missing."""
        values = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan")
        _same_rows(values, keys)
        self.empty_ = counts(values) == 0
        if self.empty_.any():
            names = ", ".join(np.array(self._indicators(), dtype=object)[self.empty_])
            text = f"Indicators without any value to learn from are not imputed: {names}."
            warnings.warn(text, EmptyIndicatorWarning, stacklevel=2)
        self.parameters_ = self._learn(values, keys)
        return self

    def transform(self, X: Any, *, keys: pl.DataFrame | None = None) -> Array:
        """Return X with its gaps filled, shape (units, indicators); NaN where the method has no value to offer."""
        values = self._check(X, keys)
        gaps = np.isnan(values)
        if not gaps.any():
            return values.copy()
        return np.where(gaps, self._predict(values, keys), values)

    def fit_transform(self, X: Any, y: None = None, *, keys: pl.DataFrame | None = None) -> Array:
        """Learn from X and fill it; the same as `fit(X, keys=keys).transform(X, keys=keys)`."""
        return self.fit(X, keys=keys).transform(X, keys=keys)

    def filled(self, X: Any, *, keys: pl.DataFrame | None = None) -> Mask:
        """Return which gaps of X get a value, shape (units, indicators)."""
        values = self._check(X, keys)
        return np.isnan(values) & ~np.isnan(self.transform(X, keys=keys))

    def errors(self, X: Any, *, keys: pl.DataFrame | None = None) -> Array:
        """Return the standard error of each filled cell, NaN = unknown: only multiple imputation knows it."""
        return np.full(self._check(X, keys).shape, np.nan)

    @property
    def learned_(self) -> pl.DataFrame:
        """The learned parameters as a table: indicator, parameter, value."""
        check_is_fitted(self)
        return learned_frame(self._indicators(), self.parameters_)

    def _check(self, X: Any, keys: pl.DataFrame | None) -> Array:
        check_is_fitted(self)
        values: Array = validate_data(self, X, reset=False, dtype=np.float64, ensure_all_finite="allow-nan")
        _same_rows(values, keys)
        return values

    def _learn(self, values: Array, keys: pl.DataFrame | None) -> dict[str, Array]:
        raise NotImplementedError

    def _predict(self, values: Array, keys: pl.DataFrame | None) -> Array:
        raise NotImplementedError


class ModelImputer(Imputer):
    """An imputer that predicts an indicator from the other indicators of the same unit.

    It works on standardised indicators (mean 0, standard deviation 1 in the fitted sample), so that the unit of
    measurement does not matter, and leaves a unit of which nothing at all is known as it is: a prediction needs something
    to start from.
    """

    def _learn(self, values: Array, keys: pl.DataFrame | None) -> dict[str, Array]:
        from toolkit.columns import deviations

        mean, sd = deviations(values, ddof=0)
        self.mean_ = mean
        self.sd_ = np.where(sd > 0, sd, 1.0)
        self.used_ = np.flatnonzero(~self.empty_)
        self._learn_standard(self._standard(values), keys)
        return {"mean": mean, "sd": sd}

    def _predict(self, values: Array, keys: pl.DataFrame | None) -> Array:
        result = np.full(values.shape, np.nan)
        standard = self._standard(values)
        rows = np.flatnonzero(~np.isnan(standard).all(axis=1))
        if rows.size and self.used_.size:
            some = None if keys is None else keys[rows.tolist()]
            predicted = self._predict_standard(standard[rows], some)
            result[np.ix_(rows, self.used_)] = predicted * self.sd_[self.used_] + self.mean_[self.used_]
        return result

    def _standard(self, values: Array) -> Array:
        used = self.used_
        return (values[:, used] - self.mean_[used]) / self.sd_[used]

    def _learn_standard(self, z: Array, keys: pl.DataFrame | None) -> None:
        raise NotImplementedError

    def _predict_standard(self, z: Array, keys: pl.DataFrame | None) -> Array:
        raise NotImplementedError


def column_of(keys: pl.DataFrame, name: str) -> pl.Series:
    """Return a column of the keys; a wrong name is an error with the nearest one."""
    if name not in keys.columns:
        near = did_you_mean(name, keys.columns)
        raise OptionError(f"The units have no column {name!r}.{near} They have: {', '.join(keys.columns)}.")
    return keys[name]


def _same_rows(values: Array, keys: pl.DataFrame | None) -> None:
    if keys is not None and keys.height != len(values):
        raise OptionError(f"keys has {keys.height} rows for {len(values)} rows of values: give one row for each.")
