"""Q6 学业监测Ⅲ级及以上比例. Results of pupils at monitoring level III or above."""

from __future__ import annotations

import polars as pl

from indicators._share import jeffreys_se, share
from toolkit.indicator import indicator


@indicator(
    "Q6",
    zh="学业监测Ⅲ级及以上比例",
    en="results at monitoring level III or above",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh="达到Ⅲ级及以上的成绩数/有等级的成绩数(学生×学科)。同一学生各学科成绩不独立,故n与标准误按学生人数计;标准误为Jeffreys先验的后验标准差。",
    definition_en="results at level III or above / results with a level (students x subjects). Results of one student are not independent, so n and the standard error count students; the standard error is the posterior standard deviation under Jeffreys' prior.",
    source="monitoring",
    authority="cfg",
)
def level_three(assessments: pl.LazyFrame) -> pl.LazyFrame:
    """Results of pupils at monitoring level III or above."""
    counts = (
        assessments.filter(pl.col("level").is_not_null())
        .group_by("school_id", "period")
        .agg(reached=(pl.col("level") >= 3).sum(), results=pl.len(), students=pl.col("student_id").n_unique())
    )
    reached, results, students = pl.col("reached"), pl.col("results"), pl.col("students")
    se = 100 * jeffreys_se(reached / results * students, students)
    return counts.select("school_id", "period", **share(reached, results) | {"se": se, "n": students})
