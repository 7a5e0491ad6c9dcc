"""Ordered weighted averaging."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate._common import Labels, by_blocks, read
from toolkit.aggregate._ordered import ascending_shares
from toolkit.columns import Array
from toolkit.errors import OptionError


def owa(
    values: ArrayLike,
    weights: ArrayLike,
    *,
    alpha: float = 2.0,
    order_weights: ArrayLike | None = None,
    labels: Labels = None,
) -> Array:
    """Return the ordered weighted average: indicators count by their place from best to worst, not only by name.

    With the values of a unit from best to worst and c_k the summed weights of the k best: score = sum_k x_(k) (Q(c_k) -
    Q(c_(k-1))). Q(c) = c^alpha, or piecewise linear through the cumulated `order_weights`.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Higher is better; NaN = missing.
    weights : array, shape (…, indicator)
        Not negative, not all zero; only their proportions count.
    alpha : float > 0
        1: the arithmetic mean; greater: the weak indicators count more ("most" is 2, the default); smaller: the strong.
    order_weights : array, shape (places,), optional
        Weights of the places from best to worst, instead of `alpha`. With equal weights and as many places as
        indicators this is Yager's operator.
    labels : pair of sequences, optional
        Names of units and indicators for errors.

    Returns
    -------
    array, shape (…, unit)
        On the scale of the values; NaN for a unit with nothing present.

    References
    ----------
    Yager, R. R. (1988), On ordered weighted averaging aggregation operators in multicriteria decisionmaking, IEEE
    Transactions on Systems, Man, and Cybernetics 18(1), 183-190, doi:10.1109/21.87068.
    Torra, V. (1997), The weighted OWA operator, International Journal of Intelligent Systems 12(2), 153-166.

    Examples
    --------
    >>> owa([[90.0, 50.0, 10.0]], [1, 1, 1], order_weights=[0, 0, 1]).tolist()
    [10.0]
    """
    if order_weights is None and not (np.isfinite(alpha) and alpha > 0):
        raise OptionError(f"alpha={alpha!r} must be a number > 0.")
    places = None if order_weights is None else cumulated(order_weights)
    sample = read(values, weights, labels)
    sample.refuse(np.isinf, "values must be finite")

    def score(x: Array, w: Array) -> Array:
        ordered, share = ascending_shares(-x, w)
        reached = np.clip(np.cumsum(share, axis=-1), 0.0, 1.0)
        reached[..., -1] = 1.0
        level = reached**alpha if places is None else np.interp(reached, np.linspace(0, 1, places.size), places)
        step = np.diff(level, axis=-1, prepend=0.0)
        step[np.isnan(ordered)] = 0.0
        total = step.sum(axis=-1)
        total[np.isnan(ordered[..., 0])] = np.nan
        return np.sum(np.where(np.isnan(ordered), 0.0, -ordered) * step, axis=-1) / total

    return by_blocks(sample.x, sample.w, score)


def cumulated(order_weights: ArrayLike) -> Array:
    """Return the cumulated weights of the places, from 0 to 1."""
    given = np.asarray(order_weights, dtype=np.float64)
    if given.ndim != 1 or not np.isfinite(given).all() or (given < 0).any() or not given.any():
        raise OptionError(f"order_weights={given.tolist()} must be numbers >= 0 and not all zero.")
    return np.concatenate([[0.0], np.cumsum(given) / given.sum()])
