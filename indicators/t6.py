"""T6 参加集团联合研训教师比例. Teachers who took part in joint training of the group in the school year."""

from __future__ import annotations

import polars as pl

from indicators._share import share
from indicators._staff import TEACHER
from indicators._training import covered, years_logged
from toolkit.indicator import indicator


@indicator(
    "T6",
    zh="参加集团联合研训教师比例",
    en="teachers in joint training, studios or communities",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh="100×本学年参加集团联合培训、工作室或研修共同体(培训类别为joint且学时大于0)的专任教师数/专任教师数。培训记录当年全市无任何一行时缺失。",
    definition_en="100 x teachers in joint training, a studio or a community of the group (kind joint, more than 0 hours) / teachers. Missing in a school year of which the training log holds no row at all.",
    source="training log, staff register",
    prepare=[years_logged],
    authority="cfg",
)
def joint_training(
    training: pl.LazyFrame, years_logged: pl.LazyFrame, staff: pl.LazyFrame, calendar: pl.LazyFrame
) -> pl.LazyFrame:
    """Teachers who took part in joint training of the group in the school year."""
    joint = training.filter((pl.col("kind") == "joint") & (pl.col("hours") > 0))
    took_part = joint.select("staff_id", "period", took_part=True).unique()
    counts = (
        staff.filter(TEACHER)
        .join(covered(years_logged, calendar, 1), on="period", how="semi")
        .join(took_part, on=["staff_id", "period"], how="left")
        .group_by("school_id", "period")
        .agg(took_part=pl.col("took_part").is_not_null().sum(), teachers=pl.len())
    )
    return counts.select("school_id", "period", **share(pl.col("took_part"), pl.col("teachers")))
