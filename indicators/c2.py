"""C2 学生满意度. Satisfied students in percent of those with an opinion."""

from __future__ import annotations

import polars as pl

from indicators._survey import EN, ZH, satisfied
from toolkit.indicator import indicator


@indicator(
    "C2",
    zh="学生满意度",
    en="satisfied students",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=ZH,
    definition_en=EN,
    source="survey",
    authority="nat",
)
def students_satisfied(surveys: pl.LazyFrame) -> pl.LazyFrame:
    """Satisfied students in percent of those with an opinion."""
    return satisfied(surveys, "students")
