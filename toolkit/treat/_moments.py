"""Skewness and kurtosis of a sample, in the definition that composite-indicator practice uses."""

from __future__ import annotations

import numpy as np

from toolkit.columns import Array


def skewness(column: Array) -> float:
    """Return G1 = sqrt(n (n - 1)) / (n - 2) m3 / m2^1.5 of the present values; NaN for fewer than three or a constant.

    m_k is the k-th central moment with divisor n. The definition of Excel's SKEW, SAS and SPSS, type 2 in R's e1071.

    References
    ----------
    Joanes, D. N. and Gill, C. A. (1998), Comparing measures of sample skewness and kurtosis, The Statistician 47(1),
    183-189, doi:10.1111/1467-9884.00122.

    Examples
    --------
    >>> round(skewness(np.array([*range(1, 11), 30, 100], dtype=float)), 6)
    3.063241
    """
    x = _present(column)
    n = x.size
    if n < 3 or x.min() == x.max():
        return float("nan")
    away = _away(x)
    return float(np.sqrt(n * (n - 1)) / (n - 2) * (away**3).mean() / (away**2).mean() ** 1.5)


def kurtosis(column: Array) -> float:
    """Return the excess kurtosis G2 = (n - 1) / ((n - 2)(n - 3)) ((n + 1)(m4 / m2^2 - 3) + 6); NaN for fewer than four.

    The definition of Excel's KURT, SAS and SPSS, type 2 in R's e1071; 0 for a normal distribution. NaN for a constant.

    Examples
    --------
    >>> round(kurtosis(np.array([*range(1, 11), 30, 100], dtype=float)), 6)
    9.741391
    """
    x = _present(column)
    n = x.size
    if n < 4 or x.min() == x.max():
        return float("nan")
    away = _away(x)
    raw = (away**4).mean() / (away**2).mean() ** 2 - 3
    return float((n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * raw + 6))


def skewed(column: Array, skew: float, kurt: float) -> bool:
    """Tell whether both limits are exceeded: abs(skewness) > skew and kurtosis > kurt. Too few values: no."""
    return abs(skewness(column)) > skew and kurtosis(column) > kurt


def _present(column: Array) -> Array:
    return column[~np.isnan(column)]


def _away(x: Array) -> Array:
    """Deviations from the mean in units of the greatest one, so that no power overflows or vanishes."""
    away = x - x.mean()
    return away / np.abs(away).max()
