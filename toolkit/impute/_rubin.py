"""Rubin's rules: one estimate and its variance from the estimates of many imputed tables."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array
from toolkit.errors import OptionError


class Pooled(NamedTuple):
    """Pooled estimate, its total variance and its degrees of freedom, each of the shape of one estimate."""

    estimate: Array
    variance: Array
    df: Array


def pool(estimates: ArrayLike, variances: ArrayLike, *, complete_df: float | None = None) -> Pooled:
    """Combine the estimates of m imputed tables.

    estimate = mean of the estimates; W = mean of the variances; B = variance of the estimates (divisor m - 1); total
    variance T = W + (1 + 1/m) B; df = (m - 1) (T / ((1 + 1/m) B))^2, infinite where the estimates agree.

    Parameters
    ----------
    estimates, variances : array, shape (m, …)
        Estimate and its squared standard error on each imputed table.
    complete_df : float, optional
        Degrees of freedom that the estimate would have without gaps; then df are those of Barnard and Rubin (1999), which
        never exceed them.

    References
    ----------
    Rubin, D. B. (1987), Multiple Imputation for Nonresponse in Surveys, Wiley, doi:10.1002/9780470316696, section 3.1.
    Barnard, J. and Rubin, D. B. (1999), Small-sample degrees of freedom with multiple imputation, Biometrika 86(4), 948-955,
    doi:10.1093/biomet/86.4.948.

    Examples
    --------
    >>> pooled = pool([1.0, 2.0, 3.0], [2.0, 2.0, 2.0])
    >>> round(float(pooled.estimate), 3), round(float(pooled.variance), 3), round(float(pooled.df), 3)
    (2.0, 3.333, 12.5)
    """
    q, u = np.asarray(estimates, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    if q.shape != u.shape or q.ndim == 0 or len(q) < 2:
        raise OptionError(
            f"Give at least two estimates, each with its variance; the shapes are {q.shape} and {u.shape}."
        )
    if (u < 0).any():
        raise OptionError("A variance is negative: give squared standard errors.")
    m = len(q)
    between = (1 + 1 / m) * q.var(axis=0, ddof=1)
    total = u.mean(axis=0) + between
    share = np.divide(between, total, out=np.zeros_like(total), where=total > 0)
    df = np.full_like(share, np.inf)
    np.divide(m - 1, share**2, out=df, where=share > 0)
    if complete_df is not None:
        observed = (1 - share) * complete_df * (complete_df + 1) / (complete_df + 3)
        df = np.divide(1.0, 1 / df + 1 / np.maximum(observed, np.finfo(float).tiny))
    return Pooled(q.mean(axis=0), total, df)
