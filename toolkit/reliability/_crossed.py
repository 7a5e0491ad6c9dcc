"""Two crossed random effects by restricted maximum likelihood: the many units are absorbed, the raters solved for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular
from scipy.sparse import csr_array

from toolkit.columns import Array

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Crossed:
    """Estimates; the standard errors are those of the posterior, the mean taken as known."""

    mean: float
    unit_variance: float
    rater_variance: float
    residual: float
    unit: Array
    unit_se: Array
    rater: Array
    rater_se: Array
    log_likelihood: float


@dataclass(frozen=True)
class _Sums:
    """What the likelihood needs: ratings and their sums by unit and rater, and how often each pair met."""

    number: int
    squares: float
    by_unit: Array
    by_rater: Array
    units: Array
    raters: Array
    met: csr_array


@dataclass(frozen=True)
class _Solved:
    """The mixed model at given ratios of variances: with G = 1/(1 + n λ_u) per unit and S of the raters."""

    shrink: Array
    factor: Array
    mean: float
    information: float
    rss: float
    log_det: float
    rater: Array


def estimate(y: Array, unit: Codes, rater: Codes) -> Crossed:
    """Fit y = μ + u_unit + v_rater + e; `unit` and `rater` are codes from 0.

    The effect with more levels is absorbed, so that the system to solve is as small as the other.
    """
    if unit.max() < rater.max():
        other = estimate(y, rater, unit)
        return Crossed(
            mean=other.mean,
            unit_variance=other.rater_variance,
            rater_variance=other.unit_variance,
            residual=other.residual,
            unit=other.rater,
            unit_se=other.rater_se,
            rater=other.unit,
            rater_se=other.unit_se,
            log_likelihood=other.log_likelihood,
        )
    centre = float(y.mean())
    sums = _sums(y - centre, unit, rater)
    best = _ratios(sums)
    return _effects(sums, centre, float(best[0]) ** 2, float(best[1]) ** 2)


def _ratios(sums: _Sums) -> Array:
    """Return the square roots of the ratios of variances that the likelihood prefers; 0 is inside: (-θ)² = θ²."""
    from scipy.optimize import minimize

    def deviance(theta: Array) -> float:
        return _deviance(sums, _solve(sums, float(theta[0]) ** 2, float(theta[1]) ** 2))

    options = {"xatol": 1e-7, "fatol": 1e-9, "maxiter": 2000, "initial_simplex": [(1.0, 0.5), (0.2, 1.5), (0.3, 0.2)]}
    best = np.abs(minimize(deviance, (1.0, 0.5), method="Nelder-Mead", options=options).x)
    for zero in ((best[0], 0.0), (0.0, best[1]), (0.0, 0.0)):
        best = np.array(zero) if deviance(np.array(zero)) <= deviance(best) + 1e-9 else best
    return np.asarray(best, dtype=np.float64)


def _sums(y: Array, unit: Codes, rater: Codes) -> _Sums:
    units, raters = np.asarray(np.bincount(unit), np.float64), np.asarray(np.bincount(rater), np.float64)
    met = csr_array((np.ones(y.size), (unit, rater)), shape=(units.size, raters.size))
    met.sum_duplicates()
    by_unit, by_rater = (np.asarray(np.bincount(codes, weights=y), np.float64) for codes in (unit, rater))
    return _Sums(y.size, float(y @ y), by_unit, by_rater, units, raters, met)


def _solve(sums: _Sums, unit_ratio: float, rater_ratio: float) -> _Solved:
    shrink = unit_ratio / (1 + unit_ratio * sums.units)
    met = sums.met
    # A = I - Z diag(shrink) Z'; all products are with A, then with the raters' part taken out.
    ones_y = float(sums.by_unit.sum() - (shrink * sums.units * sums.by_unit).sum())
    ones_1 = sums.number - float((shrink * sums.units**2).sum())
    y_y = sums.squares - float((shrink * sums.by_unit**2).sum())
    w_1 = sums.raters - met.T @ (shrink * sums.units)
    w_y = sums.by_rater - met.T @ (shrink * sums.by_unit)
    root = np.sqrt(rater_ratio)
    system = np.diag(sums.raters) - (met.T @ (met * shrink[:, None])).toarray()
    inner = np.eye(sums.raters.size) + rater_ratio * system
    factor = np.linalg.cholesky(inner)
    a, b = solve_triangular(factor, root * np.stack([w_1, w_y], axis=1), lower=True).T
    x_x, x_y, yy = ones_1 - float(a @ a), ones_y - float(a @ b), y_y - float(b @ b)
    mean = x_y / x_x
    log_det = float(np.log1p(unit_ratio * sums.units).sum()) + 2 * float(np.log(np.diag(factor)).sum())
    rater = root * solve_triangular(factor, b - mean * a, lower=True, trans=1)
    return _Solved(shrink, factor, mean, x_x, yy - mean * x_y, log_det, rater)


def _deviance(sums: _Sums, at: _Solved) -> float:
    free = sums.number - 1
    return at.log_det + np.log(at.information) + free * (1 + np.log(2 * np.pi * at.rss / free))


def _effects(sums: _Sums, centre: float, unit_ratio: float, rater_ratio: float) -> Crossed:
    at = _solve(sums, unit_ratio, rater_ratio)
    residual = at.rss / (sums.number - 1)
    inverse = np.asarray(rater_ratio * np.linalg.inv(at.factor @ at.factor.T), dtype=np.float64)
    unit = at.shrink * (sums.by_unit - sums.units * at.mean - sums.met @ at.rater)
    carried = _diagonal(sums.met, inverse)
    return Crossed(
        mean=centre + at.mean,
        unit_variance=unit_ratio * residual,
        rater_variance=rater_ratio * residual,
        residual=residual,
        unit=unit,
        unit_se=np.sqrt(residual * (at.shrink + at.shrink**2 * carried)),
        rater=at.rater,
        rater_se=np.sqrt(residual * np.maximum(np.diag(inverse), 0.0)),
        log_likelihood=-_deviance(sums, at) / 2,
    )


def _diagonal(met: csr_array, inverse: Array) -> Array:
    """diag(met @ inverse @ met') in blocks of rows."""
    blocks = [met[start : start + 1000] for start in range(0, met.shape[0], 1000)]
    return np.concatenate([((block @ inverse) * block.toarray()).sum(axis=1) for block in blocks])
