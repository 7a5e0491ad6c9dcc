"""What a reader of a publication knows of a run: groups are means of schools, scores are means of what is below them."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.columns import Array
from toolkit.disclosure.run_cells import RunCells
from toolkit.index import Recipe
from toolkit.matrix import KEYS

EXACT = 1e-6
"""A group's value that differs from the mean of its schools by more, in parts of its size, was measured in another way."""
Entries = tuple[NDArray[np.int64], NDArray[np.int64], Array]
"""relation, cell, coefficient"""


def relations(cells: RunCells) -> Any:
    """Return the relations of a run, a sparse array of shape (relation, cell).

    Roll-ups: W V(group) = Σ w v(school), for each indicator and period, where it holds. Scores: S(node) = Σ c S(child), the
    children's normalised values being straight lines in the values; exact for weighted means, the tangent at the unit's own
    values for other aggregators. A value clipped at the end of the scale enters a score as a constant.
    """
    from scipy import sparse

    parts = [_roll_ups(cells), *(_scores(cells, node) for node in cells.nodes)]
    starts = np.cumsum([0, *(p[0].max(initial=-1) + 1 for p in parts)])
    rows = np.concatenate([p[0] + s for p, s in zip(parts, starts[:-1], strict=True)])
    columns, numbers = (np.concatenate([p[k] for p in parts]) for k in (1, 2))
    shape = (int(starts[-1]), cells.all.size)
    return sparse.csr_array((numbers, (rows, columns)), shape=shape)


def _roll_ups(cells: RunCells) -> Entries:
    """Return the relation of each group and indicator whose value is the mean of its schools' values."""
    row = cells.keys.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    inside = (
        cells.run.members.filter(pl.col("weight") > 0)
        .join(_rows(row, "school", "school_id"), on=["school_id", "period"])
        .join(_rows(row, "group", "group_id"), on=["group_id", "period"], suffix="_group")
        .sort("row_group", "row")
    )
    if not inside.height:
        return _nothing()
    school, group = inside["row"].to_numpy(), inside["row_group"].to_numpy()
    weight = inside["weight"].to_numpy()
    groups, place = np.unique(group, return_inverse=True)
    v = cells.values[school]
    w = np.where(np.isnan(v), 0.0, weight[:, None])
    total, whole = (np.zeros((groups.size, v.shape[1])) for _ in range(2))
    np.add.at(total, place, w * np.nan_to_num(v))
    np.add.at(whole, place, w)
    mean = cells.values[groups]
    holds = (whole > 0) & (np.abs(total - whole * mean) <= EXACT * np.maximum(whole * np.abs(mean), whole))
    number = np.cumsum(holds.ravel()).reshape(holds.shape) - 1
    parts, wholes = np.nonzero(holds[place] & (w > 0)), np.nonzero(holds)
    return (
        np.concatenate([number[place[parts[0]], parts[1]], number[wholes]]),
        np.concatenate([cells.numbers(school[parts[0]], parts[1]), cells.numbers(groups[wholes[0]], wholes[1])]),
        np.concatenate([w[parts], -whole[wholes]]),
    )


def _rows(keys: pl.DataFrame, level: str, name: str) -> pl.DataFrame:
    return keys.filter(level=level).select("period", "row", pl.col("unit_id").alias(name))


def _nothing() -> Entries:
    return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)


def _scores(cells: RunCells, node: str) -> Entries:
    """Return the relation of every unit that has a score at a node."""
    from toolkit.recipe import recipe_of

    run = cells.run
    children = run.framework.children(node)
    at = [cells.indicators.index(c) if c in cells.indicators else len(cells.indicators) + cells.nodes.index(c)
          for c in children]  # fmt: skip
    x = np.stack([cells.normalised[:, a] if a < len(cells.indicators) else cells.all[:, a] for a in at], axis=1)
    local = dict(run.weights.select("node", "weight").iter_rows())
    part = gradient(x, np.array([local[c] for c in children]), recipe_of(run.study, run.framework), node)
    own = len(cells.indicators) + cells.nodes.index(node)
    scored = np.flatnonzero(~np.isnan(cells.all[:, own]))
    rows, columns, numbers = [np.arange(scored.size)], [cells.numbers(scored, own)], [np.full(scored.size, -1.0)]
    for k, a in enumerate(at):
        free = ~np.isnan(cells.all[scored, a]) & ~np.isnan(part[scored, k]) & (part[scored, k] != 0)
        slope = 1.0
        if a < len(cells.indicators):
            line = cells.lines[a]
            free &= ~cells.fixed[scored, a]
            slope = line[1] if line else 0.0
        rows.append(np.flatnonzero(free) if slope else np.empty(0, np.int64))
        columns.append(cells.numbers(scored[rows[-1]], a))
        numbers.append(part[scored[rows[-1]], k] * slope)
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(numbers)


def gradient(x: Array, weights: Array, recipe: Recipe, node: str) -> Array:
    """Return how much a score moves with each child, shape (unit, child); NaN where the child is missing.

    w / Σ w over the present children for the weighted mean, and for scores that compare units with one another, whose
    movement nobody can tell: there every child counts as one that could be calculated back.
    """
    from toolkit.aggregate import AGGREGATORS, compares

    present = ~np.isnan(x)
    aggregate = recipe.at(node)
    if aggregate is AGGREGATORS["arithmetic"] or compares(aggregate):
        w = np.where(present, weights, 0.0)
        return np.where(present, w / np.maximum(w.sum(axis=1, keepdims=True), 1e-300), np.nan)
    options, found = dict(recipe.options_at(node)), np.full(x.shape, np.nan)
    for k in range(x.shape[1]):
        step = np.where(x[:, k] > 0, np.minimum(1e-4 * np.maximum(1.0, np.abs(x[:, k])), x[:, k] / 2), 0.0)
        up, down = x.copy(), x.copy()
        up[:, k] += step
        down[:, k] -= step
        moved = aggregate(up, weights, **options) - aggregate(down, weights, **options)
        found[:, k] = np.where(step > 0, moved / np.where(step > 0, 2 * step, 1.0), np.nan)
    return np.where(present, found, np.nan)


__all__ = ["KEYS", "gradient", "relations"]
