"""The replicates as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.errors import unknown
from toolkit.matrix import quantise, to_column
from toolkit.robustness._choice import Array

if TYPE_CHECKING:
    from toolkit.robustness._result import Robustness

BLOCK = 512
"""Units looked at together: sorting needs a copy of their draws."""


def scores(result: Robustness) -> pl.DataFrame:
    """Summarise the scores of each unit over the replicates."""
    present = ~np.isnan(result.score_draws)
    summary = _summary(result.score_draws, result.coverage)
    columns = [to_column(name, quantise(values)) for name, values in summary.items()]
    assessable = to_column("assessable", present.mean(axis=0))
    return _keyed(result).drop("rank").with_columns(*columns, assessable)


def ranks(result: Robustness) -> pl.DataFrame:
    """Summarise the ranks of each unit over the replicates."""
    drawn = np.where(result.rank_draws == 0, np.nan, result.rank_draws)
    summary = _summary(drawn, result.coverage)
    own = result.units["rank"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    columns = [
        to_column(name, values).cast(pl.Int64) if name in ("lower", "upper") else to_column(name, quantise(values))
        for name, values in summary.items()
    ]
    shift = to_column("shift", quantise(mean_of_present(np.abs(drawn - own))))
    return _keyed(result).drop("score").with_columns(*columns, shift)


def draws(result: Robustness) -> pl.DataFrame:
    """List the replicates with their choices."""
    plan = result.plan
    names = tuple(c.name for c in plan.choices)
    drawn = plan.drawn(slice(0, plan.draws))
    labels = [c.labels(drawn[c.name], plan.design.sources[:, i]) for i, c in enumerate(plan.choices)]
    own = result.units["rank"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    moved = np.abs(np.where(result.rank_draws == 0, np.nan, result.rank_draws) - own)
    return pl.DataFrame(
        [
            pl.Series("draw", np.arange(plan.draws)),
            pl.Series("block", [plan.design.block(row, names) for row in range(plan.draws)]),
            *labels,
            to_column("shift", quantise(mean_of_present(moved.T))),
        ]
    )


def frequencies(result: Robustness) -> pl.DataFrame:
    """Count how often each unit stands at each rank."""
    tables = []
    for field in result.plan.fields:
        counts = count_ranks(result.rank_draws[:, field])
        unit, rank = np.nonzero(counts[:, 1:])
        keys = result.units[field].select("level", "unit_id")[unit.tolist()]
        share = counts[unit, rank + 1] / len(result.rank_draws)
        tables.append(keys.with_columns(pl.Series("rank", rank + 1), pl.Series("share", share)))
    return pl.concat(tables)


def count_ranks(drawn: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return how often each unit has each rank, shape (units, units + 1); column 0: no rank."""
    units = drawn.shape[1]
    counts = np.zeros(units * (units + 1), dtype=np.int64)
    offset = np.arange(units) * (units + 1)
    for start in range(0, len(drawn), BLOCK):
        counts += np.bincount((drawn[start : start + BLOCK] + offset).ravel(), minlength=counts.size)
    return counts.reshape(units, units + 1)


def dominance(result: Robustness, level: str | None) -> pl.DataFrame:
    """Compare every unit of a level with every other over the replicates."""
    levels = result.units["level"].unique().sort().to_list()
    if level is not None and level not in levels:
        raise unknown("level", level, levels)
    tables = []
    for field in result.plan.fields:
        units = result.units[field]
        if level is not None and units["level"][0] != level:
            continue
        drawn = np.ascontiguousarray(result.rank_draws[:, field].T)
        share = np.stack([_above(drawn[i], drawn) for i in range(len(drawn))])
        ids = units["unit_id"].to_numpy()
        one, other = np.nonzero(~np.eye(len(ids), dtype=bool))
        tables.append(
            pl.DataFrame(
                [
                    pl.Series("level", [units["level"][0]] * len(one), dtype=pl.String),
                    pl.Series("unit_id", ids[one], dtype=pl.String),
                    pl.Series("other_id", ids[other], dtype=pl.String),
                    to_column("probability", share[one, other]),
                ]
            )
        )
    return pl.concat(tables)


def _above(mine: NDArray[np.int32], others: NDArray[np.int32]) -> Array:
    """Return the share of replicates in which a unit stands above each other one, of those in which both have a rank."""
    if mine.all() and others.all():
        return (mine < others).mean(axis=1)
    both = (mine > 0) & (others > 0)
    count = both.sum(axis=1)
    share = np.full(len(others), np.nan)
    np.divide(((mine < others) & both).sum(axis=1), count, out=share, where=count > 0)
    return share


def _keyed(result: Robustness) -> pl.DataFrame:
    own = result.units
    return own.select("level", "unit_id", "period", pl.lit(result.plan.node).alias("node"), "score", "rank")


def mean_of_present(drawn: Array) -> Array:
    """Return the mean of the present values of each column; NaN where there is none."""
    present = ~np.isnan(drawn)
    count = present.sum(axis=0)
    mean = np.full(drawn.shape[1], np.nan)
    np.divide(np.where(present, drawn, 0.0).sum(axis=0), count, out=mean, where=count > 0)
    return mean


def _summary(drawn: Array, coverage: float) -> dict[str, Array]:
    """Mean, standard deviation, lower, median and upper value of each column, over the present draws.

    The ends of the interval are draws that occurred, the next one outwards: it holds at least `coverage` of them.
    """
    result = {name: np.full(drawn.shape[1], np.nan) for name in ("mean", "sd", "lower", "median", "upper")}
    tail = (1 - coverage) / 2
    for start in range(0, drawn.shape[1], BLOCK):
        columns = slice(start, start + BLOCK)
        ordered = np.sort(np.ascontiguousarray(drawn[:, columns].T), axis=1)  # NaN last
        count = ordered.shape[1] - np.isnan(ordered).sum(axis=1)
        some = np.flatnonzero(count)
        n = count[some]
        ordered = ordered[some]
        at = np.arange(len(some))
        mean = mean_of_present(ordered.T)
        low, high = np.floor(tail * (n - 1) + 1e-9).astype(int), np.ceil((1 - tail) * (n - 1) - 1e-9).astype(int)
        result["mean"][columns][some] = mean
        result["sd"][columns][some] = np.sqrt(mean_of_present(((ordered - mean[:, None]) ** 2).T))
        result["lower"][columns][some] = ordered[at, low]
        result["upper"][columns][some] = ordered[at, high]
        result["median"][columns][some] = (ordered[at, (n - 1) // 2] + ordered[at, n // 2]) / 2
    return result
