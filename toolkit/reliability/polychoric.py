"""Polychoric correlations: of the normal variables behind ordered categories."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.errors import DataError
from toolkit.matrix import to_column
from toolkit.structure._input import Values, table

BOUND = 1 - 1e-6
MOST = 30
"""Categories of an item; more are no categories, and Pearson's correlation serves."""


@dataclass(frozen=True)
class Polychoric:
    """Polychoric correlations of items.

    Attributes
    ----------
    correlations : ndarray, shape (items, items)
        In the order of `items`. Pairs are estimated one by one: `positive_definite` says whether they fit together.
    pairs : polars.DataFrame
        item, other, correlation, se (null at the bound), n, at_bound (an empty cell lets the likelihood rise up to ±1: take
        the sign, not the size).
    items : tuple of str
        Names.
    positive_definite : bool
        Whether a factor analysis can use the matrix.
    """

    correlations: Array
    pairs: pl.DataFrame
    items: tuple[str, ...]
    positive_definite: bool


def polychoric(items: Values) -> Polychoric:
    """Return the polychoric correlations of ordered items (of two categories: tetrachoric).

    Behind every item stands a normal variable that thresholds cut into categories. Two steps: thresholds from each margin,
    τ_k = Φ⁻¹(share up to category k); then the correlation that maximises Σ n_ij log P_ij(ρ), P_ij the probability of the
    cell under a bivariate normal. The standard error takes the thresholds as known. No count is added to empty cells.

    Parameters
    ----------
    items : array or polars.DataFrame, shape (persons, items)
        Numbers whose order is that of the categories; a pair uses the persons who answered both.

    Raises
    ------
    DataError
        Fewer than two items, one with a single category or with more than 30, a pair nobody answered.

    References
    ----------
    Olsson, U. (1979), Maximum likelihood estimation of the polychoric correlation coefficient, doi:10.1007/BF02296207.

    Examples
    --------
    >>> found = polychoric([[1, 1], [1, 1], [1, 2], [2, 1], [2, 2], [2, 2]])
    >>> round(float(found.correlations[0, 1]), 3)  # sin(π/2 · (2·4/6 - 1)): both cuts are at the median
    0.5
    """
    read = table(items)
    if len(read.indicators) < 2:
        raise DataError(f"{len(read.indicators)} item: a correlation needs 2.")
    for name, column in zip(read.indicators, read.values.T, strict=True):
        kinds = np.unique(column[~np.isnan(column)]).size
        if not 2 <= kinds <= MOST:
            raise DataError(f"Item '{name}' has {kinds} categories in use: allowed are 2 to {MOST}.")
    pairs = list(combinations(range(len(read.indicators)), 2))
    found = [_pair(read.values[:, i], read.values[:, j], (read.indicators[i], read.indicators[j])) for i, j in pairs]
    r = np.eye(len(read.indicators))
    for (i, j), (value, _, _) in zip(pairs, found, strict=True):
        r[i, j] = r[j, i] = value
    frame = pl.DataFrame(
        {
            "item": [read.indicators[i] for i, _ in pairs],
            "other": [read.indicators[j] for _, j in pairs],
            "correlation": [value for value, _, _ in found],
            "se": to_column("se", np.array([se for _, se, _ in found])),
            "n": [n for _, _, n in found],
            "at_bound": [abs(value) >= BOUND for value, _, _ in found],
        }
    )
    return Polychoric(r, frame, read.indicators, bool(np.linalg.eigvalsh(r)[0] > 1e-10))


