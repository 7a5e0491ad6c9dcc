"""T1 教师交流轮岗比例. Teachers who moved in the school year in percent of those eligible."""

from __future__ import annotations

import polars as pl

from indicators._share import ratio
from indicators._staff import MOVED_EN, MOVED_ZH, UNKNOWN_EN, UNKNOWN_ZH, known_enough, moves_logged, teachers_at_home
from toolkit.indicator import indicator


@indicator(
    "T1",
    zh="教师交流轮岗比例",
    en="teachers who moved of those eligible",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=f"100×本学年流动的专任教师数/符合交流条件的专任教师数;未达条件者也可流动,故可大于100。{MOVED_ZH}交流条件{UNKNOWN_ZH}",
    definition_en=f"100 x teachers who moved / teachers eligible for rotation; some move before they are eligible, so it can exceed 100. {MOVED_EN} Eligibility: {UNKNOWN_EN}",
    source="mobility log, staff register",
    prepare=[moves_logged],
    authority="nat",
)
def teachers_moved(
    staff: pl.LazyFrame, staff_moves: pl.LazyFrame, moves_logged: pl.LazyFrame, calendar: pl.LazyFrame
) -> pl.LazyFrame:
    """Teachers who moved in the school year in percent of those eligible."""
    counts = (
        teachers_at_home(staff, staff_moves, moves_logged, calendar)
        .group_by("school_id", "period")
        .agg(
            moved=pl.col("moved").sum(),
            eligible=pl.col("rotation_eligible").sum(),
            unknown=pl.col("rotation_eligible").is_null().sum(),
            teachers=pl.len(),
        )
    )
    moved = pl.when(known_enough(pl.col("unknown"), pl.col("teachers"))).then("moved")
    return counts.select("school_id", "period", **ratio(moved, pl.col("eligible"), 100))
