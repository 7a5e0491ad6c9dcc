"""The system of a run: its cells and relations with what a reader knows beforehand, and what must be hidden first."""

from __future__ import annotations

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.disclosure.primary import dominated, few
from toolkit.disclosure.run_cells import RunCells
from toolkit.disclosure.run_relations import relations
from toolkit.disclosure.system import Mask, System
from toolkit.disclosure_rules import Rules
from toolkit.matrix import KEYS, to_matrix

LEVELS = {"school": 1.0, "group": 5.0, "district": 20.0, "city": 50.0}
"""Cost of hiding a value, by level; 1 at any other level."""
DIMENSION, ROOT = 100.0, 1000.0
"""Cost of hiding a score against that of a value of the same level."""


def run_system(cells: RunCells, rules: Rules) -> System:
    """Return all cells of a run as one system; cells without a value have the truth 0 and stand in no relation."""
    v = cells.values
    lower, upper = _bounds(cells)
    _, _, ranges = cells.ranges
    nodes = (v.shape[0], len(cells.nodes))
    spread = np.nanmax(cells.scores, axis=0, initial=-np.inf) - np.nanmin(cells.scores, axis=0, initial=np.inf)
    level = cells.keys["level"].replace_strict(LEVELS, default=1.0, return_dtype=pl.Float64).to_numpy()[:, None]
    root = np.array([ROOT if name == cells.run.framework.root else DIMENSION for name in cells.nodes])

    def flat(values: Array, scores: Array) -> Array:
        return np.hstack([np.broadcast_to(values, v.shape), np.broadcast_to(scores, nodes)]).ravel()

    return System(
        relations=relations(cells),
        truth=np.nan_to_num(cells.all).ravel(),
        lower=flat(np.nan_to_num(lower, neginf=-np.inf), np.full(nodes, -np.inf)),
        upper=flat(np.nan_to_num(upper, posinf=np.inf), np.full(nodes, np.inf)),
        scale=flat(ranges, np.where(np.isfinite(spread) & (spread > 0), spread, 1.0)),
        width=np.full(cells.all.size, rules.interval),
        cost=flat(level, level * root),
    )


def _bounds(cells: RunCells) -> tuple[Array, Array]:
    """Return what a reader knows of each value: its range, and whether it lies beyond the goalposts.

    Nobody says which values were clipped; a reader who knows nevertheless must not find out more.
    """
    low, high, _ = cells.ranges
    lower, upper = (np.broadcast_to(b, cells.values.shape).copy() for b in (low, high))
    learned = {(i, p): x for i, p, x in cells.run.learned.select("indicator", "parameter", "value").iter_rows()}
    for i, name in enumerate(cells.indicators):
        ends = learned.get((name, "low")), learned.get((name, "high"))
        if ends[0] is None or ends[1] is None:
            continue
        v, inside = cells.values[:, i], ~np.isnan(cells.normalised[:, i])
        below, above = inside & (v < ends[0]), inside & (v > ends[1])
        upper[below, i], lower[above, i] = ends[0], ends[1]
        between = inside & ~below & ~above
        lower[between, i] = np.maximum(lower[between, i], ends[0])
        upper[between, i] = np.minimum(upper[between, i], ends[1])
    return np.fmin(lower, cells.values), np.fmax(upper, cells.values)


def primary(cells: RunCells, rules: Rules, least: pl.DataFrame) -> tuple[Mask, pl.DataFrame]:
    """Return the cells that must be hidden whatever else is, and the rule that says so for each.

    Values on too few persons, values of schools that are themselves too small, and means that too few schools make up.

    Parameters
    ----------
    least : polars.DataFrame
        indicator, kind, least: the kind of persons that an indicator counts, and how few are too few.
    """
    run = cells.run
    valued = run.values.filter(pl.col("value").is_not_null()).join(least, on="indicator", how="left")
    key = [*KEYS, "indicator"]
    small = run.members.filter(few(pl.col("pupils"), rules.pupils)).select(
        pl.lit("school").alias("level"), "period", unit_id="school_id"
    )
    found = [
        valued.filter(few(pl.col("n"), pl.col("least"))).select(*key, rule="kind"),
        valued.join(small.unique(), on=KEYS, how="semi").select(*key, rule=pl.lit("pupils")),
        _means(cells, valued, rules),
    ]
    rows = pl.concat(found).unique(key, keep="first", maintain_order=True).sort(key)
    marks = to_matrix(rows.with_columns(value=pl.lit(1.0)), cells.indicators, keys=cells.keys).values == 1.0
    return np.hstack([marks, np.zeros(cells.scores.shape, dtype=bool)]).ravel(), rows


def _means(cells: RunCells, valued: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Return the groups' values that too few schools make up."""
    key = [*KEYS, "indicator"]
    schools = valued.filter(level="school").select("period", "indicator", school_id="unit_id")
    parts = cells.run.members.join(schools, on=["period", "school_id"]).select(
        pl.lit("group").alias("level"), "period", "indicator", unit_id="group_id", contribution="weight"
    )
    made = dominated(parts, key, rules)
    return valued.filter(level="group").join(made, on=key).select(*key, "rule")
