"""Low coverage: too little of the weight has data for a score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from toolkit.flags._table import flags_table, number

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun


def low_coverage(run: ScoringRun) -> pl.DataFrame:
    """Flag every unit and node of which less than `minimum_coverage` of the weight has data.

    Such a node has no score. Missing data is a flag of its own and never reads as clear. Where a whole period has no data
    for a node at any unit of the level, nobody is to blame: not assessable, without an alarm for each.
    """
    least = f"{run.study.minimum_coverage * 100:g}%"
    labels = run.framework.nodes.select("node", "label_zh", "label_en")
    field = ["level", "period", "node"]
    rows = run.scores.join(labels, on="node").with_columns(
        share=pl.col("coverage") * 100, nobody=(pl.col("coverage").max().over(field) == 0)
    )
    low = pl.col("score").is_null()
    zh = pl.format("{}：数据覆盖率 {}%（最低要求 {}）。", "label_zh", number("share", 0), pl.lit(least))
    en = pl.format("{}: {}% of the weight has data (least {}).", "label_en", number("share", 0), pl.lit(least))
    judged = rows.with_columns(
        outcome=pl.when("nobody")
        .then(pl.lit("not_assessable"))
        .when(low)
        .then(pl.lit("flagged"))
        .otherwise(pl.lit("clear")),
        severity=pl.when(low & ~pl.col("nobody")).then(pl.lit("watch")).otherwise(pl.lit("info")),
        probability=pl.lit(None, pl.Float64),
        reason=zh
        + pl.when("nobody")
        .then(pl.lit("本期无任何单位的数据。"))
        .when(low)
        .then(pl.lit("数据不足，无法判断，请补报。"))
        .otherwise(pl.lit("")),
        message=en
        + pl.when("nobody")
        .then(pl.lit(" No unit has any in this period."))
        .when(low)
        .then(pl.lit(" Not assessable: send the missing data."))
        .otherwise(pl.lit("")),
    )
    evidence = judged.with_columns(estimate="coverage", reference=pl.lit(run.study.minimum_coverage))
    return flags_table(evidence, "low_coverage")
