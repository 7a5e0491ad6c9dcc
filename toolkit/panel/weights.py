"""The weights that a panel moves: numbers below every parent, of which only the proportions count."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from toolkit.errors import OptionError, unknown
from toolkit.framework import Framework
from toolkit.index import nominal_weights
from toolkit.robustness._variant import nominal

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun
    from toolkit.study import Study

NAME = "what-if"
MARK = "what-if weight, not official 试算权重,非官方"
"""What the note of a node says whose weight was moved."""


def gates(framework: Framework) -> set[str]:
    """Return the nodes of weight 0: watched and flagged, never scored, so that the panel does not move them."""
    return {node for parent in framework.parents for node in nominal_weights(framework, parent)[0]}


def start_weights(run: ScoringRun) -> dict[str, float]:
    """Return the weight of every node that is scored: as the framework gives it, or as the run learned it."""
    from toolkit.recipe import recipe_of

    fixed = recipe_of(run.study, run.framework).nominal
    learned = dict(run.weights.select("node", "weight").iter_rows())
    raw: Mapping[str, Any] = nominal(run.framework) if fixed else learned
    shut = gates(run.framework)
    return {node: float(raw[node]) for node in run.framework.walk(run.framework.root)[1:] if node not in shut}


def checked_weights(framework: Framework, start: Mapping[str, float], given: Mapping[str, Any]) -> dict[str, float]:
    """Return weights for all nodes of `start`, those of `given` in place of the old ones.

    Raises
    ------
    OptionError
        A node that is not there or not scored, a number that is negative or not finite, or nothing but zeros below a parent.
    """
    for node, weight in given.items():
        if node not in start:
            raise unknown("node with a weight", node, start)
        number = isinstance(weight, int | float) and not isinstance(weight, bool) and math.isfinite(weight)
        if not number or weight < 0:
            raise OptionError(f"The weight of {node!r} is {weight!r}: give a finite number of at least 0.")
    weights = {node: float(given.get(node, old)) for node, old in start.items()}
    for parent in framework.parents:
        if not any(weights.get(child, 0.0) > 0 for child in framework.children(parent)):
            raise OptionError(f"Every node below {parent!r} has weight 0: nothing to score.")
    return weights


def with_weights(framework: Framework, weights: Mapping[str, float], start: Mapping[str, float]) -> Framework:
    """Return the framework under the name `what-if`, with these weights; what was moved says so in its note."""
    moved = [node for node, weight in weights.items() if weight != start[node]]
    nodes = framework.nodes.with_columns(
        weight=pl.col("node").replace_strict(dict(weights), default=pl.col("weight"), return_dtype=pl.Float64),
        note=pl.when(pl.col("node").is_in(moved))
        .then(pl.concat_str(pl.lit(MARK), "note", separator="; ", ignore_nulls=True))
        .otherwise("note"),
    )
    return Framework(NAME, nodes, framework.stages)


def what_if(study: Study, framework: Framework, choices: Mapping[str, Any]) -> Study:
    """Return the study that scores by these weights; `choices` are normaliser and aggregator with their options."""
    return study.replace(framework=framework, weighting="framework", weighting_options={}, **choices)
