"""Q1 学校学业增值. Value added of a school: results beyond what prior results let expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from indicators._value_added import EN, STRATUM, VALUES, ZH, students_compared, with_prior
from toolkit.indicator import indicator
from toolkit.pool import Asking

if TYPE_CHECKING:
    from toolkit.models import NestedValueAdded
    from toolkit.models.value_added._moments import Plan


@indicator(
    "Q1",
    zh="学业增值",
    en="value added",
    unit="SD",
    direction=1,
    scale="interval",
    definition_zh=f"本校学生成绩超出期望的部分,经验贝叶斯(收缩)估计,相对于同学段学校的平均;标准误为预测标准误。学校之间看不出差异时标准误缺失。{ZH}",
    definition_en=f"What students of the school reach beyond expectation: empirical Bayes (shrunken) estimate, relative to the mean of the schools of the stage, with its standard error of prediction. The error is missing where schools can't be told apart. {EN}",
    source="pupil scores",
    authority="cfg",
    prepare=[students_compared],
)
def value_added(students_compared: pl.LazyFrame) -> Asking[pl.LazyFrame]:
    """Value added of a school in a school year."""
    from toolkit.models.value_added.pooled import fitting

    students = with_prior(students_compared)
    found = yield from fitting(students, _model().columns(), STRATUM, _effects, {"school_id": pl.String} | VALUES)
    return found.lazy().drop("stage")


def _model() -> NestedValueAdded:
    from toolkit.models import NestedValueAdded

    return NestedValueAdded("beyond", [], ["school_id"], intervals=False)


def _effects(_: object, sums: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    model = _model().fit_sums(sums, plan)
    error = pl.lit(None, pl.Float64) if model.boundary_ else pl.col("se_prediction")
    return model.effects_.select(school_id="unit", value="effect", se=error, n="n")
