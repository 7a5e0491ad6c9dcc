"""Bundled judgement of every group: level, lead, weakest member, spread, change."""

import polars as pl

from schemas.base import Table, about, field, period


class Bundled(Table):
    """`change` is against the group's own base period; `change_same_schools` holds the schools fixed."""

    group_id: pl.String = field("集团编号", "group id")
    period: pl.String = period()
    node: pl.String = field("节点", "node")
    score: pl.Float64 = field("集团得分", "group score", nullable=True)
    lead_id: pl.String = field("总校", "lead school", nullable=True)
    lead_score: pl.Float64 = field("总校得分", "score of the lead", nullable=True)
    weakest_id: pl.String = field("最弱学校", "weakest school", nullable=True)
    weakest_score: pl.Float64 = field("最弱学校得分", "score of the weakest", nullable=True)
    members: pl.Int64 = field("学校数", "schools", ge=1, nullable=True)
    members_missing: pl.Int64 = field("无得分或未计入学校数", "schools without a score or weight", ge=0, nullable=True)
    members_unweighted: pl.Int64 = field("无权重学校数", "schools without a weight", ge=0, nullable=True)
    spread: pl.Float64 = field("校际极差", "spread", ge=0, nullable=True)
    change_same_schools: pl.Float64 = field("同一批学校的变化", "change of the same schools", nullable=True)
    same_schools: pl.Int64 = field("可比学校数", "schools compared", ge=1, nullable=True)
    change: pl.Float64 = field("较基期变化", "change since the base period", nullable=True)
    change_se: pl.Float64 = field("变化的标准误", "standard error of the change", ge=0, nullable=True)

    class Config:
        unique = ["group_id", "period", "node"]
        metadata = about("综合判断", "bundled judgement")
