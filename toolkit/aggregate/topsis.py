"""TOPSIS: near the ideal and far from its opposite."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate import _across
from toolkit.aggregate._common import Labels, by_blocks, contract, ratio, read
from toolkit.columns import Array
from toolkit.errors import unknown

SCALES = ("vector", "range", "none")


def topsis(
    values: ArrayLike,
    weights: ArrayLike,
    *,
    scale: Literal["vector", "range", "none"] = "vector",
    labels: Labels = None,
) -> Array:
    """Return D- / (D+ + D-): D+ the distance to the best value of each indicator, D- to the worst.

    D = sqrt(sum_i (w_i (x_i - ideal_i) / scale_i)^2), over the present indicators.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Higher is better; NaN = missing.
    weights : array, shape (…, indicator)
        Not negative, not all zero; only their proportions count.
    scale : "vector", "range" or "none"
        What an indicator is divided by: the root of its sum of squares (the default, Hwang and Yoon), its range, or
        nothing (values that are on a common scale already).
    labels : pair of sequences, optional
        Names of units and indicators for errors.

    Returns
    -------
    array, shape (…, unit)
        From 0 to 1; one half where best and worst coincide in all indicators; NaN for a unit with nothing present.

    Notes
    -----
    The score depends on the other units: adding one can reverse the order of two others.

    References
    ----------
    Hwang, C.-L. and Yoon, K. (1981), Multiple Attribute Decision Making, doi:10.1007/978-3-642-48318-9.

    Examples
    --------
    >>> topsis([[3.0, 4.0], [3.0, 2.0], [1.0, 2.0]], [1, 1]).round(3).tolist()
    [1.0, 0.529, 0.0]
    """
    if scale not in SCALES:
        raise unknown("scale", scale, SCALES)
    sample = read(values, weights, labels)
    sample.refuse(np.isinf, "values must be finite")
    worst, best = _across.extremes(sample.x)
    if scale == "vector":
        size = _across.roots_of_squares(sample.x)
    else:
        size = best - worst if scale == "range" else np.ones_like(best)
    inverse = np.nan_to_num(ratio(np.ones_like(best), np.where(best > worst, size, 0.0)))

    def score(x: Array, w: Array) -> Array:
        present = contract((~np.isnan(x)).astype(np.float64), w) > 0
        near, far = (np.sqrt(contract(np.nan_to_num((x - end) * inverse) ** 2, w**2)) for end in (worst, best))
        between = ratio(near, near + far)
        return np.where(present, np.where(near + far > 0, between, 0.5), np.nan)

    return by_blocks(sample.x, sample.w, score)
