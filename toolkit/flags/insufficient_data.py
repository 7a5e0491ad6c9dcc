"""Insufficient data: too little sound data to judge a node; never green."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.flags._table import flags_table, number
from toolkit.matrix import Matrix, to_column, to_matrix

if TYPE_CHECKING:
    from toolkit.framework import Framework
    from toolkit.scoring_run import ScoringRun

NAMED = 3


def insufficient_data(run: ScoringRun) -> pl.DataFrame:
    """Say of every unit and node whether enough of its weight rests on sound values.

    A value is sound when it was measured and has at least `minimum_n` cases behind it, where the framework gives a minimum
    (an unknown number is not enough). What does not apply to a unit does not count. Under `minimum_coverage` the node is not
    assessable, a `watch`: a score may exist, but nothing should be concluded from it. `low_coverage` counts values of
    any size. Evidence: the share of the weight that is sound, and the number of sound indicators.
    """
    matrix, framework = run.matrix, run.framework
    applies = np.ones(matrix.values.shape, dtype=bool) if matrix.closed is None else ~matrix.closed
    sound = sound_values(run.values, framework, matrix)
    local = dict(run.weights.select("node", "weight").iter_rows())
    least = run.study.minimum_coverage
    tables = []
    for node in framework.parents:
        weight = _weights_below(framework, node, local)
        at = [i for i, name in enumerate(matrix.indicators) if name in framework.leaves(node) and weight[name] > 0]
        w = np.array([weight[matrix.indicators[i]] for i in at]) * applies[:, at]
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.round((w * sound[:, at]).sum(axis=1) / w.sum(axis=1), 10)
        short = ~(share >= least)
        lacking = applies[:, at] & ~sound[:, at]
        names = {
            lang: _names([framework.label(matrix.indicators[i], lang) for i in at], lacking, short, lang)
            for lang in ("zh", "en")
        }
        tables.append(
            matrix.keys.with_columns(
                to_column("estimate", share),
                pl.Series("short", short),
                pl.Series("n", sound[:, at].sum(axis=1)),
                *(pl.Series(f"lacking_{lang}", names[lang], dtype=pl.String) for lang in names),
                node=pl.lit(node),
            )
        )
    rows = pl.concat(tables).join(framework.nodes.select("node", "label_zh", "label_en"), on="node")
    return flags_table(_judge(rows, least), "insufficient_data")


def sound_values(values: pl.DataFrame, framework: Framework, matrix: Matrix) -> NDArray[np.bool_]:
    """Tell which cells of a matrix were measured on at least `minimum_n` cases, shape (units, indicators)."""
    minimum = values.join(framework.nodes.select("minimum_n", indicator="node"), on="indicator")
    few = minimum.filter((pl.col("n") < pl.col("minimum_n")).fill_null(pl.col("minimum_n").is_not_null()))
    few = few.with_columns(value=pl.lit(1.0))
    return matrix.measured & (to_matrix(few, matrix.indicators, keys=matrix.keys).values != 1.0)


def _weights_below(framework: Framework, node: str, local: dict[str, float]) -> dict[str, float]:
    """Return the weight in the score of `node` of everything below it: a node that is only watched has a score too."""
    share = {node: 1.0}
    for parent in framework.walk(node):
        share |= {child: share[parent] * local[child] for child in framework.children(parent)}
    return share


def _names(labels: list[str], lacking: np.ndarray, short: np.ndarray, lang: str) -> list[str]:
    joint = "、" if lang == "zh" else ", "
    texts = []
    for row, told in zip(lacking, short, strict=True):
        names = [labels[i] for i in np.flatnonzero(row)] if told else []
        more = "…" if len(names) > NAMED else ""
        texts.append(joint.join(names[:NAMED]) + more)
    return texts


def _judge(rows: pl.DataFrame, least: float) -> pl.DataFrame:
    rows = rows.with_columns(percent=pl.col("estimate").fill_null(0.0) * 100)
    floor = pl.lit(f"{least * 100:g}%")
    zh = pl.format("{}：有足够样本的权重占 {}%（最低要求 {}）", "label_zh", number("percent", 0), floor)
    en = pl.format("{}: {}% of the weight rests on enough cases (least {})", "label_en", number("percent", 0), floor)
    return rows.with_columns(
        outcome=pl.when("short").then(pl.lit("not_assessable")).otherwise(pl.lit("clear")),
        severity=pl.when("short").then(pl.lit("watch")).otherwise(pl.lit("info")),
        probability=pl.lit(None, pl.Float64),
        reference=pl.lit(least),
        reason=pl.when("short")
        .then(pl.format("{}，数据不足，无法判断：{}。供核查。", zh, "lacking_zh"))
        .otherwise(pl.format("{}。", zh)),
        message=pl.when("short")
        .then(pl.format("{}, not assessable: {}. For enquiry.", en, "lacking_en"))
        .otherwise(pl.format("{}.", en)),
    )
