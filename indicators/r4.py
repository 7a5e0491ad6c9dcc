"""R4 生均教学及辅助用房面积. Teaching and auxiliary area without indoor sports area, per pupil."""

from __future__ import annotations

import polars as pl

from indicators._share import ratio
from toolkit.indicator import indicator


@indicator(
    "R4",
    zh="生均教学及辅助用房面积",
    en="teaching and auxiliary area per student",
    unit="m²",
    direction=1,
    scale="ratio",
    definition_zh="(教学及辅助用房面积−室内体育用房面积)/在校生数。",
    definition_en="(teaching and auxiliary area - indoor sports area) / students.",
    source="annual return",
    authority="nat",
)
def teaching_area(school_year: pl.LazyFrame) -> pl.LazyFrame:
    """Teaching and auxiliary area without indoor sports area, per pupil."""
    area = pl.col("teaching_area") - pl.col("indoor_sports_area")
    return school_year.select("school_id", "period", **ratio(area, pl.col("pupils")))
