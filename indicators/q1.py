"""Q1 学校学业增值. Value added of a school: results beyond what prior results let expect."""

from __future__ import annotations

import polars as pl

from indicators._value_added import EN, STRATUM, ZH, modelled, students_compared, with_prior
from toolkit.errors import DataError
from toolkit.indicator import indicator


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
def value_added(students_compared: pl.LazyFrame) -> pl.LazyFrame:
    """Value added of a school in a school year."""
    return modelled(with_prior(students_compared), _effects, "school_id")


def _effects(students: pl.DataFrame) -> pl.DataFrame:
    from toolkit.models import NestedValueAdded

    found = []
    for (period, _), part in sorted(students.partition_by(STRATUM, as_dict=True).items()):
        try:
            model = NestedValueAdded("beyond", [], ["school_id"], intervals=False).fit(part)
        except DataError:
            continue
        error = pl.lit(None, pl.Float64) if model.boundary_ else pl.col("se_prediction")
        found.append(model.effects_.select(school_id="unit", period=pl.lit(period), value="effect", se=error, n="n"))
    empty = students.clear().select(
        "school_id", "period", *(pl.lit(None, pl.Float64).alias(c) for c in ("value", "se")), n=pl.lit(None, pl.Int64)
    )
    return pl.concat([empty, *found])
