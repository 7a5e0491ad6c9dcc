"""Grey relational analysis (灰色关联分析)."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate import _across
from toolkit.aggregate._common import Labels, Sample, by_blocks, heavy, ratio, read, weighted_mean
from toolkit.columns import Array
from toolkit.errors import OptionError, unknown


def grey_relational(
    values: ArrayLike,
    weights: ArrayLike,
    *,
    rho: float = 0.5,
    reference: ArrayLike | None = None,
    scale: Literal["range", "none"] = "range",
    labels: Labels = None,
) -> Array:
    """Return the grey relational grade: the weighted mean of (dmin + rho dmax) / (d + rho dmax).

    d is the distance of a value from the reference of its indicator; dmin and dmax are the least and the greatest distance
    over all units and indicators.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Higher is better; NaN = missing.
    weights : array, shape (…, indicator)
        Not negative, not all zero; only their proportions count.
    rho : float above 0, at most 1
        The distinguishing coefficient: the smaller, the more the near ones stand out.
    reference : array, shape (indicators,), optional
        The ideal in the unit of the values; by default the best value of each indicator. A value above it counts as
        reaching it.
    scale : "range" or "none"
        Divide distances by the range of the indicator (the default), or not (values that are on a common scale already).
    labels : pair of sequences, optional
        Names of units and indicators for errors.

    Returns
    -------
    array, shape (…, unit)
        Above 0, at most 1; NaN for a unit with nothing present.

    Notes
    -----
    The score depends on the other units. With scale="range" and the reference left out, dmin = 0 and dmax = 1, and a
    constant indicator has the distance one half for all.

    References
    ----------
    Deng, J. (1989), Introduction to grey system theory, The Journal of Grey System 1(1), 1-24.

    Examples
    --------
    >>> grey_relational([[3.0, 4.0], [3.0, 2.0], [1.0, 2.0]], [1, 1]).round(4).tolist()
    [1.0, 0.6667, 0.3333]
    """
    if not 0 < rho <= 1:
        raise OptionError(f"rho={rho!r} must lie above 0 and not above 1.")
    if scale not in ("range", "none"):
        raise unknown("scale", scale, ("range", "none"))
    sample = read(values, weights, labels)
    sample.refuse(np.isinf, "values must be finite")
    low, high = _across.extremes(sample.x)
    ideal = high if reference is None else sample.option("reference", reference)
    if scale == "range":
        inverse = ratio(np.ones_like(high), high - low)
        middle = np.where(high > low, np.nan, 0.5 if reference is None else 0.0)
    else:
        inverse, middle = np.ones_like(high), np.full_like(high, np.nan)

    def distance(x: Array) -> Array:
        away = np.where(np.isnan(middle), np.maximum(ideal - x, 0.0) * inverse, middle)
        return np.where(np.isnan(x), np.nan, away)

    if scale == "range" and reference is None:
        nearest, farthest = np.zeros(1), np.ones(1)
    else:
        nearest, farthest = ends(sample, distance(sample.x))

    def score(x: Array, w: Array) -> Array:
        d = distance(x)
        with np.errstate(invalid="ignore"):
            grade = (nearest + rho * farthest) / (d + rho * farthest)
        return weighted_mean(np.where((farthest == 0) & ~np.isnan(d), 1.0, grade), w)

    return by_blocks(sample.x, sample.w, score)


def ends(sample: Sample, d: Array) -> tuple[Array, Array]:
    """Return the least and the greatest distance over the units and the indicators that count, shape (…, 1, 1)."""
    counted = np.where(heavy(sample), d, np.nan) if not (sample.w > 0).all() else d
    return (
        np.fmin.reduce(counted, axis=(-2, -1), keepdims=True, initial=np.inf),
        np.fmax.reduce(counted, axis=(-2, -1), keepdims=True, initial=0.0),
    )
