"""VIKOR: a compromise between the mean regret and the greatest regret."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate import _across
from toolkit.aggregate._common import Labels, contract, ratio, read
from toolkit.columns import Array
from toolkit.errors import OptionError

ROUNDING = 1e-12
"""A difference of mean or greatest regrets (from 0 to 1) that is rounding only, and must not be stretched."""


def vikor(values: ArrayLike, weights: ArrayLike, *, v: float = 0.5, labels: Labels = None) -> Array:
    """Return 1 - Q, Q = v (S - min S) / (max S - min S) + (1 - v) (R - min R) / (max R - min R).

    The regret of a unit in an indicator is (best - x) / (best - worst); S is its weighted mean and R the greatest weighted
    regret. Q is the index of the literature, where less is better.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Higher is better; NaN = missing.
    weights : array, shape (…, indicator)
        Not negative, not all zero; only their proportions count.
    v : float from 0 to 1
        How much the mean regret counts against the greatest one.
    labels : pair of sequences, optional
        Names of units and indicators for errors.

    Returns
    -------
    array, shape (…, unit)
        From 0 to 1; NaN for a unit with nothing present. Where all units have the same S (or R), that part is one half.

    Notes
    -----
    The score depends on the other units. A constant indicator causes no regret.

    References
    ----------
    Opricovic, S. and Tzeng, G.-H. (2004), Compromise solution by MCDM methods: a comparative analysis of VIKOR and TOPSIS,
    European Journal of Operational Research 156(2), 445-455, doi:10.1016/S0377-2217(03)00020-1.

    Examples
    --------
    >>> vikor([[3.0, 4.0], [3.0, 2.0], [1.0, 2.0]], [1, 1]).tolist()
    [1.0, 0.25, 0.0]
    """
    if not 0 <= v <= 1:
        raise OptionError(f"v={v!r} must lie between 0 and 1.")
    sample = read(values, weights, labels)
    sample.refuse(np.isinf, "values must be finite")
    mean, greatest = regrets(sample.x, sample.w)
    return 1.0 - v * relative(mean) - (1.0 - v) * relative(greatest)


def regrets(x: Array, w: Array) -> tuple[Array, Array]:
    """Return the mean and the greatest weighted regret of each unit over its present indicators."""
    worst, best = _across.extremes(x)
    regret = np.nan_to_num(ratio(best - x, np.broadcast_to(best - worst, x.shape)))
    present = (~np.isnan(x)).astype(np.float64)
    share = contract(present, w)
    total, greatest = contract(regret * present, w), np.zeros(share.shape)
    for i in range(x.shape[-1]):
        np.maximum(greatest, regret[..., i] * present[..., i] * w[..., None, i], out=greatest)
    return ratio(total, share), ratio(greatest, share)


def relative(part: Array) -> Array:
    """Return (part - min) / (max - min) over the units; one half where all are the same."""
    low, high = (f.reduce(part, axis=-1, keepdims=True) for f in (np.fmin, np.fmax))
    place = ratio(part - low, np.broadcast_to(high - low, part.shape))
    return np.where(np.isnan(part), np.nan, np.where(high - low > ROUNDING, place, 0.5))
