"""Bundled judgement: a group shows its level, its lead, its weakest member, its spread and its change."""

from __future__ import annotations

import polars as pl

from toolkit.exact import ordered_sum


def bundle(scores: pl.DataFrame, members: pl.DataFrame, base_period: str) -> pl.DataFrame:
    """Return one row a group, period and node.

    Columns
    -------
    group_id, period, node, score, lead_id, lead_score, weakest_id, weakest_score : the weakest of all schools of the
        group; a tie goes to the smaller id.
    members, members_missing : schools of the group in the period, and those of them without a score or without a weight.
    members_unweighted : those without a weight (no pupils in the annual return): they do not count in the group's score.
    spread : best minus weakest school, in points; null with fewer than two scored schools.
    change, change_se : score minus the group's own score in the base period (developmental, not a comparison with
        others), and its standard error when both errors are known and independent.
    change_same_schools, same_schools : the mean change of the schools that were in the group and had a score in both
        periods, with the weights of the later one, and their number. `change` also moves when schools join or leave;
        this does not.
    """
    groups = scores.filter(pl.col("level") == "group").select(
        pl.col("unit_id").alias("group_id"), "period", "node", "score", "se"
    )
    of_groups = (pl.col("level") == "school") & pl.col("unit_id").is_in(members["school_id"].unique().implode())
    schools = scores.filter(of_groups).select(
        pl.col("unit_id").alias("school_id"), "period", "node", pl.col("score").alias("school_score")
    )
    inside = members.select("period", "group_id", "school_id", "role", "weight").join(
        groups.select("period", "group_id", "node").unique(), on=["period", "group_id"], how="inner"
    )
    inside = inside.join(schools, on=["school_id", "period", "node"], how="left")
    base = groups.filter(pl.col("period") == base_period).select("group_id", "node", base_score="score", base_se="se")
    return (
        groups.join(_inside(inside), on=["group_id", "period", "node"], how="left")
        .join(_same_schools(inside, base_period), on=["group_id", "period", "node"], how="left")
        .join(base, on=["group_id", "node"], how="left")
        .with_columns(
            change=pl.when(pl.col("period") > base_period).then((pl.col("score") - pl.col("base_score")).round(10)),
            change_se=pl.when(pl.col("period") > base_period).then(
                (pl.col("se").pow(2) + pl.col("base_se").pow(2)).sqrt()
            ),
        )
        .drop("base_score", "base_se", "se")
        .sort("group_id", "period", "node")
    )


def _same_schools(inside: pl.DataFrame, base_period: str) -> pl.DataFrame:
    base = inside.filter(pl.col("period") == base_period).select(
        "group_id", "school_id", "node", base_score="school_score"
    )
    both = inside.filter((pl.col("period") > base_period) & (pl.col("weight") > 0)).join(
        base, on=["group_id", "school_id", "node"]
    )
    both = both.with_columns(moved=pl.col("school_score") - pl.col("base_score")).drop_nulls("moved")
    weight = pl.col("weight")
    return both.group_by("group_id", "period", "node").agg(
        change_same_schools=(ordered_sum(weight * pl.col("moved")) / ordered_sum(weight)).round(10),
        same_schools=pl.len().cast(pl.Int64),
    )


def _inside(inside: pl.DataFrame) -> pl.DataFrame:
    scored, weighted = pl.col("school_score").is_not_null(), pl.col("weight") > 0
    ordered = inside.sort("school_score", "school_id", nulls_last=True)
    lead = pl.col("role") == "lead"
    return ordered.group_by("group_id", "period", "node", maintain_order=True).agg(
        lead_id=pl.col("school_id").filter(lead).first(),
        lead_score=pl.col("school_score").filter(lead).first(),
        weakest_id=pl.col("school_id").filter(scored).first(),
        weakest_score=pl.col("school_score").filter(scored).first(),
        members=pl.len().cast(pl.Int64),
        members_missing=(~(scored & weighted.fill_null(False))).sum().cast(pl.Int64),
        members_unweighted=(~weighted.fill_null(False)).sum().cast(pl.Int64),
        spread=pl.when(scored.sum() >= 2).then((pl.col("school_score").max() - pl.col("school_score").min()).round(10)),
    )
