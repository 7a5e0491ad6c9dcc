"""Share of the variance of persons that lies between schools (差异率)."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.disparity._groups import used_groups
from toolkit.disparity._input import check_scale, column
from toolkit.errors import DataError, unknown

ESTIMATORS = ("anova", "sums_of_squares")


def variance_ratio(
    x: ArrayLike | pl.Series,
    groups: Any,
    *,
    estimator: Literal["anova", "sums_of_squares"] = "anova",
    scale: str | None = None,
) -> float:
    """Return the between-school share of the variance.

    anova: intraclass correlation (MSB − MSW)/(MSB + (m − 1) MSW) with m = (N − Σ n_j²/N)/(J − 1), free of the sampling of
    pupils; a negative estimate is reported as 0. sums_of_squares: SSB/SST, which counts the chance differences of school
    means as differences between schools and is too great for small schools.

    Parameters
    ----------
    x : array-like, shape (persons,)
        Scores, on a ratio or an interval scale; NaN or null is missing and left out.
    groups : sequence, shape (persons,)
        School of every person.
    estimator : "anova" or "sums_of_squares"
        See above.
    scale : str, optional
        "ordinal" is refused.

    References
    ----------
    Donner, A. and Koval, J. J. (1980), The estimation of intraclass correlation in the analysis of family data,
    doi:10.2307/2530491.

    Examples
    --------
    >>> round(variance_ratio([1.0, 2.0, 5.0, 6.0], ["a", "a", "b", "b"]), 4)
    0.9394
    >>> round(variance_ratio([1.0, 2.0, 5.0, 6.0], ["a", "a", "b", "b"], estimator="sums_of_squares"), 4)
    0.9412
    """
    check_scale(scale, ("ratio", "interval"))
    if estimator not in ESTIMATORS:
        raise unknown("estimator", estimator, ESTIMATORS)
    whole = column(x, "x")
    code, names = used_groups(groups, whole, np.ones(whole.size))
    values = whole[~np.isnan(whole)]
    sizes = np.bincount(code, minlength=len(names))
    if len(names) < 2 or values.size <= len(names):
        raise DataError(
            f"{values.size} values in {len(names)} schools: two schools and one with two values are needed."
        )
    centre = np.bincount(code, weights=values) / sizes
    between = float(np.dot(sizes, (centre - values.mean()) ** 2))
    within = float(np.sum((values - centre[code]) ** 2))
    if not np.ptp(values) > 0:
        raise DataError("All values are equal: there is no variance to share out.")
    if estimator == "sums_of_squares":
        return between / (between + within)
    size = (values.size - np.dot(sizes, sizes) / values.size) / (len(names) - 1)
    msb, msw = between / (len(names) - 1), within / (values.size - len(names))
    return max(0.0, float((msb - msw) / (msb + (size - 1) * msw)))
