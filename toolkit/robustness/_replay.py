"""One replicate by itself, as a run like any other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from toolkit.matrix import KEYS, to_column
from toolkit.robustness._plan import Plan, raw_weights, replicate
from toolkit.robustness._variant import variant
from toolkit.scoring_run import ScoringRun


def replay(run: ScoringRun, plan: Plan, draw: int) -> ScoringRun:
    """Score one replicate with `Study` as anybody would.

    Its methods stand in the study, its weights and goalposts in the framework, its errors in the values.
    """
    from toolkit.run import Source, score_study

    drawn = plan.drawn(slice(draw, draw + 1))
    study, prepared = replicate(plan, drawn)
    framework = prepared.framework
    raw = raw_weights(plan, variant(study, prepared, plan.units, plan.rows), drawn)
    if raw:
        weights = {node: float(np.atleast_1d(weight)[0]) for node, weight in raw.items()}
        new = pl.col("node").replace_strict(weights, default=None, return_dtype=pl.Float64)
        framework = replace(framework, nodes=framework.nodes.with_columns(weight=pl.coalesce(new, "weight")))
        study = study.replace(weighting="framework", weighting_options={})
    values = run.values
    if prepared.matrix is not plan.prepared.matrix:
        values = _with_values(run.values, prepared.matrix.keys, prepared.matrix.indicators, prepared.matrix.values)
    scored = score_study(study, values, framework, Source(units=plan.units, members=run.members, findings=run.findings))
    return replace(scored, about=run.about)


def _with_values(
    values: pl.DataFrame, keys: pl.DataFrame, indicators: tuple[str, ...], numbers: np.ndarray
) -> pl.DataFrame:
    """Put the numbers of a matrix in the place of the values that are present."""
    wide = keys.with_columns(to_column(name, numbers[:, i]) for i, name in enumerate(indicators))
    long = wide.unpivot(index=KEYS, variable_name="indicator", value_name="drawn")
    joined = values.join(long, on=[*KEYS, "indicator"], how="left", maintain_order="left")
    measured = pl.when(pl.col("value").is_not_null()).then(pl.coalesce("drawn", "value"))
    return joined.with_columns(value=measured).drop("drawn")
