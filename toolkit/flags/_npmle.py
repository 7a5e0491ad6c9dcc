"""A prior of any shape: the nonparametric maximum-likelihood estimate of the distribution of true values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
GRID = 300
"""Points from the least to the greatest estimate, between which the solution must lie (Koenker & Mizera 2014)."""
ENOUGH = 1e-7
"""Stop when no point of the grid could raise the mean log-likelihood by more than this."""
LARGE = 2000
"""With more units the least-squares problem is reduced to its triangular factor first."""
FAR = 1e3
"""Cap of L_jk / f_j in the least-squares problem: a unit that no point explains yet must not drown the others."""


@dataclass(frozen=True)
class Npmle:
    """The estimate: `support` (points,), `weights` (points,), and `posterior` (units, points), the weights given each unit."""

    support: Array
    weights: Array
    posterior: Array
    gap: float
    """Upper bound on what is missing to the greatest mean log-likelihood on the grid."""

    def below(self, standard: Array, standard_se: Array) -> Array:
        """Return the posterior weight below the standard of each unit; a point at an exact standard is not below."""
        from scipy.special import ndtr

        gap = standard[:, None] - self.support
        sd = standard_se[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(sd == 0, gap > 0, ndtr(gap / sd))
        p = np.minimum((self.posterior * share).sum(axis=1), 1.0)
        return np.where(np.isnan(standard) | np.isnan(standard_se), np.nan, p)

    def moments(self) -> tuple[Array, Array]:
        """Return posterior mean and variance of each unit."""
        mean = self.posterior @ self.support
        return mean, np.maximum(self.posterior @ self.support**2 - mean**2, 0.0)


def npmle(y: Array, s: Array, *, points: int = GRID, iterations: int = 200) -> Npmle:
    """Maximise sum_j log sum_k w_k phi((y_j - t_k) / s_j) / s_j over weights w on a grid t (every s > 0).

    The constrained Newton method: at the present weights the local maxima of the gradient
    D_k = mean_j L_jk / f_j - 1 join the support, a least-squares problem under w >= 0 and sum w = 1 gives the direction,
    and the step is halved until the likelihood rises. By concavity max D bounds the distance to the maximum.
    Cost: memory units x points, a few tens of passes.

    References
    ----------
    Wang (2007), On fast computation of the non-parametric maximum likelihood estimate of a mixing distribution,
    J. R. Stat. Soc. B 69:185-198, doi:10.1111/j.1467-9868.2007.00583.x.
    """
    support = np.linspace(y.min(), y.max(), points)
    distance = np.square((y[:, None] - support) / s[:, None])
    # constants of each row cancel; without the least distance a row with a tiny error would vanish between two points
    likelihood = np.exp(-0.5 * (distance - distance.min(axis=1, keepdims=True)))
    weights = _em(likelihood, np.full(points, 1.0 / points), 10)
    for turn in range(iterations):
        density = likelihood @ weights
        gradient = (likelihood / density[:, None]).mean(axis=0) - 1.0
        if gradient.max() <= ENOUGH:
            break
        held = weights > 1e-4 * weights.max() if turn else _peaks(weights)
        better = _step(likelihood, weights, density, np.flatnonzero(held | _peaks(gradient)))
        weights = _em(likelihood, better, 1)
    density = likelihood @ weights
    posterior = likelihood * weights / density[:, None]
    return Npmle(support, weights, posterior, float((likelihood / density[:, None]).mean(axis=0).max() - 1.0))


def _em(likelihood: Array, weights: Array, steps: int) -> Array:
    for _ in range(steps):
        weights = weights * (likelihood / (likelihood @ weights)[:, None]).mean(axis=0)
    return weights / weights.sum()


def _peaks(curve: Array) -> NDArray[np.bool_]:
    padded = np.concatenate([[-np.inf], curve, [-np.inf]])
    return (curve > 0) & (curve >= padded[:-2]) & (curve >= padded[2:])


def _step(likelihood: Array, weights: Array, density: Array, active: NDArray[np.int64]) -> Array:
    """Return better weights; only the points `active` may have any."""
    from scipy.optimize import nnls

    ratio = np.minimum(likelihood[:, active] / density[:, None], FAR) - 2.0  # sum w = 1 turns |Sw - 2| into |(S - 2)w|
    scale = np.sqrt(len(ratio))
    reduced = np.linalg.qr(ratio, mode="r") if len(ratio) > LARGE else ratio
    system = np.vstack([reduced / scale, np.ones(active.size)])
    solution, _ = nnls(system, np.concatenate([np.zeros(len(reduced)), [1.0]]), maxiter=30 * active.size)
    wanted = np.zeros_like(weights)
    wanted[active] = solution / solution.sum()
    now, rise = np.log(density).mean(), ((likelihood @ (wanted - weights)) / density).mean()
    size = 1.0
    while size > 1e-10:
        tried = weights + size * (wanted - weights)
        if np.log(likelihood @ tried).mean() >= now + size * rise / 3:
            return np.where(tried < 1e-15, 0.0, tried)
        size /= 2
    return weights
