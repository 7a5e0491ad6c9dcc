"""Scores of every node on the units of one level and period, as columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.base import LEVELS, complete_level
from toolkit.columns import Array
from toolkit.errors import unknown
from toolkit.index import Nodes, Recipe, climb
from toolkit.matrix import Matrix
from toolkit.recipe import recipe_of

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun


@dataclass(frozen=True)
class Slice:
    """The part of a run that is looked at. `score` has a column for every node, indicators (normalised) included."""

    run: ScoringRun
    level: str
    period: str
    matrix: Matrix
    recipe: Recipe
    score: dict[str, Array]

    def children(self, parent: str) -> list[str]:
        """Return the nodes below a parent that are scored: gates are watched, and not part of the index."""
        origin = dict(self.run.weights.select("node", "origin").iter_rows())
        return [c for c in self.run.framework.children(parent) if origin[c] != "gate"]

    def leaves(self) -> list[str]:
        """Return the indicators that are scored, in tree order."""
        return [n for n in self.walk() if n in self.matrix.indicators]

    def walk(self, node: str | None = None) -> list[str]:
        """Return a node (the root) and the scored nodes below it."""
        top = self.run.framework.root if node is None else node
        return [top, *(n for child in self.children(top) for n in self.walk(child))]

    def without(self, parent: str, child: str) -> Array | None:
        """Return the scores of a parent from its other children alone; None where no other one counts."""
        here, other = pl.col("parent") == parent, pl.col("node") != child
        rest = float(self.run.weights.filter(here & other)["weight"].sum())
        if rest <= 0:
            return None
        weight = pl.when(~here).then("weight").when(other).then(pl.col("weight") / rest).otherwise(0.0)
        return climb(self.matrix, self.run.framework, self.run.weights.with_columns(weight=weight), self.recipe).score[
            parent
        ]


def slice_of(run: ScoringRun, level: str | None, period: str | None) -> Slice:
    """Choose level and period: by default the latest, and the lowest level on which every indicator has values."""
    when = run.latest if period is None else period
    if when not in run.periods:
        raise unknown("period", when, run.periods)
    at = run.matrix.rows((run.matrix.keys["period"] == when).to_numpy())
    present = [name for name in LEVELS if (at.keys["level"] == name).any()]
    where = complete_level(at, present[0], level)
    if where not in present:
        raise unknown("level", where, present)
    chosen = at.rows((at.keys["level"] == where).to_numpy())
    matrix = replace(chosen, se=None)
    recipe = recipe_of(run.study, run.framework)
    nodes: Nodes = climb(matrix, run.framework, run.weights, recipe)
    return Slice(run, where, when, matrix, recipe, {name: np.asarray(column) for name, column in nodes.score.items()})
