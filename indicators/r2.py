"""R2 每百名学生拥有县级以上骨干教师数. Backbone teachers of county level or above per 100 pupils."""

from __future__ import annotations

import polars as pl

from indicators._staff import UNKNOWN_EN, UNKNOWN_ZH, teachers_per_100_pupils
from toolkit.indicator import indicator


@indicator(
    "R2",
    zh="每百名学生拥有县级以上骨干教师数",
    en="backbone teachers of county level or above per 100 students",
    unit="per 100",
    direction=1,
    scale="ratio",
    definition_zh=f"100×县级以上骨干教师(专任教师)数/在校生数。{UNKNOWN_ZH}",
    definition_en=f"100 x backbone teachers of county level or above (post teacher) / students. {UNKNOWN_EN}",
    source="staff register, annual return",
    authority="nat",
)
def backbone_teachers(staff: pl.LazyFrame, school_year: pl.LazyFrame) -> pl.LazyFrame:
    """Backbone teachers of county level or above per 100 pupils."""
    return teachers_per_100_pupils(staff, school_year, pl.col("backbone"), "backbone")
