"""What drives a score: the effective weight of every indicator in the score of every unit, and its contribution."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from toolkit.index import Recipe, climb
from toolkit.matrix import KEYS, Array, Matrix
from toolkit.scoring_run import ScoringRun

STEP = 1e-4
"""Half width of the central difference, in points of a hundred: small against a point, large against the rounding of scores
(1e-10)."""
DECIMALS = 6
"""Of weights and contributions."""


def effective_weights(run: ScoringRun, node: str) -> Array:
    """Return d score(node) / d normalised value, shape (unit, indicator); NaN where the value is missing.

    Weights are renormalised over what is present and nest through the tree, so the nominal global weight is not what an
    indicator really weighs for a unit. The derivative is a central difference, exact for linear means. All NaN where an
    aggregator compares the units with one another (TOPSIS, Copeland, …): such a score has no derivative of its own.
    For every mean that is homogeneous of degree one (arithmetic, geometric, harmonic, power) the contributions
    `effective weight x normalised value` add up to the score (Euler's theorem).
    """
    from toolkit.aggregate import compares
    from toolkit.recipe import recipe_of

    if run.full is not None:
        return _shown(run, effective_weights(_behind(run), node))
    recipe = recipe_of(run.study, run.framework)
    matrix = run.matrix
    gradient = np.full(matrix.values.shape, np.nan)
    if any(compares(recipe.at(parent)) for parent in run.framework.parents):
        return gradient
    greatest = np.nan_to_num(np.abs(matrix.values)).max(axis=1, initial=0.0)
    wide = STEP * np.maximum(1.0, greatest / 100)  # large numbers have fewer decimals to move
    for i in range(len(matrix.indicators)):
        column = matrix.values[:, i]
        step = np.where(column > 0, np.minimum(wide, column / 2), wide)  # a positive value stays positive
        below = np.where(column == 0, 0.0, column - step)  # and 0 does not become negative
        up, down = (_score(matrix, i, moved, run, recipe, node) for moved in (column + step, below))
        gradient[:, i] = np.where(np.isnan(column), np.nan, (up - down) / (column + step - below))
    return np.round(gradient, DECIMALS)  # scores carry 10 decimals, the step 4: six are left


def contributions(run: ScoringRun, node: str, weights: Array | None = None) -> Array:
    """Return what every indicator contributes to score(node), in points with six decimals, shape (unit, indicator).

    effective weight x normalised value. Under means that are homogeneous of degree one, and wherever else these add up to
    the score, they do so to the last of the six decimals: what the derivative leaves over is shared out by size (between
    indicators that tie for the minimum, for example), and the last decimal goes to the greatest contribution.

    Parameters
    ----------
    run : ScoringRun
        Whose matrix is explained.
    node : str
        Of which score.
    weights : array, shape (unit, indicator), optional
        Effective weights, if they are known already.
    """
    from toolkit.recipe import recipe_of

    if run.full is not None:
        return _shown(run, contributions(_behind(run), node))
    parts = (effective_weights(run, node) if weights is None else weights) * run.matrix.values
    if np.isnan(parts).all():
        return parts
    recipe = recipe_of(run.study, run.framework)
    score = _climbed(run.matrix, run, recipe, node)
    total = np.nansum(parts, axis=-1)
    near = np.abs(score - total) <= 1e-5 * np.maximum(np.nansum(np.abs(run.matrix.values), axis=-1), 1.0)
    basis = np.abs(parts)
    flat = np.nansum(basis, axis=-1) == 0  # a median of equal values stands still whichever of them moves
    basis[flat] = np.abs(_global_weights(run, node) * run.matrix.values[flat])
    size = np.nansum(basis, axis=-1)
    closes = ~np.isnan(score) & (near | _homogeneous(recipe, run)) & (size > 0)
    rest = np.where(closes, (score - total) / np.where(size > 0, size, 1.0), 0.0)
    parts = np.round(parts + rest[:, None] * basis, DECIMALS)
    rows = np.flatnonzero(closes)
    greatest = np.nanargmax(np.abs(parts[rows]), axis=-1)
    parts[rows, greatest] += np.round(score[rows], DECIMALS) - np.nansum(parts[rows], axis=-1)
    return np.round(parts, DECIMALS) + 0.0


def _behind(run: ScoringRun) -> ScoringRun:
    """Return the run behind a published view, for the units of the view: its scores were made from hidden values too."""
    full = run.full or run
    there = full.matrix.keys.join(
        run.matrix.keys.with_columns(there=pl.lit(True)), on=KEYS, how="left", maintain_order="left"
    )
    at = there["there"].is_not_null().to_numpy()
    return replace(full, matrix=full.matrix.rows(at), clipped=full.clipped[at])


def _shown(run: ScoringRun, found: Array) -> Array:
    """Leave out what belongs to hidden values."""
    return np.where(np.isnan(run.matrix.values), np.nan, found)


def _global_weights(run: ScoringRun, node: str) -> Array:
    """Return the global weights of the indicators below a node, 0 for the others."""
    weights, below = dict(run.weights.select("node", "global_weight").iter_rows()), set(run.framework.leaves(node))
    return np.array([weights[i] if i in below else 0.0 for i in run.matrix.indicators])


def _homogeneous(recipe: Recipe, run: ScoringRun) -> bool:
    """Whether c times all values give c times the score: a mean without a fixed shift or scale of its own."""
    from toolkit.aggregate import AGGREGATORS, keeps_scale

    methods = {parent: recipe.at(parent) for parent in run.framework.parents}
    return all(
        keeps_scale(method) and method is not AGGREGATORS["fuzzy"] and not recipe.options_at(parent).get("shift")
        for parent, method in methods.items()
    )


def _score(matrix: Matrix, i: int, column: Array, run: ScoringRun, recipe: Recipe, node: str) -> Array:
    values = matrix.values.copy()
    values[:, i] = column
    return _climbed(replace(matrix, values=values), run, recipe, node)


def _climbed(matrix: Matrix, run: ScoringRun, recipe: Recipe, node: str) -> Array:
    return climb(replace(matrix, se=None), run.framework, run.weights, recipe).score[node]
