"""The ends of a distribution: distance of two percentiles, and the share below a standard."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.disparity._input import Array, check_scale, refuse_below, sample, shares
from toolkit.errors import DataError, OptionError, unknown

KINDS = ("ratio", "gap")


def p90_p10(
    x: ArrayLike | pl.Series,
    weights: ArrayLike | pl.Series | None = None,
    *,
    kind: Literal["ratio", "gap"] = "ratio",
    scale: str | None = None,
) -> float:
    """Return how far the 90th percentile stands from the 10th: P90/P10 (ratio) or P90 − P10 (gap).

    A percentile is the least value at or below which p of the weight lies; where exactly p lies there, the mean of that
    value and the next (Hyndman and Fan's definition 2).

    Parameters
    ----------
    x : array-like, shape (units,)
        Values; for the ratio >= 0 and on a ratio scale. NaN or null is missing and left out.
    weights : array-like, shape (units,), optional
        Pupils; by default every unit counts the same.
    kind : "ratio" or "gap"
        A gap is in the unit of x.
    scale : str, optional
        Anything but "ratio" is refused for the ratio, "ordinal" for the gap.

    References
    ----------
    Hyndman, R. J. and Fan, Y. (1996), Sample quantiles in statistical packages, doi:10.1080/00031305.1996.10473566.

    Examples
    --------
    >>> p90_p10([1.0, 2.0, 3.0, 4.0, 5.0]), p90_p10([1.0, 2.0, 3.0, 4.0, 5.0], kind="gap")
    (5.0, 4.0)
    """
    if kind not in KINDS:
        raise unknown("kind", kind, KINDS)
    check_scale(scale, ("ratio",) if kind == "ratio" else ("ratio", "interval"))
    values, given = sample(x, weights)
    low, high = (percentile(values, shares(given), at) for at in (0.1, 0.9))
    if kind == "gap":
        return high - low
    refuse_below(values, zero=False)
    if low == 0:
        raise DataError("The 10th percentile is 0: no ratio to it. Use kind='gap'.")
    return high / low


def percentile(values: Array, p: Array, at: float) -> float:
    """Return the percentile at a share 0 < at < 1 of the weight."""
    order = np.argsort(values, kind="stable")
    ordered, cumulated = values[order], np.cumsum(p[order])
    here = min(int(np.searchsorted(cumulated, at - 1e-12)), ordered.size - 1)
    exactly = abs(cumulated[here] - at) <= 1e-12 and here + 1 < ordered.size  # sums of shares carry rounding
    return float((ordered[here] + ordered[here + 1]) / 2 if exactly else ordered[here])


def share_below(x: ArrayLike | pl.Series, standard: float, weights: ArrayLike | pl.Series | None = None) -> float:
    """Return the share of the weight with a value below the standard, 0 to 1; a value at the standard is not below it.

    >>> share_below([1.0, 2.0, 3.0], 2.0), share_below([1.0, 2.0, 3.0], 2.0, weights=[2, 1, 1])
    (0.3333333333333333, 0.5)
    """
    if not np.isfinite(standard):
        raise OptionError(f"standard={standard!r}: give a finite number.")
    values, given = sample(x, weights)
    return float(given[np.round(values, 10) < np.round(standard, 10)].sum() / given.sum())
