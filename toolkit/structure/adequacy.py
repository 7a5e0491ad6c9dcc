"""Whether correlations are worth a factor analysis: Kaiser-Meyer-Olkin and Bartlett."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from toolkit.structure._input import Values, check_invertible, correlation_matrix, table


@dataclass(frozen=True)
class Kmo:
    """Sampling adequacy, 0 to 1: `overall`, and by `indicators` (indicator, kmo)."""

    overall: float
    indicators: pl.DataFrame

    def __float__(self) -> float:
        """Return the overall value."""
        return self.overall


class Bartlett(NamedTuple):
    """Test statistic, degrees of freedom and probability under no correlation at all."""

    chi2: float
    df: int
    p: float


def kmo(values: Values, *, missing: str = "complete") -> Kmo:
    """Return the Kaiser-Meyer-Olkin measure of sampling adequacy: Σ r² / (Σ r² + Σ q²).

    r are the correlations and q the partial correlations of all pairs, each given all other indicators; for one indicator
    the sums run over its own pairs. Kaiser calls values under 0.5 unacceptable, from 0.8 on meritorious.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Or long, with indicator and value.
    missing : "complete" or "pairwise"
        Which units a correlation uses: those without any gap, or those in which both indicators are present.

    References
    ----------
    Kaiser, H. F. (1974), An index of factorial simplicity, doi:10.1007/BF02291575.

    Examples
    --------
    >>> found = kmo([[1.0, 2.0, 1.0], [2.0, 1.0, 3.0], [3.0, 4.0, 2.0], [4.0, 3.0, 6.0], [5.0, 6.0, 4.0]])
    >>> round(found.overall, 3)
    0.322
    """
    read = table(values)
    r, _ = correlation_matrix(read, missing, 2)
    check_invertible(r, read.indicators)
    inverse = np.linalg.inv(r)
    scale = np.sqrt(np.diag(inverse))
    partial = inverse / np.outer(scale, scale)
    away = ~np.eye(r.shape[0], dtype=bool)
    simple, left = ((matrix * away) ** 2 for matrix in (r, partial))
    total = simple.sum(axis=0) + left.sum(axis=0)
    each = np.divide(simple.sum(axis=0), total, out=np.zeros(total.size), where=total > 0)
    overall = float(simple.sum() / total.sum()) if total.sum() > 0 else 0.0
    return Kmo(overall, pl.DataFrame({"indicator": read.indicators, "kmo": each}))


def bartlett(values: Values, *, missing: str = "complete") -> Bartlett:
    """Return Bartlett's test of sphericity: χ² = −(n − 1 − (2k + 5)/6) ln|R| with k(k − 1)/2 degrees of freedom.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Or long, with indicator and value.
    missing : "complete" or "pairwise"
        As for `kmo`; with "pairwise", n is the least number of units behind a correlation.

    References
    ----------
    Bartlett, M. S. (1951), The effect of standardization on a χ² approximation in factor analysis,
    doi:10.1093/biomet/38.3-4.337.

    Examples
    --------
    >>> found = bartlett([[1.0, 2.0, 1.0], [2.0, 1.0, 3.0], [3.0, 4.0, 2.0], [4.0, 3.0, 6.0], [5.0, 6.0, 4.0]])
    >>> round(found.chi2, 3), found.df, round(found.p, 3)
    (8.138, 3, 0.043)
    """
    from scipy.special import chdtrc

    read = table(values)
    r, n = correlation_matrix(read, missing, 2)
    check_invertible(r, read.indicators)
    k = r.shape[0]
    chi2 = max(0.0, float(-(n - 1 - (2 * k + 5) / 6) * np.linalg.slogdet(r)[1]))
    df = k * (k - 1) // 2
    return Bartlett(chi2, df, float(chdtrc(df, chi2)))
