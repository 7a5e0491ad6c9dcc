"""Correlations of indicators, as a long table."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.columns import Array, extremes, rank_within, sorted_present
from toolkit.matrix import to_column
from toolkit.structure._input import Values, table
from toolkit.weigh._association import pearson
from toolkit.weigh._input import option

METHODS = ("pearson", "spearman", "kendall")
LEAST = 3
"""Two units correlate perfectly whatever they are."""


def correlations(
    values: Values,
    method: Literal["pearson", "spearman", "kendall"] = "pearson",
    *,
    direction: ArrayLike | None = None,
) -> pl.DataFrame:
    """Return the correlation of every pair of indicators, over the units that have both.

    Parameters
    ----------
    values : array or polars.DataFrame
        Shape (units, indicators); or long, with indicator and value.
    method : "pearson", "spearman" or "kendall"
        Spearman with mean ranks for ties, Kendall's tau-b.
    direction : array-like of +1 and -1, optional
        Turns indicators of which less is better, so that a negative correlation means that two work against each other.

    Returns
    -------
    polars.DataFrame
        a, b, r, n, p (two-sided, against no correlation), direction (1 they go together, -1 against each other, 0 neither).
        r is null with fewer than three common units, or where one indicator does not vary on them.

    References
    ----------
    Kendall, M. G. (1945), The treatment of ties in ranking problems, doi:10.1093/biomet/33.3.239.

    Examples
    --------
    >>> correlations([[1.0, 2.0], [2.0, 4.1], [3.0, 3.9], [4.0, 8.0]], "spearman").with_columns(pl.col("r", "p").round(4)).row(0)
    ('x0', 'x1', 0.8, 4, 0.2, 1)
    """
    option("method", method, METHODS)
    read = table(values, direction)
    one, other = np.triu_indices(len(read.indicators), 1)
    here = (~np.isnan(read.values)).astype(np.float64)
    n = (here.T @ here)[one, other]
    if method == "kendall":
        found = [_kendall(read.values[:, i], read.values[:, j]) for i, j in zip(one, other, strict=True)]
        r, p = np.array(found).reshape(-1, 2).T
    else:
        r = _spearman(read.values)[one, other] if method == "spearman" else _pearson(read.values)[one, other]
        r = np.where(n >= LEAST, r, np.nan)
        p = p_value(r, n)
    names = np.array(read.indicators, dtype=object)
    columns = {"a": pl.Series(names[one], dtype=pl.String), "b": pl.Series(names[other], dtype=pl.String)}
    numbers = {"r": to_column("r", r), "n": pl.Series(n, dtype=pl.Int64), "p": to_column("p", p)}
    return pl.DataFrame(columns | numbers).with_columns(direction=pl.col("r").sign().cast(pl.Int64))


def p_value(r: Array, n: Array) -> Array:
    """Return the two-sided probability of so great a correlation where there is none: t with n - 2 degrees of freedom."""
    from scipy.special import stdtr

    freedom = np.maximum(n - 2, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(r) * np.sqrt(freedom / (1 - r * r))
    return np.asarray(np.where(n >= LEAST, 2 * stdtr(freedom, -t), np.nan), dtype=np.float64)


def _pearson(values: Array) -> Array:
    """Return Pearson's correlations; NaN in the row and column of an indicator that does not vary."""
    r = pearson(values)
    low, high = extremes(values)
    r[~(low < high), :] = r[:, ~(low < high)] = np.nan
    return r


def _spearman(values: Array) -> Array:
    if not np.isnan(values).any():
        return _pearson(np.column_stack([_ranks(column) for column in values.T]))
    width = values.shape[1]
    r = np.full((width, width), np.nan)
    for i in range(width):
        for j in range(i + 1, width):  # ranks among the common units
            pair = values[:, [i, j]]
            pair = pair[~np.isnan(pair).any(axis=1)]
            if pair.shape[0] >= LEAST:
                r[i, j] = _pearson(np.column_stack([_ranks(column) for column in pair.T]))[0, 1]
    return r


def _ranks(column: Array) -> Array:
    return rank_within(column, sorted_present(column), "average")


def _kendall(x: Array, y: Array) -> tuple[float, float]:
    from scipy.stats import kendalltau

    both = ~(np.isnan(x) | np.isnan(y))
    if both.sum() < LEAST or np.ptp(x[both]) == 0 or np.ptp(y[both]) == 0:
        return np.nan, np.nan
    found = kendalltau(x[both], y[both])
    return float(found.statistic), float(found.pvalue)
