"""Gini coefficient."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.disparity._input import Array, positive_mean, refuse_below, sample, shares


def gini(
    x: ArrayLike | pl.Series,
    weights: ArrayLike | pl.Series | None = None,
    correct: bool = False,
    *,
    scale: str | None = None,
) -> float:
    """Return the Gini coefficient G = Σ_i Σ_j p_i p_j |x_i − x_j| / (2 x̄), from 0 (all equal) towards 1.

    Parameters
    ----------
    x : array-like, shape (units,)
        Values >= 0 on a ratio scale; NaN or null is missing and left out.
    weights : array-like, shape (units,), optional
        Pupils; by default every unit counts the same.
    correct : bool
        Mean over pairs of different units, G / (1 − Σ p_i²): without weights G n/(n − 1), whose greatest value is 1.
    scale : str, optional
        Anything but "ratio" is refused.

    References
    ----------
    Lerman, R. and Yitzhaki, S. (1989), doi:10.1016/0304-4076(89)90074-X; Deltas, G. (2003), doi:10.1162/rest.2003.85.1.226.

    Examples
    --------
    >>> round(gini([1.0, 2.0, 3.0]), 4), gini([0.0, 0.0, 5.0], correct=True)
    (0.2222, 1.0)
    """
    values, given = sample(x, weights, scale, least=2 if correct else 1)
    refuse_below(values, zero=False)
    mean, p = positive_mean(values, given), shares(given)
    result = half_mean_difference(values, p) / mean
    return float(result / (1 - np.dot(p, p))) if correct else result


def half_mean_difference(values: Array, p: Array) -> float:
    """Return Σ_i Σ_j p_i p_j |x_i − x_j| / 2 by one sort."""
    order = np.argsort(values, kind="stable")
    ordered, share = values[order] - values.mean(), p[order]
    before = np.cumsum(share) - share
    return max(0.0, float(np.sum(share * ordered * (2 * before + share - share.sum()))))
