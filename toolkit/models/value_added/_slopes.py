"""Slopes that do not come from the likelihood: from inside the units alone, or corrected for errors of measurement."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from toolkit.columns import Array
from toolkit.errors import DataError
from toolkit.models.value_added._design import MEAN, Design
from toolkit.models.value_added._deviance import Nest, Solved
from toolkit.models.value_added._moments import Moments


def remainder(design: Design, slopes: Array) -> Array:
    """Return the sums of (1, y − Xb) by unit, shape (units, 2, 2), for slopes of all predictors but the 1."""
    turn = np.zeros((len(design.terms), 2))
    turn[0, 0] = turn[-1, 1] = 1.0
    turn[1:-1, 1] = -slopes
    return np.asarray(turn.T @ design.cross @ turn, dtype=np.float64)


def errors(design: Design, reliability: Mapping[str, float]) -> Array:
    """Return the covariance of the errors of measurement of the standard predictors, the 1 first, for one pupil.

    An error has the variance (1 − reliability) × variance of the predictor; a school mean carries the mean of the same errors.
    """
    names = design.terms[:-1]
    source = [n.removesuffix(MEAN) for n in names]
    size = np.zeros(len(names))
    for k, name in enumerate(source):
        if name in reliability:
            size[k] = np.sqrt(1 - reliability[name]) * design.scale[names.index(name)] / design.scale[k]
    same = np.array([[a == b for b in source] for a in source])
    return np.outer(size, size) * same


def pooled_error(design: Design, found: Moments, error: Array) -> Array:
    """Return the expected Σ w δδ' of each unit, shape (units, p, p): w for pupils, w²/Σw where a school mean is in the pair."""
    is_mean = np.array([name.endswith(MEAN) for name in design.terms[:-1]])
    mixed = is_mean[:, None] | is_mean
    return error * np.where(mixed, (found.squares / found.weight)[:, None, None], found.weight[:, None, None])


def corrected(
    design: Design, found: Moments, nest: Nest, solved: Solved, ratio: float, upper: float, error: Array
) -> tuple[Array, Array]:
    """Return coefficients corrected for errors of measurement at given variances (shares of the residual one), and their covariance.

    (X'V⁻¹X − E[δ'V⁻¹δ]) b = X'V⁻¹y; the covariance is the sandwich over the highest units.
    """
    down = 1.0 / (1.0 + found.weight * ratio)
    own = pooled_error(design, found, error) - error * (found.squares * ratio * down)[:, None, None]
    if nest.starts is not None:
        members = np.diff(np.append(nest.starts, down.size))
        a = np.add.reduceat(found.weight * down, nest.starts)
        k = np.repeat(upper / (1.0 + a * upper), members)
        own = own - error * (k * found.squares * down**2)[:, None, None]
    bread = _inverse(solved.total[:-1, :-1] - own.sum(axis=0), design)
    b = bread @ solved.total[:-1, -1]
    return b, sandwich(bread, unit_scores(design, nest, solved, upper, np.append(-b, 1.0), own @ b))


def unit_scores(
    design: Design, nest: Nest, solved: Solved, upper: float, residual: Array, more: Array | float = 0.0
) -> Array:
    """Return X'V⁻¹(y − Xb) of every unit of the highest level, plus `more` of its schools; shape (highest units, p)."""
    seen = solved.shrink @ (nest.cross @ residual)[:, :, None]
    scores = design.cross[:, :-1] @ residual - (nest.cross[:, :, :-1].transpose(0, 2, 1) @ seen)[:, :, 0] + more
    if nest.starts is None:
        return np.asarray(scores)
    k = (upper / (1.0 - upper * solved.upper_gram))[:, None]
    t = solved.upper_cross
    return np.asarray(np.add.reduceat(scores, nest.starts) - k * t[:, :-1] * (t @ residual)[:, None])


def within(design: Design, found: Moments, error: Array, robust: bool) -> tuple[Array, Array]:
    """Return the slopes from inside the units (fixed effects) and their covariance; constant terms are refused."""
    first = design.cross[:, 0]
    inside = design.cross - first[:, :, None] * first[:, None, :] / first[:, :1, None]
    total = inside.sum(axis=0)
    flat = np.diag(total)[1:-1] <= 1e-9 * design.total[0, 0]
    if flat.any():
        name = design.terms[1:-1][int(np.flatnonzero(flat)[0])]
        raise DataError(f"Column {name!r} does not vary inside any unit, so there is no slope within units.")
    own = error * (found.weight - found.squares / found.weight)[:, None, None]
    bread = _inverse((total[:-1, :-1] - own.sum(axis=0))[1:, 1:], design)
    b = bread @ total[1:-1, -1]
    residual = np.concatenate([[0.0], -b, [1.0]])
    if robust or error.any():
        scores = inside[:, 1:-1] @ residual + own[:, 1:, 1:] @ b
        return b, sandwich(bread, scores)
    free = found.n.sum() - found.n.size - b.size
    if free <= 0:
        raise DataError("There are too few pupils in a unit to estimate slopes within units.")
    return b, bread * float(residual @ total @ residual) / free


def sandwich(bread: Array, scores: Array) -> Array:
    """Return the covariance that holds whatever the variance inside the clusters: J/(J − 1) B Σ ψψ' B."""
    clusters = scores.shape[0]
    return np.asarray(bread @ (scores.T @ scores) @ bread.T * clusters / max(clusters - 1, 1), dtype=np.float64)


def _inverse(matrix: Array, design: Design) -> Array:
    if matrix.size and np.linalg.eigvalsh(matrix)[0] <= 1e-9 * design.total[0, 0]:
        raise DataError(
            f"Nothing of {', '.join(design.terms[1:-1])} is left once the errors of measurement are taken away: "
            "the reliability is too low for these data."
        )
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)