def _pair(x: Array, y: Array, names: tuple[str, str]) -> tuple[float, float, int]:
    from scipy.optimize import minimize_scalar

    both = ~np.isnan(x) & ~np.isnan(y)
    rows, i = np.unique(x[both], return_inverse=True)
    columns, j = np.unique(y[both], return_inverse=True)
    if rows.size < 2 or columns.size < 2:
        raise DataError(
            f"Items '{names[0]}' and '{names[1]}': those who answered both use one category of one of them."
        )
    counts = np.zeros((rows.size, columns.size))
    np.add.at(counts, (i, j), 1.0)
    cuts = _thresholds(counts.sum(axis=1)), _thresholds(counts.sum(axis=0))

    def loss(angle: float) -> float:
        return -_log_likelihood(counts, *cuts, float(np.sin(angle)))

    limit = float(np.arcsin(BOUND))
    grid = np.linspace(-limit, limit, 41)
    start = int(np.argmin([loss(angle) for angle in grid]))
    ends = grid[max(start - 1, 0)], grid[min(start + 1, 40)]
    best = min(
        [float(minimize_scalar(loss, bounds=ends, method="bounded", options={"xatol": 1e-10}).x), *ends], key=loss
    )
    if abs(best) >= limit - 1e-9:
        return float(np.sin(best)), np.nan, int(both.sum())
    return float(np.sin(best)), _standard_error(counts, *cuts, float(np.sin(best))), int(both.sum())


def _thresholds(margin: Array) -> Array:
    from scipy.special import ndtri

    inner = ndtri(np.cumsum(margin)[:-1] / margin.sum())
    return np.concatenate([[-np.inf], inner, [np.inf]])


def _cells(rows: Array, columns: Array, rho: float) -> Array:
    below = bivariate_normal(rows[:, None], columns[None, :], rho)
    return np.asarray(below[1:, 1:] - below[:-1, 1:] - below[1:, :-1] + below[:-1, :-1])


def _log_likelihood(counts: Array, rows: Array, columns: Array, rho: float) -> float:
    used = counts > 0
    return float((counts[used] * np.log(np.maximum(_cells(rows, columns, rho)[used], 1e-300))).sum())


def _standard_error(counts: Array, rows: Array, columns: Array, rho: float) -> float:
    """From the expected information n Σ (dP/dρ)²/P; dΦ₂/dρ is the bivariate normal density."""
    density = _density(rows[:, None], columns[None, :], rho)
    slope = density[1:, 1:] - density[:-1, 1:] - density[1:, :-1] + density[:-1, :-1]
    cells = np.maximum(_cells(rows, columns, rho), 1e-300)
    return float(1 / np.sqrt(counts.sum() * (slope**2 / cells).sum()))


def _density(h: Array, k: Array, rho: float) -> Array:
    rest = 1 - rho**2
    with np.errstate(invalid="ignore"):
        inside = np.exp(-(h**2 - 2 * rho * h * k + k**2) / (2 * rest)) / (2 * np.pi * np.sqrt(rest))
    return np.where(np.isfinite(h) & np.isfinite(k), inside, 0.0)


def bivariate_normal(h: Array, k: Array, rho: float) -> Array:
    """Return P(X <= h, Y <= k) of standard normal variables with correlation rho, by Owen's T; |rho| < 1.

    Owen, D. B. (1956), doi:10.1214/aoms/1177728074.

    >>> round(float(bivariate_normal(np.array(0.0), np.array(0.0), 0.5)), 12)  # 1/4 + asin(1/2)/2π
    0.333333333333
    """
    from scipy.special import ndtr, owens_t

    h, k = np.broadcast_arrays(np.asarray(h, np.float64), np.asarray(k, np.float64))
    inside = np.isfinite(h) & np.isfinite(k)
    a, b = np.where(inside & (h != 0), h, 1e-300), np.where(inside & (k != 0), k, 1e-300)  # the limit at 0
    root = np.sqrt((1 - rho) * (1 + rho))
    with np.errstate(over="ignore"):
        t = owens_t(a, (b / a - rho) / root) + owens_t(b, (a / b - rho) / root)
    value = (ndtr(a) + ndtr(b)) / 2 - t - np.where((a > 0) == (b > 0), 0.0, 0.5)
    edge = np.where((h == -np.inf) | (k == -np.inf), 0.0, np.minimum(ndtr(h), ndtr(k)))
    return np.where(inside, np.clip(value, 0.0, 1.0), edge)
