"""What has a standard: values and scores beside what they are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from toolkit.framework import Framework
    from toolkit.scoring_run import ScoringRun


def candidates(run: ScoringRun) -> pl.DataFrame:
    """Everything that has a standard: indicators by unit, and nodes whose framework row gives one."""
    indicators = run.values.join(run.standards, on=["level", "unit_id", "period", "indicator"]).rename(
        {"indicator": "node"}
    )
    nodes = run.framework.nodes.filter((pl.col("kind") != "indicator") & pl.col("standard").is_not_null())
    scored = run.scores.join(nodes.select("node", "standard"), on="node").select(
        "level", "unit_id", "period", "node", "standard", value="score", se="se", n=pl.lit(None, pl.Int64)
    )
    columns = ["level", "unit_id", "period", "node", "value", "se", "n", "standard"]
    rows = pl.concat([indicators.filter(pl.col("status") != "not_applicable").select(columns), scored.select(columns)])
    return rows.join(_facts(run.framework), on="node")


def _facts(framework: Framework) -> pl.DataFrame:
    upward = pl.when(pl.col("kind") == "indicator").then(pl.col("direction")).otherwise(1)
    return framework.nodes.select("node", "label_zh", "label_en", "unit", "minimum_n", direction=upward)
