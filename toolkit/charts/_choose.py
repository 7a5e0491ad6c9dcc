"""What a chart shows: level, period and node checked, scores with names, flags joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from toolkit.errors import unknown
from toolkit.words import check_lang

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun


def choose(run: ScoringRun, level: str, period: str | None, node: str | None, lang: str) -> tuple[str, str]:
    """Return period and node (the latest, the root when not given); unknown names are errors with the nearest one."""
    check_lang(lang)
    if level not in run.levels:
        raise unknown("level", level, run.levels)
    if period is not None and period not in run.periods:
        raise unknown("period", period, run.periods)
    nodes = run.scores["node"].unique().sort().to_list()
    if node is not None and node not in nodes:
        raise unknown("node", node, nodes)
    return period or run.latest, node or run.framework.root


def scored(run: ScoringRun, level: str, period: str, node: str, lang: str) -> pl.DataFrame:
    """Return the scores of one level, period and node with names, best first, ties by id, units without a score last."""
    rows = run.scores.filter(level=level, period=period, node=node).drop("level", "period", "node")
    named = rows.join(names(run, level, lang), on="unit_id", how="left").with_columns(
        pl.col("name").fill_null(pl.col("unit_id"))
    )
    return named.sort("rank", "unit_id", nulls_last=True)


def names(run: ScoringRun, level: str, lang: str) -> pl.DataFrame:
    """Return unit_id, name and district_id of a level."""
    column = "name_zh" if lang == "zh" else "name_en"
    return run.units.filter(level=level).select("unit_id", pl.col(column).alias("name"), "district_id")


def everyone(run: ScoringRun, level: str, lang: str) -> list[str]:
    """Return the names of all units of a level, shown or not: who is called alike is told apart by id."""
    return names(run, level, lang)["name"].fill_null("").to_list()


def outcomes(run: ScoringRun, level: str, period: str, node: str) -> pl.DataFrame:
    """Return unit_id, flags and outcome of the units that a rule looked at.

    `flags` counts the flags at the node and at everything below it. `outcome` is about the node itself: flagged when one
    rule flags it, clear when none does and one could judge, else not assessable; null when no rule looks at the node.
    """
    below = run.flags.filter(
        (pl.col("level") == level) & (pl.col("period") == period) & pl.col("node").is_in(run.framework.walk(node))
    )
    flagged, clear, here = pl.col("outcome") == "flagged", pl.col("outcome") == "clear", pl.col("node") == node
    outcome = (
        pl.when((flagged & here).any())
        .then(pl.lit("flagged"))
        .when((clear & here).any())
        .then(pl.lit("clear"))
        .when(here.any())
        .then(pl.lit("not_assessable"))
    )
    return below.group_by("unit_id").agg(flags=flagged.sum().cast(pl.Int64), outcome=outcome).sort("unit_id")


def extremes(table: pl.DataFrame, column: str) -> tuple[str, float, str, float]:
    """Return name and value of the greatest and the least row; ties go to the smaller id."""
    rows = table.filter(pl.col(column).is_not_null()).sort("unit_id")
    high = rows.row(int(rows[column].arg_max() or 0), named=True)
    low = rows.row(int(rows[column].arg_min() or 0), named=True)
    return high["name"], high[column], low["name"], low[column]
