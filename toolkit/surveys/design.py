"""Means of a survey with the standard error of its design: weights, strata, clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.arguments import check_coverage, need_columns
from toolkit.columns import Array
from toolkit.errors import DataError, OptionError


@dataclass(frozen=True)
class Estimate:
    """A mean with its standard error.

    Attributes
    ----------
    estimate, se, lower, upper : float
        In the unit of the variable; the interval is estimate ± t se with `df` degrees of freedom.
    df : int
        Clusters less strata.
    design_effect : float
        Variance over that of a simple random sample of the same size; NaN for a constant variable.
    n : int
        Respondents with a value; the others are left out.
    """

    estimate: float
    se: float
    lower: float
    upper: float
    df: int
    design_effect: float
    n: int


def mean(
    frame: pl.DataFrame,
    value: str,
    *,
    weight: str | None = None,
    strata: str | None = None,
    cluster: str | None = None,
    coverage: float = 0.95,
) -> Estimate:
    """Return a weighted mean with the standard error by Taylor linearisation.

    z_i = w_i (y_i - ȳ)/Σw; variance Σ_h n_h/(n_h - 1) Σ_c (z_hc - z̄_h)² over the clusters c of the strata h, first-stage
    units drawn with replacement. Pupils of one class answer alike: without `cluster` the standard error is too small.

    Parameters
    ----------
    frame : polars.DataFrame
        One row a respondent.
    value, weight, strata, cluster : str
        Columns; without `cluster` every row is one.
    coverage : float
        Of the interval.

    Raises
    ------
    DataError
        Fewer than two values, or a stratum with one cluster: join it to another.

    References
    ----------
    Binder, D. A. (1983), On the variances of asymptotically normal estimators from complex surveys, doi:10.2307/1402588.

    Examples
    --------
    >>> pupils = pl.DataFrame({"school": ["a", "a", "b", "b", "c", "c"], "mark": [1.0, 2.0, 5.0, 6.0, 9.0, 9.0]})
    >>> round(mean(pupils, "mark").se, 2), round(mean(pupils, "mark", cluster="school").se, 2)
    (1.38, 2.17)
    """
    need_columns(frame, value, weight, strata, cluster)
    check_coverage(coverage)
    rows = _rows(frame, value, weight, strata, cluster)
    y, w = rows["y"].to_numpy(), rows["w"].to_numpy()
    centre = float(np.dot(w, y) / w.sum())
    variance, df = _linearised(rows.with_columns(z=pl.Series(w * (y - centre) / w.sum())))
    return _estimate(centre, variance, df, y, w, coverage)


def _rows(frame: pl.DataFrame, value: str, weight: str | None, strata: str | None, cluster: str | None) -> pl.DataFrame:
    rows = frame.select(
        y=pl.col(value).cast(pl.Float64).fill_nan(None),
        w=pl.lit(1.0) if weight is None else pl.col(weight).cast(pl.Float64),
        h=pl.lit("") if strata is None else pl.col(strata).cast(pl.String),
        c=pl.int_range(pl.len()).cast(pl.String) if cluster is None else pl.col(cluster).cast(pl.String),
    ).filter(pl.col("y").is_not_null())
    if rows.select("w", "h", "c").null_count().sum_horizontal().item() or not rows["w"].ge(0).all():
        raise DataError("A respondent with a value has no weight (or a negative one), no stratum or no cluster.")
    rows = rows.filter(pl.col("w") > 0).sort("h", "c", "y", "w")
    if rows.height < 2 or rows["y"].is_infinite().any():
        raise DataError(f"{rows.height} finite values with a weight: at least 2 are needed.")
    return rows


def _linearised(rows: pl.DataFrame) -> tuple[float, int]:
    """Return the variance and its degrees of freedom; sums run over sorted rows, so that they repeat to the last bit."""
    _, starts = np.unique(rows.select(key=pl.struct("h", "c").rank("dense"))["key"].to_numpy(), return_index=True)
    totals = np.add.reduceat(rows["z"].to_numpy(), starts)
    stratum = rows["h"].rank("dense").to_numpy()[starts] - 1
    number = np.bincount(stratum)
    if (number < 2).any():
        alone = rows["h"].unique().sort()[int(np.argmin(number))]
        place = f"Stratum {alone!r}" if number.size > 1 else "The survey"
        raise DataError(f"{place} has one cluster: there is no spread to judge by; join it to another.")
    apart = totals - (np.bincount(stratum, weights=totals) / number)[stratum]
    each = np.bincount(stratum, weights=apart**2)
    return float((each * number / (number - 1)).sum()), int(number.sum() - number.size)


def _estimate(centre: float, variance: float, df: int, y: Array, w: Array, coverage: float) -> Estimate:
    from scipy.special import stdtrit

    se = float(np.sqrt(variance))
    half = float(stdtrit(df, (1 + coverage) / 2)) * se
    simple = float(np.dot(w, (y - centre) ** 2) / w.sum()) / (y.size - 1)
    effect = variance / simple if simple > 0 else np.nan
    return Estimate(centre, se, centre - half, centre + half, df, effect, y.size)


def design_effect(weights: ArrayLike, *, icc: float = 0.0, cluster_size: float = 1.0) -> float:
    """Return by how much the design multiplies the variance of a mean: n Σw²/(Σw)² × (1 + (m - 1) ρ).

    Parameters
    ----------
    weights : array-like, shape (respondents,)
        Weights that have nothing to do with the answers.
    icc, cluster_size : float
        ρ, the intraclass correlation of answers inside clusters, and m, respondents per cluster.

    References
    ----------
    Kish, L. (1965), Survey Sampling, sections 5.4 and 11.7.

    Examples
    --------
    >>> design_effect([1, 1, 1, 1], icc=0.1, cluster_size=21)
    3.0
    """
    given = np.asarray(weights, np.float64)
    if given.ndim != 1 or not given.size or not (given >= 0).all() or not 0 < given.sum() < np.inf:
        raise DataError("weights must be numbers >= 0, not all of them 0.")
    if not 0 <= icc <= 1 or cluster_size < 1:
        raise OptionError(f"icc={icc!r}, cluster_size={cluster_size!r}: allowed are 0 to 1, and 1 or more.")
    return float(given.size / kish(given) * (1 + (cluster_size - 1) * icc))


def kish(weights: Array) -> float:
    """Return the effective number (Σw)²/Σw²."""
    return float(weights.sum() ** 2 / (weights**2).sum())
