"""Disparity of true values: what errors of measurement add is taken off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.disparity._input import Array, column, positive_mean, sample, shares
from toolkit.disparity.cv import cv
from toolkit.errors import DataError, OptionError, unknown

METHODS = ("moments", "simex")
LEVELS = (0.5, 1.0, 1.5, 2.0)


@dataclass(frozen=True)
class Corrected:
    """A measure of disparity before and after.

    Attributes
    ----------
    estimate : float
        Of the true values; 0 when the errors alone explain what was observed (`all_error`).
    observed : float
        Of the values as they are.
    reliability : float
        True variance over observed variance, 0 to 1.
    all_error : bool
        Whether nothing is left.
    """

    estimate: float
    observed: float
    reliability: float
    all_error: bool


def corrected(
    measure: Callable[..., Any],
    x: ArrayLike | pl.Series,
    se: ArrayLike | pl.Series,
    weights: ArrayLike | pl.Series | None = None,
    method: Literal["moments", "simex"] | None = None,
    *,
    draws: int = 400,
    seed: int = 0,
    **options: Any,
) -> Corrected:
    """Return a measure of disparity of the true values behind measured ones; errors widen what is observed.

    moments (cv): the mean square error Σ p_i se_i² is taken off the variance. simex (any other measure): errors λ times as
    large in variance are added for λ of 0.5 to 2, the mean result is fitted by a parabola in λ and read off at λ = -1. The
    parabola is an approximation: it takes off too little when most of what is observed is error.

    Parameters
    ----------
    measure : callable
        `f(x, weights=..., **options) -> float`, such as `cv`, `gini`, `theil`.
    x, se : array-like, shape (units,)
        Values and their standard errors >= 0, independent of one another; a unit with a value needs one.
    weights : array-like, shape (units,), optional
        As for the measure.
    method : "moments" or "simex", optional
        By default moments for `cv`, simex for the others.
    draws, seed : int
        Of simex, per λ.

    Raises
    ------
    DataError
        A standard error that is missing or negative; noisy values on which the measure is not defined (Theil below 0).

    References
    ----------
    Cook, J. R. and Stefanski, L. A. (1994), Simulation-extrapolation estimation, doi:10.1080/01621459.1994.10476871.

    Examples
    --------
    >>> found = corrected(cv, [80.0, 90.0, 100.0, 110.0, 120.0], [5.0] * 5)
    >>> round(found.observed, 4), round(found.estimate, 4), round(found.reliability, 3)
    (0.1414, 0.1342, 0.9)
    """
    chosen = method or ("moments" if measure is cv else "simex")
    if chosen not in METHODS:
        raise unknown("method", chosen, METHODS)
    if chosen == "moments" and measure is not cv:
        raise OptionError("method='moments' is for cv; use 'simex' for other measures.")
    values, given, errors = _sample(x, se, weights)
    observed = float(measure(values, weights=given, **options))
    p = shares(given)
    spread = float(np.dot(p, (values - np.dot(p, values)) ** 2))
    noise = float(np.dot(p * (1 - p), errors**2))  # the mean has errors too: E Σ p (e_i - ē)² = Σ p (1 - p) se²
    left = max(0.0, 1 - noise / spread) if spread > 0 else 0.0
    if chosen == "moments":
        estimate = observed * float(np.sqrt(left))
    else:
        estimate = _simex(measure, values, errors, given, observed, draws, seed, options)
    return Corrected(estimate, observed, left, left == 0)


def _sample(x: Any, se: Any, weights: Any) -> tuple[Array, Array, Array]:
    every = column(x, "x")
    errors = column(se, "se")
    if errors.shape != every.shape:
        raise OptionError(f"se has {errors.size} entries for {every.size} units: give one per unit.")
    whole = np.ones(every.size) if weights is None else column(weights, "weights")
    values, given = sample(every, whole, None, least=2)
    used = errors[~np.isnan(every) & (whole > 0)]
    if not (used >= 0).all():
        raise DataError("A unit with a value has no standard error, or a negative one.")
    positive_mean(values, given)
    return values, given, used


def _simex(
    measure: Callable[..., Any], x: Array, se: Array, w: Array, observed: float, draws: int, seed: int, options: Any
) -> float:
    if draws < 2:
        raise OptionError(f"draws={draws!r}: at least 2.")
    noise = np.random.default_rng(seed).normal(size=(draws, x.size)) * se
    noise = np.concatenate([noise, -noise])  # antithetic: the linear part of the noise cancels
    means = [np.mean([float(measure(x + np.sqrt(level) * e, weights=w, **options)) for e in noise]) for level in LEVELS]
    parabola = np.polynomial.Polynomial.fit([0.0, *LEVELS], [observed, *means], 2)
    return max(0.0, float(parabola(-1.0)))
