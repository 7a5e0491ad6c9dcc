"""Q2 集团学业增值. Value added of a group: tenure-weighted mean over its schools, estimated for the group as a whole."""

from __future__ import annotations

import polars as pl

from indicators._value_added import EN, ZH, modelled, students_compared, with_prior
from toolkit.errors import DataError
from toolkit.indicator import indicator

PLACE = ["group_id", "period", "school_id", "weight"]


@indicator(
    "Q2",
    zh="集团学业增值",
    en="value added of the group",
    unit="SD",
    direction=1,
    scale="interval",
    definition_zh=f"Σw·增值/Σw,w为在校生数×在集团年数(最多5年)。由学生—学校—集团三层模型估计,集团整体只收缩一次;各校单独收缩后再平均会低估集团之间的差异。增值有数据的学校不足权重一半时缺失;一校属于两个集团时只计入权重较大的集团。{ZH}",
    definition_en=f"Σ w VA / Σ w, w = students x years in the group (at most 5), from a model of students in schools in groups, so that the group is shrunken once as a whole: a mean of schools shrunken one by one understates how much groups differ. Missing when schools with data hold less than half of the weight. A school in two groups counts in the one where it weighs more. {EN}",
    source="pupil scores, spells",
    authority="cfg",
    level="group",
    prepare=[students_compared],
)
def group_value_added_of_students(students_compared: pl.LazyFrame, members: pl.LazyFrame) -> pl.LazyFrame:
    """Value added of a group in a school year."""
    home = members.select(PLACE).sort("weight", "group_id", descending=[True, False], nulls_last=True)
    home = home.unique(["period", "school_id"], keep="first", maintain_order=True)
    joined = pl.concat([with_prior(students_compared), home.with_columns(place=True)], how="diagonal")
    return modelled(joined, _groups, "group_id")


def _groups(rows: pl.DataFrame) -> pl.DataFrame:
    from toolkit.models import group_value_added

    home = rows.filter("place").select(PLACE)
    beyond = rows.filter(pl.col("place").is_null()).drop("group_id", "weight", "place")
    found = []
    for (period,), part in sorted(beyond.partition_by("period", as_dict=True).items()):
        here = home.filter(period=period)
        try:
            model = _model(part.join(here, on="school_id", how="left"))
        except DataError:
            continue
        table = group_value_added(model, here.select("group_id", "school_id", "weight"))
        error = pl.lit(None, pl.Float64) if model.boundary_ and model.boundary_[0] == "school_id" else pl.col("se")
        found.append(table.select("group_id", period=pl.lit(period), value="effect", se=error, n="n"))
    empty = home.clear().select(
        "group_id", "period", *(pl.lit(None, pl.Float64).alias(c) for c in ("value", "se")), n=pl.lit(None, pl.Int64)
    )
    return pl.concat([empty, *found])


def _model(part: pl.DataFrame):  # type: ignore[no-untyped-def]
    """Fit students in schools in groups; schools outside a group are a group each. Without real groups: schools alone."""
    from toolkit.models import NestedValueAdded

    placed = part.with_columns(group_id=pl.col("group_id").fill_null("school " + pl.col("school_id")))
    try:
        return NestedValueAdded("beyond", [], ["school_id", "group_id"], intervals=False).fit(placed)
    except DataError:
        return NestedValueAdded("beyond", [], ["school_id"], intervals=False).fit(placed)
