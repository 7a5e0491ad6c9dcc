"""T2 交流轮岗教师中骨干教师比例. Backbone teachers in percent of the teachers who moved in the school year."""

from __future__ import annotations

import polars as pl

from indicators._share import share
from indicators._staff import MOVED_EN, MOVED_ZH, known_enough, moves_logged, teachers_at_home
from toolkit.indicator import indicator


@indicator(
    "T2",
    zh="交流轮岗教师中骨干教师比例",
    en="backbone teachers among those who moved",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=f"100×流动教师中的骨干教师数/流动教师数;无人流动时为缺失,不计为0。{MOVED_ZH}是否骨干缺失者不计入,超过流动教师10%时视为缺失。",
    definition_en=f"100 x backbone teachers among the teachers who moved / teachers who moved; with nobody moved it is missing, not 0. {MOVED_EN} Those of whom it is unknown whether they are backbone teachers are left out; above 10 % of the moved the value is missing.",
    source="mobility log, staff register",
    prepare=[moves_logged],
    authority="nat",
)
def backbone_among_moved(
    staff: pl.LazyFrame, staff_moves: pl.LazyFrame, moves_logged: pl.LazyFrame, calendar: pl.LazyFrame
) -> pl.LazyFrame:
    """Backbone teachers in percent of the teachers who moved in the school year."""
    backbone = pl.col("backbone")
    counts = (
        teachers_at_home(staff, staff_moves, moves_logged, calendar)
        .filter("moved")
        .group_by("school_id", "period")
        .agg(
            backbone=backbone.sum(),
            known=backbone.is_not_null().sum(),
            unknown=backbone.is_null().sum(),
            moved=pl.len(),
        )
    )
    part = pl.when(known_enough(pl.col("unknown"), pl.col("moved"))).then("backbone")
    return counts.select("school_id", "period", **share(part, pl.col("known")))
