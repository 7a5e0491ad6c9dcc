"""Sobol indices of a function of independent factors, from the Saltelli design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from toolkit.errors import OptionError
from toolkit.robustness._choice import Array

BOOTSTRAPS = 200


@dataclass(frozen=True)
class SobolIndices:
    """Indices and their standard errors, each of shape (factors, outputs); NaN where an output never changes."""

    first: Array
    first_se: Array
    total: Array
    total_se: Array


def sobol_indices(a: ArrayLike, b: ArrayLike, mixed: ArrayLike, *, seed: int = 0) -> SobolIndices:
    """Estimate first-order and total indices.

    First order by Saltelli et al. (2010): S_i = mean(y_B (y_ABi - y_A)) / V. Total by Jansen (1999): T_i =
    mean((y_A - y_ABi)^2) / 2V. V is the variance over A and B; outputs are centred first, without which a large mean drowns
    the estimate. Standard errors by a bootstrap of the base rows.

    Parameters
    ----------
    a, b : array (base rows, outputs)
        Outputs of two independent samples of all factors.
    mixed : array (factors, base rows, outputs)
        Outputs of A with factor i taken from B.
    seed : int
        Of the bootstrap.

    References
    ----------
    Saltelli, A. et al. (2010), Variance based sensitivity analysis of model output, Computer Physics Communications
    181:259-270, doi:10.1016/j.cpc.2009.09.018. Jansen, M. (1999), Computer Physics Communications 117:35-43,
    doi:10.1016/S0010-4655(98)00154-4.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> a, b = rng.random((4_000, 2)), rng.random((4_000, 2))
    >>> only_the_first = sobol_indices(a[:, :1], b[:, :1], [b[:, :1], a[:, :1]])
    >>> only_the_first.total.round(1).ravel().tolist()
    [1.0, 0.0]
    """
    ya, yb = (np.asarray(y, dtype=np.float64) for y in (a, b))
    ym = np.asarray(mixed, dtype=np.float64)
    if ya.ndim != 2 or ya.shape != yb.shape or ym.ndim != 3 or ym.shape[1:] != ya.shape:
        raise OptionError(
            f"a {ya.shape}, b {yb.shape} and mixed {ym.shape} do not fit (rows, outputs), (factors, rows, outputs)."
        )
    base = len(ya)
    centre = (ya.mean(axis=0) + yb.mean(axis=0)) / 2
    ya, yb, ym = ya - centre, yb - centre, ym - centre
    shares = np.vstack([np.full(base, 1 / base), _resampled(base, seed)])
    total, square = shares @ (ya + yb) / 2, shares @ (ya**2 + yb**2) / 2
    variance = square - total**2
    variance[variance <= 1e-12 * square] = np.nan  # an output that does not change, at all or in this resample
    first = np.stack([shares @ (yb * (y - ya)) for y in ym]) / variance
    jansen = np.stack([shares @ (y - ya) ** 2 for y in ym]) / (2 * variance)
    return SobolIndices(first[:, 0], _spread(first[:, 1:]), jansen[:, 0], _spread(jansen[:, 1:]))


def _spread(resampled: Array) -> Array:
    """Return the standard deviation over the resamples, axis 1; NaN where fewer than half of them have an index."""
    known = ~np.isnan(resampled)
    count = known.sum(axis=1)
    some = np.maximum(count, 2)
    mean = np.where(known, resampled, 0.0).sum(axis=1) / some
    squares = np.where(known, resampled - mean[:, None], 0.0) ** 2
    return np.where(count > resampled.shape[1] / 2, np.sqrt(squares.sum(axis=1) / (some - 1)), np.nan)


def _resampled(base: int, seed: int) -> Array:
    """Return bootstrap weights of the base rows, shape (bootstraps, rows), each row of sum 1."""
    rng = np.random.default_rng([seed, base])
    return rng.multinomial(base, np.full(base, 1 / base), size=BOOTSTRAPS) / base
