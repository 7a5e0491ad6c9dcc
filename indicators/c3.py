"""C3 教师满意度. Satisfied teachers in percent of those with an opinion."""

from __future__ import annotations

import polars as pl

from indicators._survey import EN, ZH, satisfied
from toolkit.indicator import indicator


@indicator(
    "C3",
    zh="教师满意度",
    en="satisfied teachers",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=ZH,
    definition_en=EN,
    source="survey",
    authority="nat",
)
def teachers_satisfied(surveys: pl.LazyFrame) -> pl.LazyFrame:
    """Satisfied teachers in percent of those with an opinion."""
    return satisfied(surveys, "teachers")
