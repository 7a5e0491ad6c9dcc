"""Atkinson's index."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.disparity._input import positive_mean, refuse_below, sample, shares
from toolkit.errors import OptionError


def atkinson(
    x: ArrayLike | pl.Series,
    epsilon: float = 1.0,
    weights: ArrayLike | pl.Series | None = None,
    *,
    scale: str | None = None,
) -> float:
    """Return Atkinson's index A = 1 − (Σ p_i (x_i/x̄)^(1−ε))^(1/(1−ε)); for ε = 1, A = 1 − exp(Σ p_i ln(x_i/x̄)).

    A is the share of the total that could be saved if what is left were spread evenly, for an aversion ε to inequality.

    Parameters
    ----------
    x : array-like, shape (units,)
        Values >= 0 on a ratio scale, > 0 where ε >= 1; NaN or null is missing and left out.
    epsilon : float
        Aversion to inequality, > 0; the greater, the more the worst-off units count.
    weights : array-like, shape (units,), optional
        Pupils; by default every unit counts the same.
    scale : str, optional
        Anything but "ratio" is refused.

    References
    ----------
    Atkinson, A. B. (1970), On the measurement of inequality, doi:10.1016/0022-0531(70)90039-6.

    Examples
    --------
    >>> round(atkinson([1.0, 4.0], epsilon=1), 4), round(atkinson([1.0, 4.0], epsilon=2), 4)
    (0.2, 0.36)
    """
    if not (0 < epsilon < np.inf):
        raise OptionError(f"epsilon={epsilon!r}: allowed are finite numbers above 0.")
    values, given = sample(x, weights, scale)
    refuse_below(values, zero=epsilon >= 1)
    power, p = 1 - epsilon, shares(given)
    with np.errstate(divide="ignore"):
        logs = np.log(values / positive_mean(values, given))
    if power == 0:
        level = float(np.dot(p, logs))
    elif abs(power) < 0.5:  # keeps its digits as epsilon nears 1
        level = float(np.log1p(np.dot(p, np.expm1(power * logs))) / power)
    else:  # no overflow for a great epsilon
        top = float((power * logs).max())
        level = (top + float(np.log(np.dot(p, np.exp(power * logs - top))))) / power
    return max(0.0, float(-np.expm1(level)))
