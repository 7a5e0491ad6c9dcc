"""Q2 集团学业增值. Value added of a group: tenure-weighted mean over its schools, estimated for the group as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from indicators._value_added import EN, VALUES, ZH, students_compared, with_prior
from toolkit.errors import DataError
from toolkit.indicator import indicator
from toolkit.pool import Asking

if TYPE_CHECKING:
    from toolkit.models import NestedValueAdded
    from toolkit.models.value_added._moments import Plan

PLACE = ["group_id", "period", "school_id", "weight"]
SCHEMA = {"group_id": pl.String} | VALUES
ALONE = "school "
"""Begins the name of a group that stands for a school outside all groups."""


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
def group_value_added_of_students(students_compared: pl.LazyFrame, members: pl.LazyFrame) -> Asking[pl.LazyFrame]:
    """Value added of a group in a school year."""
    from toolkit.models.value_added.pooled import fitting

    home = members.select(PLACE).sort("weight", "group_id", descending=[True, False], nulls_last=True)
    home = home.unique(["period", "school_id"], keep="first", maintain_order=True)
    alone = pl.col("group_id").fill_null(ALONE + pl.col("school_id"))
    placed = with_prior(students_compared).join(home, on=["period", "school_id"], how="left").with_columns(alone)
    found = yield from fitting(
        placed, _model("school_id", "group_id").columns(), ["period"], _groups, SCHEMA, beside=home.collect()
    )
    return found.lazy()


def _groups(_: object, sums: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    from toolkit.models import group_value_added

    model = _fitted(sums.filter(pl.col("rows") > 0).drop("weight"), plan)
    here = sums.filter(~pl.col("group_id").str.starts_with(ALONE)).select("group_id", "school_id", "weight")
    table = group_value_added(model, here)
    error = pl.lit(None, pl.Float64) if model.boundary_ and model.boundary_[0] == "school_id" else pl.col("se")
    return table.select("group_id", value="effect", se=error, n="n")


def _fitted(sums: pl.DataFrame, plan: Plan) -> NestedValueAdded:
    """Fit students in schools in groups; schools outside a group are a group each. Without real groups: schools alone."""
    try:
        return _model("school_id", "group_id").fit_sums(sums, plan)
    except DataError:
        model = _model("school_id")
        return model.fit_sums(sums.drop("group_id").sort("school_id"), replace(plan, columns=model.columns()))


def _model(*levels: str) -> NestedValueAdded:
    from toolkit.models import NestedValueAdded

    return NestedValueAdded("beyond", [], levels, intervals=False)
