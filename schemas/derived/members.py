"""Which schools a group was judged with, in each period, and what each one weighs."""

import polars as pl

from schemas.base import Table, about, field, period


class Members(Table):
    """`years` in the group at the end of the period; `weight` = pupils x min(years, cap), not normalised."""

    period: pl.String = period()
    group_id: pl.String = field("集团编号", "group id")
    school_id: pl.String = field("学校编号", "school id")
    role: pl.String = field("角色", "role", isin=["lead", "member"])
    years: pl.Float64 = field("入团年数", "years in the group", unit="years", ge=0)
    pupils: pl.Int64 = field("在校生数", "pupils", unit="students", ge=0, nullable=True)
    weight: pl.Float64 = field("权重", "weight", ge=0, nullable=True)

    class Config:
        unique = ["period", "group_id", "school_id"]
        metadata = about("集团成员", "members")
