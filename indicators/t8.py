"""T8 干部交流比例. Leaders who started an exchange in the school year."""

from __future__ import annotations

import polars as pl

from indicators._share import share
from indicators._staff import LEADER, moves_logged, staff_at_home
from toolkit.indicator import indicator


@indicator(
    "T8",
    zh="干部交流比例",
    en="leaders exchanged",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh="100×本学年开始干部交流的干部数/干部数,按派出学校、按人统计(一人多次只计首次);全市当年无任何流动记录时视为未登记,即缺失。",
    definition_en="100 x leaders whose exchange (kind leader) started within the school year / leaders, by sending school, each person once (the first move). A school year without any move in the whole log counts as not recorded: missing.",
    source="mobility log, staff register",
    prepare=[moves_logged],
    authority="cfg",
)
def leaders_exchanged(
    staff: pl.LazyFrame, staff_moves: pl.LazyFrame, moves_logged: pl.LazyFrame, calendar: pl.LazyFrame
) -> pl.LazyFrame:
    """Leaders who started an exchange in the school year in percent of the leaders."""
    counts = (
        staff_at_home(staff.filter(LEADER), staff_moves, moves_logged, calendar, ("leader",))
        .group_by("school_id", "period")
        .agg(moved=pl.col("moved").sum(), leaders=pl.len())
    )
    return counts.select("school_id", "period", **share(pl.col("moved"), pl.col("leaders")))
