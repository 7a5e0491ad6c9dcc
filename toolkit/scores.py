"""The scores table: scores with intervals, ranks with intervals, coverage and grades."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from toolkit import ranks
from toolkit.index import Nodes
from toolkit.matrix import KEYS, Array, quantise, to_column


def scores_table(
    keys: pl.DataFrame, nodes: Nodes, names: list[str], coverage: float, grades: Mapping[str, float]
) -> pl.DataFrame:
    """Lay out the nodes `names` as rows (schemas.derived.Scores), ranked within level and period.

    `lower` and `upper` are score ± z·se (normal errors); they hold sampling error only, not doubt about weights or
    methods. Where a standard error is unknown they are null.
    """
    tables = [_one(keys, nodes, name, coverage).with_columns(node=pl.lit(name)) for name in names]
    table = pl.concat(tables).with_columns(grade=_grade(grades))
    order = [*KEYS, "node", "score", "se", "lower", "upper", "coverage", "rank", "rank_lower", "rank_upper", "grade"]
    return table.select(order)


def _one(keys: pl.DataFrame, nodes: Nodes, name: str, coverage: float) -> pl.DataFrame:
    from scipy.special import ndtri

    score = nodes.score[name]
    se = np.full(score.shape, np.nan) if nodes.se is None else nodes.se[name]
    half = se * ndtri((1 + coverage) / 2)
    table = keys.with_columns(
        to_column("score", score),
        to_column("se", np.where(np.isnan(score), np.nan, se)),
        to_column("lower", quantise(score - half)),
        to_column("upper", quantise(score + half)),
        to_column("coverage", nodes.coverage[name]),
    )
    return table.hstack(_ranks(keys, score, se, coverage, known=nodes.se is not None))


def _ranks(keys: pl.DataFrame, score: Array, se: Array, coverage: float, *, known: bool) -> pl.DataFrame:
    """Rank within each level and period."""
    field = keys.select(pl.struct("level", "period").rank("dense")).to_series().to_numpy()
    columns = {c: np.full(score.shape, np.nan) for c in ("rank", "rank_lower", "rank_upper")}
    for number in np.unique(field):
        at = np.flatnonzero(field == number)
        if known:
            frame = ranks.intervals(score[at], se[at], coverage)
            for column, source in zip(columns, ("rank", "lower", "upper"), strict=True):
                columns[column][at] = frame[source].cast(pl.Float64).fill_null(np.nan).to_numpy()
        else:
            rank = ranks.rank_descending(score[at]).astype(np.float64)
            columns["rank"][at] = np.where(rank == 0, np.nan, rank)
    return pl.DataFrame([to_column(name, array).cast(pl.Int64) for name, array in columns.items()])


def _grade(grades: Mapping[str, float]) -> pl.Expr:
    """Best grade whose cut the score reaches; a score equal to a cut gets the better grade; below all cuts: null."""
    grade: pl.Expr = pl.lit(None, pl.String)
    for name, cut in sorted(grades.items(), key=lambda item: item[1]):
        grade = pl.when(pl.col("score") >= round(cut, 10)).then(pl.lit(name)).otherwise(grade)
    return grade
