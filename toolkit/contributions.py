"""What drives a score: the effective weight of every indicator in the score of every unit, and its contribution."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from toolkit.index import Recipe, climb
from toolkit.matrix import Array, Matrix
from toolkit.scoring_run import ScoringRun

STEP = 1e-4
"""Half width of the central difference, in points: small against a point, large against the rounding of scores (1e-10)."""


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

    recipe = recipe_of(run.study, run.framework)
    matrix = replace(run.matrix, se=None)
    gradient = np.full(matrix.values.shape, np.nan)
    if any(compares(recipe.at(parent)) for parent in run.framework.parents):
        return gradient
    for i in range(len(matrix.indicators)):
        column = matrix.values[:, i]
        step = np.where(column > 0, np.minimum(STEP, column / 2), STEP)  # a positive value stays positive
        up, down = (_score(matrix, i, column + sign * step, run, recipe, node) for sign in (1, -1))
        gradient[:, i] = np.where(np.isnan(column), np.nan, (up - down) / (2 * step))
    return np.round(gradient, 6)  # scores carry 10 decimals, the step 4: six are left


def _score(matrix: Matrix, i: int, column: Array, run: ScoringRun, recipe: Recipe, node: str) -> Array:
    values = matrix.values.copy()
    values[:, i] = column
    return climb(replace(matrix, values=values), run.framework, run.weights, recipe).score[node]
