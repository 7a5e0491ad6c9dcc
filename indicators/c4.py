"""C4 社会满意度. Satisfied community members in percent of those with an opinion."""

from __future__ import annotations

import polars as pl

from indicators._survey import EN, ZH, satisfied
from toolkit.indicator import indicator


@indicator(
    "C4",
    zh="社会满意度",
    en="satisfied community members",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=ZH,
    definition_en=EN,
    source="survey",
    authority="nat",
)
def community_satisfied(surveys: pl.LazyFrame) -> pl.LazyFrame:
    """Satisfied community members in percent of those with an opinion."""
    return satisfied(surveys, "community")
