"""Coefficient of variation."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.disparity._input import positive_mean, sample, shares
from toolkit.errors import unknown

CONVENTIONS = ("population", "sample")


def cv(
    x: ArrayLike | pl.Series,
    weights: ArrayLike | pl.Series | None = None,
    convention: Literal["population", "sample"] = "population",
    *,
    scale: str | None = None,
) -> float:
    """Return the coefficient of variation, standard deviation over mean.

    population: CV = √(Σ p_i (x_i − x̄)²) / x̄ with p_i = w_i/Σw and x̄ = Σ p_i x_i. With pupils as weights this is the rule
    for counties (教督〔2017〕6号), where x_i is a school's resource per pupil and x̄ that of the whole county.
    sample: the variance is divided by 1 − Σ p_i², which without weights is the divisor n − 1 instead of n.

    Parameters
    ----------
    x : array-like, shape (units,)
        Values on a ratio scale; NaN or null is missing and left out.
    weights : array-like, shape (units,), optional
        Pupils; by default every unit counts the same.
    convention : "population" or "sample"
        The three usual readings (population, sample, pupil-weighted) can fall on different sides of a limit: say which.
    scale : str, optional
        Anything but "ratio" is refused.

    Raises
    ------
    DataError
        The mean is not positive, or (sample) fewer than two units.

    References
    ----------
    教育部 (2017), 县域义务教育优质均衡发展督导评估办法, 教督〔2017〕6号. Weighted sample variance: Galassi et al., GNU
    Scientific Library Reference Manual, "Weighted Samples".

    Examples
    --------
    >>> round(cv([6.0, 4.0, 10.0], weights=[50, 30, 20]), 4)
    0.3368
    >>> round(cv([6.0, 4.0, 10.0]), 4), round(cv([6.0, 4.0, 10.0], convention="sample"), 4)
    (0.3742, 0.4583)
    """
    if convention not in CONVENTIONS:
        raise unknown("convention", convention, CONVENTIONS)
    values, given = sample(x, weights, scale, least=2 if convention == "sample" else 1)
    mean, p = positive_mean(values, given), shares(given)
    variance = float(np.dot(p, (values - mean) ** 2))
    if convention == "sample":
        variance /= float(1 - np.dot(p, p))
    return float(np.sqrt(variance) / mean)
