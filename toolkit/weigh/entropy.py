"""Entropy weights: an indicator weighs more the more unevenly its total is spread over the units."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array, Summary, divide, row_blocks, summary
from toolkit.weigh._input import Values, refuse, wide
from toolkit.weigh._result import Weights, weights_from


def entropy(values: Values, *, direction: ArrayLike | None = None) -> Weights:
    """Weigh by Shannon entropy: w_j = (1 - e_j) / sum_k (1 - e_k), e_j = -sum_i p_ij ln p_ij / ln n_j, p_ij = x_ij / sum_i x_ij.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Not negative, on a ratio scale: the result changes when a constant is added. A negative value is refused.
    direction : ignored
        The entropy of an indicator does not depend on it. (To weigh the normalised indicators, pass those.)

    Notes
    -----
    0 ln 0 is 0. Each indicator uses the n_j units in which it is present. A constant indicator, and one with fewer than
    two values, gets the weight 0. When that holds for all of them, all get equal weights, with a warning.

    References
    ----------
    Hwang, C.-L. and Yoon, K. (1981), Multiple Attribute Decision Making, doi:10.1007/978-3-642-48318-9, section 3.2.

    Examples
    --------
    >>> entropy([[1.0, 5.0], [1.0, 5.0], [2.0, 5.0]]).weights.tolist()
    [1.0, 0.0]
    """
    table = wide(values)
    known = summary(table.values)
    if (known.low < 0).any():
        refuse(table, lambda block: block < 0, "is negative: entropy weights need values >= 0")
    divergence = divergences(table.values, known)
    return weights_from(
        divergence,
        table.indicators,
        "entropy",
        {"present": known.number, "entropy": 1.0 - divergence, "divergence": divergence},
    )


def divergences(values: Array, known: Summary) -> Array:
    """Return 1 - e of each column, the distance of its shares from even ones; 0 where it is constant or too short.

    1 - e = sum p ln(p n) / ln n. With t = x / mean - 1 this is the mean of (1 + t) ln(1 + t) - t, whose terms are all
    >= 0, divided by ln n: near-even columns do not cancel.
    """
    number = known.number
    mean = np.where(known.total > 0, known.mean, 1.0)
    with_zeros = bool((known.low <= 0).any())
    total = np.zeros(values.shape[1])
    for rows in row_blocks(values):
        t = values[rows] / mean
        t -= 1.0
        if with_zeros:  # 0 ln 0 is 0
            term = np.zeros_like(t)
            np.log1p(t, out=term, where=t > -1.0)
        else:
            term = np.log1p(t)
        term *= t + 1.0
        term -= t
        part = term.sum(axis=0)
        total += np.nansum(term, axis=0) if np.isnan(part).any() else part
    relative = divide(total, number * np.log(np.maximum(number, 1)))
    return np.where((known.low < known.high) & (number > 1), np.maximum(relative, 0.0), 0.0)
