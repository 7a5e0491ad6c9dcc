"""T9 成员校骨干教师年增长率. Growth of the backbone teachers of a group's members within a year."""

from __future__ import annotations

import polars as pl

from indicators._staff import TEACHER, known_enough
from indicators._training import window
from toolkit.indicator import indicator

GROUP = ["group_id", "period"]
SCHOOL = ["school_id", "period"]


@indicator(
    "T9",
    zh="成员校骨干教师年增长率",
    en="yearly growth of the members' backbone teachers",
    unit="%",
    direction=1,
    scale="interval",
    definition_zh="100×(成员校本学年骨干教师数−上一学年骨干教师数)/上一学年骨干教师数,总校不计。只计上一学年末已是本集团成员的学校(增长从进入集团起算);没有这样的学校或没有上一学年的不适用。不足半数的学校两年都有教职工登记、上一学年没有骨干教师,或任一学年是否骨干缺失者超过专任教师10%时缺失。全数统计,标准误为0。",
    definition_en="100 x (backbone teachers of the members - those of the year before) / those of the year before; the lead school is left out. Only schools that were members of this group at the end of the year before too: growth counts from entry. Not applicable without such a school or without a year before. Missing when less than half of them stand in the register of both years, without any backbone teacher the year before, or when it is unknown for more than 10 % of the teachers of either year. Counted in full, standard error 0.",
    source="staff register",
    authority="cfg",
    level="group",
)
def backbone_growth(staff: pl.LazyFrame, members: pl.LazyFrame, calendar: pl.LazyFrame) -> pl.LazyFrame:
    """Growth of the members' backbone teachers within a year."""
    backbone = pl.col("backbone")
    counts = (
        staff.filter(TEACHER)
        .group_by(SCHOOL)
        .agg(backbone=backbone.sum().cast(pl.Int64), unknown=backbone.is_null().sum(), teachers=pl.len())
    )
    place = members.filter(pl.col("role") == "member").select(*GROUP, "school_id")
    before = window(calendar, 2).filter(pl.col("within") != pl.col("period"))
    same = place.join(before, on="period").join(
        place, left_on=["group_id", "school_id", "within"], right_on=["group_id", "school_id", "period"], how="semi"
    )
    pairs = same.join(counts, on=SCHOOL, how="left").join(
        counts, left_on=["school_id", "within"], right_on=SCHOOL, how="left", suffix="_then"
    )
    both = pl.col("teachers").is_not_null() & pl.col("teachers_then").is_not_null()
    names = ("backbone", "unknown", "teachers")
    sums = pairs.group_by(GROUP).agg(
        schools=pl.len(),
        both=both.sum(),
        **{f"{name}{year}": pl.col(f"{name}{year}").filter(both).sum() for name in names for year in ("", "_then")},
    )
    told = known_enough(pl.col("unknown"), pl.col("teachers"))
    told &= known_enough(pl.col("unknown_then"), pl.col("teachers_then"))
    enough = (2 * pl.col("both") >= pl.col("schools")) & told & (pl.col("backbone_then") > 0)
    grown = 100 * (pl.col("backbone") - pl.col("backbone_then")) / pl.col("backbone_then")
    every = members.select(GROUP).unique().join(sums, on=GROUP, how="left")
    return every.select(
        *GROUP,
        value=pl.when(enough).then(grown),
        se=pl.lit(0.0),
        n=pl.col("backbone_then").fill_null(0),
        status=pl.when(pl.col("schools").is_null()).then(pl.lit("not_applicable")),
    )
