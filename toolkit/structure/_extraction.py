"""Factors from a correlation matrix: maximum likelihood and principal axes."""

from __future__ import annotations

import numpy as np

from toolkit.columns import Array
from toolkit.errors import DataError, OptionError

LOWEST = 0.005
"""Least uniqueness that maximum likelihood may reach, as in R's factanal."""


def maximum_likelihood(r: Array, factors: int) -> tuple[Array, Array]:
    """Return (loadings, uniquenesses) that minimise ln|Σ| + tr(R Σ⁻¹), Σ = ΛΛ' + Ψ (Jöreskog 1967).

    The likelihood is profiled over the loadings, so that only the uniquenesses are searched for.
    """
    from scipy.optimize import minimize

    k = r.shape[0]
    if (k - factors) ** 2 < k + factors:
        raise OptionError(f"{factors} factors of {k} indicators are more than maximum likelihood can tell apart.")

    def loss(unique: Array) -> tuple[float, Array]:
        loadings, rest = _profile(r, unique, factors)
        slope = ((loadings**2).sum(axis=1) + unique - np.diag(r)) / unique**2
        return float((rest - np.log(rest)).sum() - rest.size), slope

    start = np.clip((1 - 0.5 * factors / k) / np.diag(np.linalg.inv(r)), LOWEST, 1.0)
    options = {"maxiter": 10_000, "maxfun": 100_000, "ftol": 1e-15, "gtol": 1e-9, "maxls": 100}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(LOWEST, 1.0)] * k, options=options)
    unique = np.asarray(found.x, dtype=np.float64)
    return _profile(r, unique, factors)[0], unique


def _profile(r: Array, unique: Array, factors: int) -> tuple[Array, Array]:
    """Return the best loadings for given uniquenesses, and the eigenvalues that are left over."""
    root = np.sqrt(unique)
    eigenvalues, vectors = np.linalg.eigh(r / np.outer(root, root))
    kept = np.sqrt(np.maximum(eigenvalues[::-1][:factors] - 1, 0.0))
    rest = np.maximum(eigenvalues[: r.shape[0] - factors], np.finfo(float).tiny)
    return root[:, None] * vectors[:, ::-1][:, :factors] * kept, rest


def principal_axis(r: Array, factors: int, indicators: tuple[str, ...]) -> tuple[Array, Array]:
    """Return (loadings, uniquenesses) of iterated principal axes, from squared multiple correlations on."""
    common = 1 - 1 / np.diag(np.linalg.inv(r))
    reduced, before = r.copy(), np.zeros(common.size)
    for _ in range(20_000):
        np.fill_diagonal(reduced, common)
        eigenvalues, vectors = np.linalg.eigh(reduced)
        loadings = vectors[:, ::-1][:, :factors] * np.sqrt(np.maximum(eigenvalues[::-1][:factors], 0.0))
        before, common = common, (loadings**2).sum(axis=1)
        over = np.flatnonzero(common > 1 + 1e-9)
        if over.size:
            raise DataError(
                f"The communality of {indicators[int(over[0])]!r} grows above 1 (a Heywood case): take fewer factors."
            )
        if np.abs(common - before).max() < 1e-10:
            return loadings, 1 - common
    raise DataError(f"Principal axes did not converge with {factors} factors: take fewer.")
