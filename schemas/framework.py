"""A framework: the tree of nodes with everything that depends on context (weight, goalposts, standard, authority)."""

from typing import Optional

import polars as pl

from schemas.base import Rule, Table, about, field, identifier
from schemas.raw.schools import STAGES

KINDS = ["index", "dimension", "indicator"]
SCALES = ["ratio", "interval", "ordinal"]


class Framework(Table):
    """One row a node; a second row of an indicator with a `stage` overrides its standard for the schools of that stage."""

    node: pl.String = identifier("节点", "node")
    parent: pl.String = identifier("上级节点", "parent", nullable=True)
    label_zh: pl.String = field("中文名", "label (Chinese)")
    label_en: pl.String = field("英文名", "label (English)")
    kind: pl.String = field("类别", "kind", isin=KINDS)
    direction: pl.Int64 = field("方向", "direction", isin=[-1, 1], hint_en="1 higher is better, -1 lower is better")
    unit: pl.String = field("单位", "unit", nullable=True)
    scale: pl.String = field("量表类型", "scale", isin=SCALES, nullable=True)
    weight: pl.Float64 = field("权重", "weight", ge=0, nullable=True)
    aggregator: pl.String = field("合成方法", "aggregator", nullable=True)
    normaliser: pl.String = field("标准化方法", "normaliser", nullable=True)
    low: pl.Float64 = field("下限", "low goalpost", nullable=True)
    high: pl.Float64 = field("上限", "high goalpost", nullable=True)
    target: pl.Float64 = field("目标值", "target", nullable=True)
    standard: pl.Float64 = field("标准", "standard", nullable=True)
    minimum_n: pl.Int64 = field("最小样本量", "minimum n", ge=0, nullable=True)
    authority: pl.String = field(
        "依据",
        "authority",
        hint_zh="nat 国家 / SH 上海 / cfg 配置",
        hint_en="nat, SH, or cfg (configuration)",
        nullable=True,
    )
    note: pl.String = field("备注", "note", nullable=True)
    stage: Optional[pl.String] = field("学段", "stage", isin=STAGES, nullable=True)  # noqa: UP045  pandera reads Optional as "column may be absent"

    class Config:
        metadata = about(
            "评价体系",
            "framework",
            rules=(
                Rule(
                    "low_below_high",
                    ("low", "high"),
                    pl.col("low") < pl.col("high"),
                    "下限不小于上限",
                    "the low goalpost is not below the high one",
                    "方向由 direction 决定,low 总小于 high",
                    "direction says which end is good; low is always the smaller number",
                ),
            ),
        )
