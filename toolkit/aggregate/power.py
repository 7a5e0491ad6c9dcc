"""The weighted power mean."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate._common import Labels, by_blocks, quasi_mean, read, refuse_infinite, weighted_mean
from toolkit.columns import Array
from toolkit.errors import OptionError


def power(values: ArrayLike, weights: ArrayLike, *, p: float = 0.5, labels: Labels = None) -> Array:
    """Return (sum_i w_i x_i^p / sum_i w_i)^(1/p) over the present indicators: the smaller p, the more a weak one counts.

    p = 1 is the arithmetic, p = 0 (the limit) the geometric, p = -1 the harmonic mean.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Higher is better; NaN = missing. > 0 where the weight is, for p <= 0; >= 0 for other p than 1.
    weights : array, shape (…, indicator)
        Not negative, not all zero; only their proportions count.
    p : float
        The exponent, finite.
    labels : pair of sequences, optional
        Names of units and indicators for errors.

    Returns
    -------
    array, shape (…, unit)
        On the scale of the values; NaN for a unit with nothing present.

    References
    ----------
    Hardy, G. H., Littlewood, J. E. and Polya, G. (1952), Inequalities, 2nd edition, chapter 2.

    Examples
    --------
    >>> power([[90.0, 10.0], [50.0, 50.0]], [1, 1], p=0.5).round(9).tolist()
    [40.0, 50.0]
    """
    if not np.isfinite(p):
        raise OptionError(f"p={p!r} must be a finite number; the minimum is an aggregator of its own.")
    sample = read(values, weights, labels)
    if p == 0:
        return quasi_mean(sample, np.log, np.exp, "the power mean with p=0 needs values > 0")
    refuse_infinite(sample)
    if p == 1:
        return weighted_mean(sample.x, sample.w)
    wrong, need = (np.less, ">= 0") if p > 0 else (np.less_equal, "> 0")
    if wrong(np.fmin.reduce(sample.x, axis=None, initial=np.inf), 0):
        sample.refuse(lambda x: wrong(x, 0), f"the power mean with p={p:g} needs values {need}")
    return by_blocks(sample.x, sample.w, lambda x, w: power_block(x, w, p))


def power_block(x: Array, w: Array, p: float) -> Array:
    """Return the power mean, relative to the greatest value of a unit (the least for p < 0) so that no power overflows."""
    x = np.where(x >= 0, x, np.nan)  # what is negative here has no weight
    scale = (np.fmax if p > 0 else np.fmin).reduce(x, axis=-1, keepdims=True)
    scale = np.where(scale > 0, scale, 1.0)
    with np.errstate(divide="ignore"):
        powers = (x / scale) ** p
    np.copyto(powers, np.nan, where=np.isinf(powers))  # 0 to a negative power, of no weight
    return weighted_mean(powers, w) ** (1 / p) * scale[..., 0]
