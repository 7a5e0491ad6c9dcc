"""R3 每百名学生拥有体育、艺术专任教师数. Teachers of physical education, music and art per 100 pupils."""

from __future__ import annotations

import polars as pl

from indicators._staff import UNKNOWN_EN, UNKNOWN_ZH, teachers_per_100_pupils
from toolkit.indicator import indicator


@indicator(
    "R3",
    zh="每百名学生拥有体育、艺术专任教师数",
    en="physical education and arts teachers per 100 students",
    unit="per 100",
    direction=1,
    scale="ratio",
    definition_zh=f"100×体育、音乐、美术专任教师数/在校生数。{UNKNOWN_ZH}",
    definition_en=f"100 x teachers of physical education, music and art / students. {UNKNOWN_EN}",
    source="staff register, annual return",
    authority="nat",
)
def pe_and_arts_teachers(staff: pl.LazyFrame, school_year: pl.LazyFrame) -> pl.LazyFrame:
    """Teachers of physical education, music and art per 100 pupils."""
    return teachers_per_100_pupils(staff, school_year, pl.col("subject").is_in(["pe", "music", "art"]), "subject")
