"""The shape that every normaliser shares.

A normaliser learns the parameters of each indicator from one set of units (the base period) and applies them to that set
or to any other. It turns every indicator so that higher is better, exactly once. NaN is a missing value and stays one.
"""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple, Self

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from sklearn.utils.validation import check_is_fitted, validate_data

from toolkit.columns import Array, row_blocks
from toolkit.errors import DataError, OptionError
from toolkit.matrix import to_column
from toolkit.transformer import IndicatorTransformer

Range = tuple[float, float]


class ConstantIndicatorWarning(UserWarning):
    """An indicator has one and the same value for all units: it gets the middle of the range."""


class EmptyIndicatorWarning(UserWarning):
    """An indicator has no value at all to learn from: whatever it has later stays missing."""


class Normaliser(IndicatorTransformer):
    """Base of the normalisers: validates, calls the method's functions on arrays, stores what was learned.

    A method implements `_learn(values)`, which returns its parameters (name -> one number per indicator) and may keep
    more under attributes that end in an underscore, and `_apply(values)`.

    Attributes
    ----------
    parameters_ : dict of str to ndarray, shape (indicators,)
        What was learned (or given), per indicator.
    direction_ : ndarray, shape (indicators,)
        +1 where more is better, -1 where less is better.
    learned_ : polars.DataFrame
        The same as a table: indicator, parameter, value.
    """

    direction: ArrayLike
    output_range: Range | None

    def fit(self, X: Any, y: None = None) -> Self:
        """Learn the parameters of each indicator from X, shape (units, indicators)."""
        self._fit_values(X)
        return self

    def transform(self, X: Any) -> Array:
        """Return X on the common scale, shape (units, indicators), by the parameters that were learned."""
        check_is_fitted(self)
        return self._apply(validate_data(self, X, reset=False, dtype=np.float64, ensure_all_finite="allow-nan"))

    def fit_transform(self, X: Any, y: None = None, **fit_params: Any) -> Array:
        """Learn from X and return X on the common scale; the same as `fit(X).transform(X)`."""
        return self._apply(self._fit_values(X))

    def scale_factor(self) -> Array:
        """Return abs(d normalised / d value) per indicator, to carry standard errors over to the common scale.

        NaN for a method that has no linear scale (ranks, bands, normal scores): its error is found by simulation.
        """
        check_is_fitted(self)
        return np.full(self.n_features_in_, np.nan)

    @property
    def learned_(self) -> pl.DataFrame:
        """The learned parameters as a table: indicator, parameter, value (missing parameters are null)."""
        check_is_fitted(self)
        names = self._indicators()
        frames = [
            pl.DataFrame({"indicator": names, "parameter": [key] * len(names), "value": to_column("value", value)})
            for key, value in {"direction": self.direction_, **self.parameters_}.items()
        ]
        order = pl.DataFrame({"indicator": names, "place": range(len(names))})
        return (
            pl.concat(frames)
            .join(order, on="indicator", maintain_order="left")
            .sort("place", maintain_order=True)
            .drop("place")
        )

    def _fit_values(self, X: Any) -> Array:
        values: Array = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan")
        self.direction_ = resolve_direction(self.direction, self._indicators())
        check_range(self.output_range)
        self.parameters_ = self._learn(values)
        return values

    def _learn(self, values: Array) -> dict[str, Array]:
        raise NotImplementedError

    def _apply(self, values: Array) -> Array:
        raise NotImplementedError

    def _per_indicator(self, name: str, value: Any) -> Array:
        return per_indicator(name, value, self._indicators())

    def _warn(self, constant: NDArray[np.bool_], empty: NDArray[np.bool_] | None = None) -> None:
        names = np.array(self._indicators(), dtype=object)
        if constant.any():
            text = f"Constant indicators get the middle of the range: {', '.join(names[constant])}."
            warnings.warn(text, ConstantIndicatorWarning, stacklevel=5)
        if empty is not None and empty.any():
            text = f"Indicators without any value to learn from stay missing: {', '.join(names[empty])}."
            warnings.warn(text, EmptyIndicatorWarning, stacklevel=5)


class Line(NamedTuple):
    """Origin and span of each indicator, output range, what a constant indicator gets, and whether ends are kept."""

    origin: Array
    span: Array
    output_range: Range
    middle: float
    clip: bool


