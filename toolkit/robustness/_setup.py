"""From a run and the names of what is varied to a plan; a run that can't be repeated is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from toolkit.errors import DuxueError, OptionError, unknown
from toolkit.index import climb_with
from toolkit.robustness._choice import Choice, DataChange
from toolkit.robustness._design import design
from toolkit.robustness._plan import Plan
from toolkit.robustness._variant import Variant, nominal, variant, variants
from toolkit.robustness.weights import Weights
from toolkit.scoring_run import ScoringRun

Vary = str | Sequence[str] | Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """What is looked at; None: the whole index, the latest period, every level."""

    node: str | None = None
    period: str | None = None
    level: str | None = None


def plan_of(run: ScoringRun, draws: int, vary: Vary, seed: int, place: Place) -> Plan:
    """Build the plan of all replicates, with every combination of methods tried once."""
    choices = choices_of(run, vary)
    plan = _unvaried(run, seed, place)
    _refuse_other_scores(run, plan)
    weights = next((c for c in choices if isinstance(c, Weights)), None)
    centre = None
    if weights is not None:
        learned = {node: np.float64(w) for node, w in run.weights.select("node", "weight").iter_rows()}
        centre = nominal(run.framework) if plan.variants[()].recipe.nominal else learned
    plan = replace(plan, choices=choices, design=design(draws, len(choices)), centre=centre, variants={})
    if any(isinstance(c, DataChange) for c in choices):
        return plan
    relearn = centre is None and not _is_nominal(run)
    built = variants(run.study, plan.methods, plan.prepared, plan.units, plan.rows, relearn=relearn)
    _try(plan, built)
    return replace(plan, variants=built)


def _try(plan: Plan, built: Mapping[tuple[int, ...], Variant]) -> None:
    """Climb every combination of methods once, so that one that can't be is named before anything is drawn."""
    for numbers, one in built.items():
        try:
            climb_with(one.matrix, plan.prepared.framework, one.local, one.recipe)
        except DuxueError as error:
            named = zip(plan.methods, numbers, strict=True)
            labels = ", ".join(f"{choice.name} {choice.options[number][0]!r}" for choice, number in named)
            raise type(error)(f"With {labels}: {error}") from error


def choices_of(run: ScoringRun, vary: Vary) -> tuple[Choice, ...]:
    """Build the choices that are varied, in the order in which they are named."""
    from toolkit.robustness import KINDS

    names = [vary] if isinstance(vary, str) else list(vary)
    for name in names:
        if name not in KINDS:
            raise unknown("kind of choice", name, KINDS)
    settings = vary if isinstance(vary, Mapping) else {}
    return tuple(KINDS[name](run, settings.get(name)) for name in dict.fromkeys(names))


def _unvaried(run: ScoringRun, seed: int, place: Place) -> Plan:
    from toolkit.run import prepare

    node, period = place.node or run.framework.root, place.period or run.latest
    for name, value, allowed in (
        ("node", node, run.framework.parents),
        ("period", period, run.periods),
        ("level", place.level or run.levels[0], run.levels),
    ):
        if value not in allowed:
            raise unknown(name, value, allowed)
    prepared = prepare(run.values, run.framework, run.members)
    keys = prepared.matrix.keys
    wanted = pl.col("period") == period
    if place.level is not None:
        wanted &= pl.col("level") == place.level
    rows = keys.select(wanted).to_series().to_numpy()
    levels = keys.filter(pl.Series(rows))["level"].to_numpy()
    starts = np.flatnonzero(np.concatenate([[True], levels[1:] != levels[:-1]]))
    fields = tuple(slice(int(a), int(b)) for a, b in zip(starts, [*starts[1:], len(levels)], strict=True))
    base = variant(run.study, prepared, run.units, rows)
    return Plan(run.study, prepared, run.units, (), design(1, 0), seed, node, rows, fields, None, {(): base})


def _is_nominal(run: ScoringRun) -> bool:
    from toolkit.recipe import recipe_of

    return recipe_of(run.study, run.framework).nominal


def _refuse_other_scores(run: ScoringRun, plan: Plan) -> None:
    """Make sure that a replicate without any variation is the run itself, bit for bit."""
    base = plan.variants[()]
    again = climb_with(base.matrix, run.framework, base.local, base.recipe).score[plan.node]
    keys = base.matrix.keys.with_columns(pl.Series("again", again, nan_to_null=True))
    scores = run.scores.filter(pl.col("node") == plan.node).select("level", "unit_id", "period", "score")
    both = keys.join(scores, on=["level", "unit_id", "period"], how="left")
    other = both.filter(~pl.col("again").eq_missing(pl.col("score")))
    if other.height:
        unit, was, now = other.select("unit_id", "score", "again").row(0)
        raise OptionError(
            f"This run can't be repeated from its own values: {unit} had {was}, and gets {now}. Was it scored with the "
            "parameters of another data set (Study.fit)? Score both together with Study.score, then ask again."
        )
