"""Borda scores: points for every unit beaten, indicator by indicator."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate import _across
from toolkit.aggregate._common import Labels, contract, ratio, read, weighted_mean
from toolkit.columns import Array


def borda(values: ArrayLike, weights: ArrayLike, *, labels: Labels = None) -> Array:
    """Return the weighted mean of Borda points: in each indicator one for each unit beaten, half a one for each tie.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Higher is better; only their order counts. NaN = missing.
    weights : array, shape (…, indicator)
        Not negative, not all zero; only their proportions count.
    labels : pair of sequences, optional
        Names of units and indicators for errors.

    Returns
    -------
    array, shape (…, unit)
        From 0 to units - 1; NaN for a unit with nothing present. The sum of points of the literature is this times the
        number of indicators, with equal weights.

    Notes
    -----
    In an indicator that not all units have, the points are stretched as if all had it, so that indicators stay
    comparable. The score depends on the other units. A Condorcet winner need not win: see `copeland`.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 6.12.

    Examples
    --------
    >>> borda([[3.0, 1.0], [2.0, 3.0], [1.0, 2.0]], [1, 1]).tolist()
    [1.0, 1.5, 0.5]
    """
    sample = read(values, weights, labels)
    sample.refuse(np.isinf, "values must be finite")
    share = shares_beaten(sample.x)
    counted = contract((~np.isnan(sample.x)).astype(np.float64), sample.w) > 0
    return weighted_mean(share, sample.w) * (counted.sum(axis=-1, keepdims=True) - 1.0)


def shares_beaten(x: Array) -> Array:
    """Return (rank - 1) / (n - 1) in each column of n values; one half where a unit has no opponent."""
    opponents = _across.counts(x) - 1.0
    share = ratio(_across.ranks(x) - 1.0, np.broadcast_to(opponents, x.shape))
    return np.where(np.isnan(x), np.nan, np.where(opponents > 0, share, 0.5))
