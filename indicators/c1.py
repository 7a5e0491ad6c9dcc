"""C1 家长满意度. Satisfied parents in percent of those with an opinion."""

from __future__ import annotations

import polars as pl

from indicators._survey import EN, ZH, satisfied
from toolkit.indicator import indicator


@indicator(
    "C1",
    zh="家长满意度",
    en="satisfied parents",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=ZH,
    definition_en=EN,
    source="survey",
    authority="nat",
)
def parents_satisfied(surveys: pl.LazyFrame) -> pl.LazyFrame:
    """Satisfied parents in percent of those with an opinion."""
    return satisfied(surveys, "parents")
