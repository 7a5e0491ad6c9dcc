"""T3 总校骨干教师净流出比例. Net flow of backbone teachers from the lead school to its members, in percent of the lead's backbone."""

from __future__ import annotations

import polars as pl

from indicators._staff import MOVED_EN, MOVED_ZH, known_enough, moves_by_period, moves_logged, teachers_at_home
from toolkit.indicator import indicator


@indicator(
    "T3",
    zh="总校骨干教师净流出比例",
    en="net flow of backbone teachers from the lead school to the members",
    unit="%",
    direction=1,
    scale="interval",
    definition_zh=f"100×(总校流向成员校的骨干教师数−成员校流向总校的骨干教师数)/总校骨干教师数;按本学年末的成员关系。无总校或总校无骨干教师时缺失。{MOVED_ZH}",
    definition_en=f"100 x (backbone teachers who moved from the lead school to members - from members to the lead school) / backbone teachers of the lead school, by the membership at the end of the school year. Missing without a lead school or without a backbone teacher there. {MOVED_EN} Here each person counts once in each direction.",
    source="mobility log, staff register",
    authority="cfg",
    level="group",
    prepare=[moves_logged],
)
def net_backbone_flow(
    staff_moves: pl.LazyFrame,
    moves_logged: pl.LazyFrame,
    staff: pl.LazyFrame,
    members: pl.LazyFrame,
    calendar: pl.LazyFrame,
) -> pl.LazyFrame:
    """Net flow of backbone teachers from the lead school to its members, in percent of the lead's backbone."""
    place = members.select("period", "group_id", "school_id", "role")
    home = teachers_at_home(staff, staff_moves, moves_logged, calendar)
    backbone = home.filter("backbone").select("staff_id", "period")
    leads = (
        home.join(place.filter(pl.col("role") == "lead"), on=["period", "school_id"])
        .group_by("group_id", "period")
        .agg(backbone=pl.col("backbone").sum(), unknown=pl.col("backbone").is_null().sum(), teachers=pl.len())
    )
    flows = (
        moves_by_period(staff_moves, calendar)
        .join(backbone, on=["staff_id", "period"])
        .join(place, left_on=["period", "from_school"], right_on=["period", "school_id"])
        .join(
            place,
            left_on=["period", "to_school", "group_id"],
            right_on=["period", "school_id", "group_id"],
            suffix="_to",
        )
        .filter(pl.col("role") != pl.col("role_to"))
        .group_by("group_id", "period")
        .agg(net=_persons("lead") - _persons("member"))
    )
    net = pl.when(known_enough(pl.col("unknown"), pl.col("teachers"))).then(pl.col("net").fill_null(0))
    whole = pl.col("backbone").cast(pl.Int64)
    return leads.join(flows, on=["group_id", "period"], how="left").select(
        "group_id", "period", value=pl.when(whole > 0).then(100 * net / whole), se=pl.lit(0.0), n=whole
    )


def _persons(sending: str) -> pl.Expr:
    return pl.col("staff_id").filter(pl.col("role") == sending).n_unique().cast(pl.Int64)
