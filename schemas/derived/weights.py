"""Weights of the nodes under each parent, with their origin."""

import polars as pl

from schemas.base import Table, about, field


class Weights(Table):
    """`weight` sums to 1 under each parent; `global_weight` to 1 over the indicators."""

    framework: pl.String = field("评价体系", "framework")
    parent: pl.String = field("上级节点", "parent")
    node: pl.String = field("节点", "node")
    weight: pl.Float64 = field("权重", "weight", in_range={"min_value": 0.0, "max_value": 1.0})
    global_weight: pl.Float64 = field(
        "总权重", "weight in the whole index", in_range={"min_value": 0.0, "max_value": 1.0}
    )
    origin: pl.String = field("权重来源", "origin")

    class Config:
        unique = ["framework", "node"]
        metadata = about("权重", "weights")
