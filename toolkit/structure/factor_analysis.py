"""Factor analysis: which indicators go together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.structure._extraction import LOWEST, maximum_likelihood, principal_axis
from toolkit.structure._input import Values, check_invertible, correlation_matrix, table
from toolkit.weigh._factors import check_number
from toolkit.weigh._input import option
from toolkit.weigh._loadings import principal_loadings, varimax

EXTRACTIONS = ("principal", "maximum_likelihood", "principal_axis")
ROTATIONS = ("varimax", "promax", "none")


@dataclass(frozen=True)
class Factors:
    """Result of a factor analysis.

    Attributes
    ----------
    loadings : polars.DataFrame
        indicator, factor_1, … (the factor that explains most first), communality, uniqueness.
    eigenvalues : polars.DataFrame
        number, eigenvalue (of the correlations), share, cumulative.
    explained : polars.DataFrame
        factor, variance (sum of squared loadings; promax: with the part that correlated factors share), share, cumulative.
    correlations : numpy.ndarray
        Of the factors, shape (factors, factors); the identity but for promax.
    units : int
        Units behind the correlations.
    notes : tuple of str
        What a reader should know.
    """

    loadings: pl.DataFrame
    eigenvalues: pl.DataFrame
    explained: pl.DataFrame
    correlations: Array
    units: int
    notes: tuple[str, ...] = field(default=())

    @property
    def matrix(self) -> Array:
        """Loadings, shape (indicators, factors)."""
        return np.asarray(self.loadings.select(pl.col("^factor_.*$")).to_numpy(), dtype=np.float64)


def factor_analysis(
    values: Values,
    factors: int | None = None,
    rotation: Literal["varimax", "promax", "none"] = "varimax",
    *,
    extraction: Literal["principal", "maximum_likelihood", "principal_axis"] = "principal",
    missing: str = "complete",
) -> Factors:
    """Return the loadings of indicators on factors.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Or long, with indicator and value. Correlations are analysed, so units of measurement do not matter.
    factors : int, optional
        By default as many as eigenvalues above 1 (Kaiser), at least one; `parallel_analysis` is the better guide.
    rotation : "varimax", "promax" or "none"
        Varimax with Kaiser's normalisation; promax turns it oblique with power 4.
    extraction : "principal", "maximum_likelihood" or "principal_axis"
        Principal components (communalities count the error too), or common factors by either method.
    missing : "complete" or "pairwise"
        Which units a correlation uses: those without any gap, or those in which both indicators are present.

    Notes
    -----
    The sign of a factor is free: each is turned so that its loadings add up to a positive number.

    References
    ----------
    Kaiser, H. F. (1958), doi:10.1007/BF02289233. Hendrickson, A. E. and White, P. O. (1964),
    doi:10.1111/j.2044-8317.1964.tb00244.x. Jöreskog, K. G. (1967), doi:10.1007/BF02289658.

    Examples
    --------
    >>> values = [[1.0, 1.1, 3.0], [2.0, 2.3, 1.0], [3.0, 2.9, 2.0], [4.0, 4.2, 2.5]]
    >>> factor_analysis(values, 1, "none").loadings.select(pl.exclude("indicator").round(3)).row(0)
    (0.991, 0.981, 0.019)
    """
    option("extraction", extraction, EXTRACTIONS)
    option("rotation", rotation, ROTATIONS)
    read = table(values)
    r, units = correlation_matrix(read, missing, 2)
    kept, eigenvalues = principal_loadings(r, check_number("factors", factors, r.shape[0]))
    if factors is not None:
        kept = kept[:, :factors]
    notes: list[str] = []
    if extraction == "principal":
        loadings, unique = kept, np.maximum(1 - (kept**2).sum(axis=1), 0.0)
    else:
        check_invertible(r, read.indicators)
        if extraction == "principal_axis":
            loadings, unique = principal_axis(r, kept.shape[1], read.indicators)
        else:
            loadings, unique = maximum_likelihood(r, kept.shape[1])
        stuck = [read.indicators[i] for i in np.flatnonzero(unique <= LOWEST * (1 + 1e-6))]
        if stuck:
            notes.append(f"No uniqueness is left for {', '.join(stuck)} (a Heywood case): take fewer factors.")
    phi = np.eye(loadings.shape[1])
    if rotation != "none" and loadings.shape[1] > 1:
        turned = varimax(loadings)
        loadings = turned[0]
        if any(not _same(loadings, other) for other in turned[1:]):
            notes.append("Several rotations are equally simple here: the factors are not determined.")
        if rotation == "promax":
            loadings, phi = promax(loadings)
    return _result(read.indicators, loadings, unique, phi, eigenvalues, units, notes)


def promax(loadings: Array, power: int = 4) -> tuple[Array, Array]:
    """Turn varimax loadings oblique: return pattern loadings and the correlations of the factors."""
    target = loadings * np.abs(loadings) ** (power - 1)
    turn = np.linalg.lstsq(loadings, target, rcond=None)[0]
    turn = turn * np.sqrt(np.diag(np.linalg.inv(turn.T @ turn)))
    back = np.linalg.inv(turn)
    return loadings @ turn, back @ back.T


def _same(one: Array, other: Array) -> bool:
    """Return whether two rotations are one but for order and sign."""
    product = np.abs(one.T @ other)
    return bool(np.allclose(np.sort(product.max(axis=0)), np.sort((one**2).sum(axis=0)), rtol=1e-4, atol=1e-6))


def _result(
    indicators: tuple[str, ...],
    loadings: Array,
    unique: Array,
    phi: Array,
    eigenvalues: Array,
    units: int,
    notes: list[str],
) -> Factors:
    variance = np.diag(phi @ loadings.T @ loadings)
    order = np.argsort(-np.round(variance, 10), kind="stable")
    sign = np.where(np.round(loadings.sum(axis=0), 10) < 0, -1.0, 1.0)[order]
    loadings, variance = loadings[:, order] * sign, variance[order]
    phi = phi[np.ix_(order, order)] * np.outer(sign, sign)
    k = len(indicators)
    columns = {f"factor_{f + 1}": loadings[:, f] for f in range(loadings.shape[1])}
    communality = np.einsum("ij,jk,ik->i", loadings, phi, loadings)
    return Factors(
        pl.DataFrame({"indicator": indicators, **columns, "communality": communality, "uniqueness": unique}),
        _shares("number", list(range(1, k + 1)), "eigenvalue", eigenvalues, k),
        _shares("factor", list(columns), "variance", variance, k),
        phi,
        units,
        tuple(notes),
    )


def _shares(key: str, names: list[int] | list[str], value: str, numbers: Array, k: int) -> pl.DataFrame:
    return pl.DataFrame({key: names, value: numbers, "share": numbers / k, "cumulative": np.cumsum(numbers) / k})
