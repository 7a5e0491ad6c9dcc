"""How sure a measure of disparity is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.arguments import check_coverage
from toolkit.disparity._input import Array, column
from toolkit.errors import DataError, OptionError, unknown

METHODS = ("jackknife", "bootstrap")


@dataclass(frozen=True)
class Interval:
    """A measure with its standard error and interval; `units` is the number of units behind it."""

    estimate: float
    se: float
    lower: float
    upper: float
    method: str
    coverage: float
    units: int


def interval(
    measure: Callable[..., Any],
    x: ArrayLike | pl.Series,
    weights: ArrayLike | pl.Series | None = None,
    method: Literal["jackknife", "bootstrap"] = "jackknife",
    seed: int = 0,
    *,
    coverage: float = 0.95,
    draws: int = 2000,
    **options: Any,
) -> Interval:
    """Return the interval of a measure of disparity over units that stand for many like them.

    jackknife: se² = (n − 1)/n Σ_i (d_(i) − d̄)² over the n results without unit i; estimate ± t se with n − 1 degrees of
    freedom. bootstrap: percentiles of `draws` results on n units drawn with replacement. A unit keeps its weight. All
    schools of a county are no sample: there the interval says only how far the measure hangs on single schools.

    Parameters
    ----------
    measure : callable
        `f(x, weights=..., **options) -> float`, such as `cv`, `gini`, `theil`, `atkinson`.
    x, weights : array-like, shape (units,)
        As for the measure; missing values and units with weight 0 are left out.
    method : "jackknife" or "bootstrap"
        Percentiles (`p90_p10`) and shares are not smooth: use the bootstrap for them.
    seed : int
        Of the bootstrap.
    coverage : float
        Between 0 and 1.
    draws : int
        Of the bootstrap.
    **options
        Passed to the measure.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993), An Introduction to the Bootstrap, doi:10.1201/9780429246593, chapters 11 and 13.

    Examples
    --------
    >>> from toolkit.disparity import cv, interval
    >>> found = interval(cv, [6.2, 3.7, 10.51, 2.11, 7.31], weights=[45, 37, 89, 76, 55])
    >>> round(found.estimate, 3), round(found.se, 3)
    (0.515, 0.183)
    """
    if method not in METHODS:
        raise unknown("method", method, METHODS)
    check_coverage(coverage)
    if method == "bootstrap" and draws < 2:
        raise OptionError(f"draws={draws!r}: at least 2.")
    values = column(x, "x")
    given = np.ones(values.size) if weights is None else column(weights, "weights")
    estimate = float(measure(values, weights=given, **options))
    used = ~np.isnan(values) & (given > 0)
    values, given = values[used], given[used]
    if values.size < 3:
        raise DataError(f"{values.size} units: an interval needs three.")

    def results(choices: Any) -> Array:
        return np.array([float(measure(values[c], weights=given[c], **options)) for c in choices])

    if method == "jackknife":
        lower, upper, se = _jackknife(results, estimate, values.size, coverage)
    else:
        random = np.random.default_rng(seed)
        found = results(random.integers(values.size, size=(draws, values.size)))
        lower, upper = (float(q) for q in np.quantile(found, [(1 - coverage) / 2, (1 + coverage) / 2]))
        se = float(found.std(ddof=1))
    return Interval(estimate, se, lower, upper, method, coverage, values.size)


def _jackknife(
    results: Callable[[Any], Array], estimate: float, number: int, coverage: float
) -> tuple[float, float, float]:
    from scipy.stats import t

    without = results(np.arange(number) != i for i in range(number))
    se = float(np.sqrt((number - 1) / number * np.sum((without - without.mean()) ** 2)))
    half = float(t.ppf((1 + coverage) / 2, number - 1)) * se
    return estimate - half, estimate + half, se
