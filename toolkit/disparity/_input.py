"""What every measure of disparity reads: values of units, and how much each unit counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import DataError, OptionError, unknown

Array = NDArray[np.float64]
SCALES = ("ratio", "interval", "ordinal")


def sample(
    x: ArrayLike | pl.Series, weights: ArrayLike | pl.Series | None, scale: str | None = None, *, least: int = 1
) -> tuple[Array, Array]:
    """Return the present values and their weights; null and NaN are missing, a unit with weight 0 does not count.

    Refused: a scale without a true zero, infinite values, negative or missing weights, fewer than `least` units left.
    """
    check_scale(scale, ("ratio",))
    values = column(x, "x")
    given = np.ones(values.shape) if weights is None else column(weights, "weights")
    if given.shape != values.shape:
        raise OptionError(f"weights has {given.size} entries for {values.size} units: give one per unit.")
    present = ~np.isnan(values)
    refuse(present & ~(given >= 0), given, "The weight", "is negative or missing")
    used = present & (given > 0)
    if used.sum() < least:
        raise DataError(f"{int(used.sum())} units have a value and a weight: at least {least} are needed.")
    return values[used], given[used]


def column(x: ArrayLike | pl.Series, name: str) -> Array:
    """Return one number per unit as float array, NaN = missing; infinite values are refused."""
    values = x.cast(pl.Float64).fill_null(np.nan).to_numpy() if isinstance(x, pl.Series) else np.asarray(x, np.float64)
    if values.ndim != 1:
        raise OptionError(f"{name} has {values.ndim} dimensions: give one number per unit.")
    refuse(np.isinf(values), values, f"{name}:", "is infinite")
    return np.asarray(values, dtype=np.float64)


def codes(groups: Any, units: int) -> tuple[NDArray[np.int64], list[Any]]:
    """Return the number of each unit's group and the names of the groups, sorted; a unit without a group is refused."""
    series = groups if isinstance(groups, pl.Series) else pl.Series(list(groups), strict=False)
    if series.len() != units:
        raise OptionError(f"groups has {series.len()} entries for {units} units: give one per unit.")
    if series.null_count() or (series.dtype.is_float() and series.is_nan().any()):
        raise DataError("A unit has no group: name its group, or leave the unit out.")
    names = series.unique().sort()
    ranks = series.rank("dense").to_numpy().astype(np.int64) - 1
    return ranks, names.to_list()


def shares(weights: Array) -> Array:
    """Return weights that sum to 1."""
    return np.asarray(weights / weights.sum())


def check_scale(scale: str | None, allowed: tuple[str, ...]) -> None:
    """Refuse a scale on which a measure has no meaning."""
    if scale is not None and scale not in SCALES:
        raise unknown("scale", scale, SCALES)
    if scale is not None and scale not in allowed:
        why = "relative differences need a true zero" if allowed == ("ratio",) else "differences need equal steps"
        raise OptionError(f"This measure is not defined on scale {scale!r}: {why}. Allowed: {', '.join(allowed)}.")


def refuse_below(values: Array, *, zero: bool) -> None:
    """Refuse negative values, and zeros too where `zero` is true."""
    refuse(values <= 0 if zero else values < 0, values, "A value", "is not positive" if zero else "is negative")


def positive_mean(values: Array, weights: Array) -> float:
    """Return the weighted mean, or refuse one that nothing can be relative to."""
    mean = float(np.dot(shares(weights), values))
    if not mean > 0:
        raise DataError(f"The mean is {mean:g}: a relative measure needs a positive one.")
    return mean


def refuse(wrong: NDArray[np.bool_], values: Array, what: str, why: str) -> None:
    """Raise an error that names the first wrong entry."""
    if wrong.any():
        i = int(np.flatnonzero(wrong)[0])
        raise DataError(f"{what} {values[i]:g} (entry {i} of those present) {why}.")