class AffineNormaliser(Normaliser):
    """A normaliser that is a straight line per indicator: low + (value - origin) / span * (high - low).

    A method implements `_line(values)`, which returns (origin, span, parameters). `span` carries the direction in its
    sign: it is the only place where an affine method turns an indicator round. A span of 0 marks an indicator that
    carries no information: all its values get the middle of the range.
    """

    def scale_factor(self) -> Array:
        """Return abs(d normalised / d value) per indicator; 0 for a constant indicator."""
        check_is_fitted(self)
        low, high = self._range()
        factor = np.zeros(self.n_features_in_)
        np.divide(high - low, np.abs(self.span_), out=factor, where=self.span_ != 0)
        return factor

    def clipped(self, X: Any) -> NDArray[np.bool_]:
        """Return which cells of X lie beyond an end of the scale, so that clipping changes them, shape (units, indicators)."""
        check_is_fitted(self)
        values = validate_data(self, X, reset=False, dtype=np.float64, ensure_all_finite="allow-nan")
        ends = self.origin_, self.origin_ + self.span_
        beyond = (values < np.minimum(*ends)) | (values > np.maximum(*ends))
        return beyond & (self.span_ != 0) & self._clips()

    def line(self) -> Line:
        """Return the straight line of each indicator, as `affine` takes it."""
        check_is_fitted(self)
        return Line(self.origin_, self.span_, self._range(), self._middle(), self._clips())

    def _line(self, values: Array) -> tuple[Array, Array, dict[str, Array]]:
        raise NotImplementedError

    def _range(self) -> Range:
        return self.output_range if self.output_range is not None else (0.0, 1.0)

    def _learn(self, values: Array) -> dict[str, Array]:
        with np.errstate(over="ignore"):
            self.origin_, self.span_, parameters = self._line(values)
        too_wide = np.flatnonzero(np.isinf(self.span_))
        if too_wide.size:
            name = self._indicators()[int(too_wide[0])]
            raise DataError(
                f"The scale of indicator '{name}' is wider than the largest number: give it in larger units."
            )
        self._warn(self.span_ == 0, np.isnan(self.span_))
        return parameters

    def _apply(self, values: Array) -> Array:
        line = self.line()
        return affine(values, *line[:3], middle=line.middle, clip=line.clip)

    def _middle(self) -> float:
        return sum(self._range()) / 2

    def _clips(self) -> bool:
        return False


def affine(values: Array, origin: Array, span: Array, output_range: Range, *, middle: float, clip: bool) -> Array:
    """Return low + (value - origin) / span * (high - low), column by column, shape as `values`.

    With a range that starts at 0 the two ends of the span are met exactly: a value at the origin gives `low`, a value at
    origin + span gives `high`.
    """
    low, high = output_range
    result = np.empty_like(values)
    flat = span == 0
    divisor = np.where(flat, 1.0, span)
    for rows in row_blocks(values):
        block = result[rows]
        np.subtract(values[rows], origin, out=block)
        block /= divisor
        if high - low != 1.0:
            block *= high - low
        if low != 0.0:
            block += low
        if clip:
            np.maximum(block, low, out=block)
            np.minimum(block, high, out=block)
        if flat.any():
            block[:, flat] = np.where(np.isnan(values[rows][:, flat]), np.nan, middle)
    return result


def resolve_direction(direction: ArrayLike, indicators: list[str]) -> Array:
    """Return the direction of each indicator, +1 or -1, or say which entry is neither."""
    resolved = per_indicator("direction", direction, indicators)
    wrong = np.flatnonzero(np.abs(resolved) != 1)
    if wrong.size:
        i = int(wrong[0])
        raise OptionError(
            f"Direction of indicator '{indicators[i]}' is {resolved[i]:g}: allowed are +1 (more is better) and -1 (less is better)."
        )
    return resolved


def per_indicator(name: str, value: Any, indicators: list[str]) -> Array:
    """Return an option as one finite number per indicator; a scalar serves all of them."""
    try:
        given = np.asarray([np.nan if v is None else v for v in np.atleast_1d(np.asarray(value, dtype=object))], float)
    except (TypeError, ValueError) as error:
        raise OptionError(f"{name}={value!r} must be a number, or one number per indicator.") from error
    if given.shape not in ((1,), (len(indicators),)):
        raise OptionError(
            f"{name} has {given.shape[0]} entries for {len(indicators)} indicators: give one number, or one per indicator."
        )
    full = np.broadcast_to(given, (len(indicators),)).copy()
    missing = np.flatnonzero(~np.isfinite(full))
    if missing.size:
        i = int(missing[0])
        raise OptionError(f"{name} of indicator '{indicators[i]}' is missing or not finite ({full[i]}): give a number.")
    return full


def check_range(output_range: Range | None) -> None:
    """Refuse an output range that is not a pair of finite, ascending numbers."""
    if output_range is None:
        return
    try:
        low, high = (float(end) for end in output_range)
    except (TypeError, ValueError) as error:
        raise OptionError(f"output_range={output_range!r} must be a pair (low, high) of numbers.") from error
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise OptionError(f"output_range={output_range!r} must ascend: low < high. A cost is turned by direction=-1.")
