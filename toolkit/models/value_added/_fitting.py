"""The fit of a nest, from sums to estimates: everything in standard units, until the tables are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.columns import Array
from toolkit.errors import DataError
from toolkit.models.value_added._design import Design
from toolkit.models.value_added._deviance import Nest, Solved, deviance, solve
from toolkit.models.value_added._moments import Moments
from toolkit.models.value_added._search import Minimum, minimise
from toolkit.models.value_added._slopes import corrected, errors, remainder, unit_scores, within
from toolkit.models.value_added._variances import Triangular, Variances, objective

ROUNDS = 200


@dataclass(frozen=True)
class Choices:
    """How to fit: restricted or full likelihood, which slopes vary, where the slopes come from."""

    reml: bool
    slopes: tuple[str, ...]
    within: bool
    reliability: Mapping[str, float]
    robust: bool


@dataclass(frozen=True)
class Fit:
    """Estimates in standard units; `nest` and `solved` are those that the variances come from."""

    nest: Nest
    form: Triangular
    minimum: Minimum
    variances: Variances
    solved: Solved
    coefficients: Array
    covariance: Array
    error: Array
    """Covariance of the errors of measurement of the predictors of one pupil."""
    settled: bool


def make_nest(design: Design, starts: NDArray[np.int64] | None, slopes: tuple[str, ...], reml: bool) -> Nest:
    """Return the nest of a design whose intercept, and the slopes named, vary between the units."""
    z = [0, *(design.terms.index(name) for name in slopes)]
    gram = design.cross[:, z][:, :, z]
    return Nest(gram, design.cross[:, z], design.total, np.eye(len(z))[0], starts, float(design.total[0, 0]), reml)


def fit(design: Design, found: Moments, starts: NDArray[np.int64] | None, choices: Choices) -> Fit:
    """Fit one model. Slopes from the likelihood, from inside the units, or corrected for errors of measurement."""
    full = make_nest(design, starts, choices.slopes, choices.reml)
    error = errors(design, choices.reliability)
    if choices.within:
        slopes, covariance = within(design, found, error, choices.robust)
        return _around(design, full, slopes, covariance, error)
    if choices.reliability:
        return _corrected(design, found, full, error)
    form = Triangular(len(choices.slopes) + 1, starts is not None)
    minimum = minimise(objective(full, form), form.starts(_left(design)), form.roots)
    variances = form.unpack(minimum.point)
    solved = deviance(full, variances.g, variances.upper, variances.s)[4]
    covariance = variances.s * solved.inverse
    if choices.robust:
        scores = unit_scores(design, full, solved, variances.upper / variances.s, solved.residual)
        clusters = scores.shape[0]
        covariance = solved.inverse @ (scores.T @ scores) @ solved.inverse * clusters / max(clusters - 1, 1)
    return Fit(full, form, minimum, variances, solved, solved.coefficients, covariance, error, True)


def _around(design: Design, full: Nest, slopes: Array, covariance: Array, error: Array) -> Fit:
    """Fit the variances around given slopes: y − Xb with an intercept alone."""
    cross = remainder(design, slopes)
    total = np.asarray(cross.sum(axis=0))
    nest = Nest(cross[:, :1, :1], cross[:, :1], total, np.ones(1), full.starts, full.size, full.reml)
    form = Triangular(1, full.starts is not None)
    minimum = minimise(objective(nest, form), form.starts(float(total[1, 1] / total[0, 0])), form.roots)
    variances = form.unpack(minimum.point)
    solved = deviance(nest, variances.g, variances.upper, variances.s)[4]
    whole = np.zeros((slopes.size + 1, slopes.size + 1))
    whole[0, 0] = variances.s * solved.inverse[0, 0]
    whole[1:, 1:] = covariance
    coefficients = np.append(solved.coefficients, slopes)
    return Fit(nest, form, minimum, variances, solved, coefficients, whole, error, True)


def _corrected(design: Design, found: Moments, full: Nest, error: Array) -> Fit:
    """Turn by turn: variances around the slopes, then slopes at these variances, until neither moves."""
    b = solve(full, np.full((1, 1), 0.1), 0.1 if full.starts is not None else 0.0).coefficients
    for _ in range(ROUNDS):
        around = _around(design, full, b[1:], np.zeros((b.size - 1,) * 2), error)
        v = around.variances
        ratio, upper = float(v.g[0, 0] / v.s), v.upper / v.s
        solved = solve(full, np.full((1, 1), ratio), upper)
        new, covariance = corrected(design, found, full, solved, ratio, upper, error)
        moved = float(np.abs(new - b).max())
        b = new
        if moved < 1e-10:
            break
    v = around.variances
    return Fit(around.nest, around.form, around.minimum, v, around.solved, b, covariance, error, settled=moved < 1e-10)


def _left(design: Design) -> float:
    """Return the variance that least squares leaves, a scale for the starts."""
    total = design.total
    left = total[-1, -1] - total[:-1, -1] @ np.linalg.solve(total[:-1, :-1], total[:-1, -1])
    return float(left / total[0, 0])


def group_starts(found: Moments, keys: tuple[str, ...]) -> NDArray[np.int64] | None:
    """Return the first unit of every group; refuse nests in which a variance can't be told from another."""
    units = found.keys.height
    if units < 2:
        raise DataError(f"Level {keys[0]!r} has one unit: how units differ can't be estimated.")
    if found.n.max() < 2:
        raise DataError(f"Every unit of level {keys[0]!r} has one row: it can't be told from the residual.")
    if len(keys) == 1:
        return None
    own = found.keys[keys[0]]
    if own.n_unique() < units:
        twice = own.filter(own.is_duplicated()).sort()[0]
        raise DataError(
            f"Unit {twice!r} of level {keys[0]!r} stands in more than one unit of level {keys[1]!r}: levels must be nested."
        )
    upper = found.keys[keys[1]].to_numpy()
    starts = np.flatnonzero(np.append(True, upper[1:] != upper[:-1])).astype(np.int64)
    if starts.size < 2:
        raise DataError(f"Level {keys[1]!r} has one unit: how units differ can't be estimated.")
    if starts.size == units:
        raise DataError(f"Every unit of level {keys[1]!r} has one unit of level {keys[0]!r}: they can't be told apart.")
    return starts
