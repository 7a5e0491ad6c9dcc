"""R1 每百名学生拥有高于规定学历教师数. Teachers above the required degree per 100 pupils."""

from __future__ import annotations

import polars as pl

from indicators._staff import UNKNOWN_EN, UNKNOWN_ZH, teachers_per_100_pupils
from toolkit.indicator import indicator

ABOVE_NORM = {
    "primary": ["associate", "bachelor", "master", "doctor"],
    "junior": ["bachelor", "master", "doctor"],
}
"""Degrees above the required one, by stage."""


@indicator(
    "R1",
    zh="每百名学生拥有高于规定学历教师数",
    en="teachers above the required degree per 100 students",
    unit="per 100",
    direction=1,
    scale="ratio",
    definition_zh=f"100×高于规定学历的专任教师数/在校生数:小学为专科及以上,初中为本科及以上;其他学段不适用。{UNKNOWN_ZH}",
    definition_en=f"100 x teachers above the required degree / students: associate or above in primary schools, bachelor or above in junior schools; not applicable to other stages. {UNKNOWN_EN}",
    source="staff register, annual return",
    authority="nat",
)
def degree_above_norm(staff: pl.LazyFrame, schools: pl.LazyFrame, school_year: pl.LazyFrame) -> pl.LazyFrame:
    """Teachers above the required degree per 100 pupils."""
    staged = staff.join(schools.select("school_id", "stage"), on="school_id")
    above = pl.any_horizontal(
        (pl.col("stage") == stage) & pl.col("degree").is_in(degrees) for stage, degrees in ABOVE_NORM.items()
    )
    rows = teachers_per_100_pupils(staged, school_year, above, "degree").join(
        schools.select("school_id", "stage"), on="school_id"
    )
    applies = pl.col("stage").is_in(list(ABOVE_NORM))
    return rows.select(
        "school_id",
        "period",
        value=pl.when(applies).then("value"),
        se="se",
        n="n",
        status=pl.when(~applies).then(pl.lit("not_applicable")),
    )
