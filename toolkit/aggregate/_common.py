"""What every aggregator shares: reading its arrays, and the weighted mean over what is present.

`values` has shape (…, unit, indicator), `weights` (…, indicator); leading axes broadcast. NaN is a missing value. Higher is
better, in and out. A missing value is left out and the weights of the others keep their proportions; a unit with nothing
present gets NaN, never 0. An indicator of weight 0 has no influence, whatever its value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.columns import Array, row_blocks
from toolkit.errors import DataError, OptionError

Labels = tuple[Sequence[Any] | None, Sequence[Any] | None] | None
"""Names of the units and of the indicators, for errors."""


@dataclass(frozen=True)
class Sample:
    """The values and the weights (sum 1) of the indicators that count, with the names of units and indicators."""

    x: Array
    w: Array
    units: Sequence[Any] | None
    indicators: Sequence[Any]
    kept: NDArray[np.bool_]
    """Which of the indicators given count, so that an option per indicator can follow."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the scores: leading axes of values and weights, then units."""
        return (*np.broadcast_shapes(self.x.shape[:-2], self.w.shape[:-1]), self.x.shape[-2])

    def option(self, name: str, value: ArrayLike) -> Array:
        """Return an option, a number or one per indicator, for the indicators that count."""
        given = np.asarray(value, dtype=np.float64)
        if given.shape not in ((), (1,), self.kept.shape) or not np.isfinite(given).all():
            raise OptionError(
                f"{name}={value!r} must be a finite number, or one for each of {self.kept.size} indicators."
            )
        return np.broadcast_to(given, self.kept.shape)[self.kept]

    def refuse(self, wrong: Callable[[Array], Any], what: str) -> None:
        """Raise an error that names the first cell which is wrong and carries a positive weight."""
        cells = wrong(self.x) & (self.w[..., None, :] > 0)
        if cells.any():
            *lead, unit, indicator = (int(k) for k in np.argwhere(cells)[0])
            value = np.broadcast_to(self.x, cells.shape)[(*lead, unit, indicator)]
            label = f"unit {unit}" if self.units is None else f"unit '{self.units[unit]}'"
            raise DataError(f"Indicator {self.indicators[indicator]!r} of {label} is {value:g}: {what}.")


def read(values: ArrayLike, weights: ArrayLike, labels: Labels = None) -> Sample:
    """Check and return the arrays as float64, without copying `values`, the weights scaled to sum 1.

    Indicators whose weight is zero throughout are left out.
    """
    x = np.asarray(values, dtype=np.float64)
    w = np.asarray(weights, dtype=np.float64)
    if x.ndim < 2:
        raise OptionError(f"values has shape {x.shape}: give (…, unit, indicator).")
    if w.ndim < 1 or w.shape[-1] != x.shape[-1]:
        raise OptionError(f"weights has shape {w.shape} for {x.shape[-1]} indicators: give (…, indicator).")
    units, indicators = labels if labels is not None else (None, None)
    names = list(range(x.shape[-1])) if indicators is None else list(indicators)
    wrong = ~(np.isfinite(w) & (w >= 0))
    if wrong.any():
        place = tuple(np.argwhere(wrong)[0])
        raise OptionError(f"The weight of indicator {names[place[-1]]!r} is {w[place]:g}: weights are numbers >= 0.")
    total = w.sum(axis=-1, keepdims=True)
    if not (total > 0).all():
        raise OptionError("All weights are zero: there is nothing to aggregate.")
    used: NDArray[np.bool_] = np.asarray(w.reshape(-1, w.shape[-1]).any(axis=0))
    if not used.all():
        x, w = x[..., used], w[..., used]
        names = [name for name, keep in zip(names, used, strict=True) if keep]
    return Sample(x, w / total, units, names, used)


def by_blocks(x: Array, w: Array, score: Callable[[Array, Array], Array]) -> Array:
    """Return score(block, w) for block after block of units: for aggregators that look at each unit by itself."""
    result = np.empty((*np.broadcast_shapes(x.shape[:-2], w.shape[:-1]), x.shape[-2]))
    for rows in row_blocks(x):
        result[..., rows] = score(x[..., rows, :], w)
    return result


def weighted_mean(x: Array, w: Array) -> Array:
    """Return sum w x / sum w over the present values, shape (…, unit); w sums to 1 over all indicators.

    Plain sums where all is present; the masked ones only for what these leave without a number.
    """
    with np.errstate(invalid="ignore"):
        result = contract(x, w)
    if x.ndim > 2 or w.ndim > 1:
        gaps = ~np.isfinite(result)
        return np.where(gaps, by_blocks(x, w, masked_mean), result) if gaps.any() else result
    rows = np.flatnonzero(~np.isfinite(result))
    step = 4096
    for start in range(0, rows.size, step):
        some = rows[start : start + step]
        result[some] = masked_mean(x[some], w)
    return result


def masked_mean(x: Array, w: Array) -> Array:
    """Return the weighted mean over the present values; NaN where none of positive weight is present."""
    present = ~np.isnan(x)
    return ratio(contract(np.where(present, x, 0.0), w), contract(present.astype(np.float64), w))


def contract(x: Array, w: Array) -> Array:
    """Return sum over indicators of x[…, unit, indicator] * w[…, indicator], shape (…, unit).

    One dot product a unit, not a matrix product: its last bits then depend on nothing but the unit and the weights, so that
    one run and ten thousand replicates, all units or some, give the same.
    """
    return np.vecdot(np.ascontiguousarray(x), np.ascontiguousarray(w)[..., None, :])


def ratio(numerator: Array, denominator: Array) -> Array:
    """Divide, and give NaN (no warning) where the denominator is 0."""
    result = np.full(np.broadcast_shapes(numerator.shape, denominator.shape), np.nan)
    np.divide(numerator, denominator, out=result, where=denominator != 0)
    return result


def quasi_mean(sample: Sample, forth: Callable[[Array], Array], back: Callable[[Array], Array], need: str) -> Array:
    """Return back(weighted mean of forth(x)); refuse values <= 0 that carry a positive weight."""
    refuse_infinite(sample)
    if np.fmin.reduce(sample.x, axis=None, initial=np.inf) <= 0:
        sample.refuse(lambda x: x <= 0, need)

    def score(x: Array, w: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            scaled = forth(np.where(x > 0, x, np.nan) if (x <= 0).any() else x)
            return back(weighted_mean(scaled, w))

    return by_blocks(sample.x, sample.w, score)


def refuse_infinite(sample: Sample) -> None:
    """Refuse infinite values that carry a positive weight."""
    if np.isinf(np.fmax.reduce(sample.x, axis=None, initial=0.0)) or np.isinf(
        np.fmin.reduce(sample.x, axis=None, initial=0.0)
    ):
        sample.refuse(np.isinf, "values must be finite")


def heavy(sample: Sample) -> NDArray[np.bool_]:
    """Return which cells count: present, and of positive weight; shape (…, unit, indicator)."""
    return ~np.isnan(sample.x) & (sample.w[..., None, :] > 0)
