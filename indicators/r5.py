"""R5 生均体育运动场馆面积. Outdoor and indoor sports area per pupil."""

from __future__ import annotations

import polars as pl

from indicators._share import ratio
from toolkit.indicator import indicator


@indicator(
    "R5",
    zh="生均体育运动场馆面积",
    en="sports area per student",
    unit="m²",
    direction=1,
    scale="ratio",
    definition_zh="(室外运动场地面积+室内体育用房面积)/在校生数。",
    definition_en="(outdoor sports area + indoor sports area) / students.",
    source="annual return",
    authority="nat",
)
def sports_area(school_year: pl.LazyFrame) -> pl.LazyFrame:
    """Outdoor and indoor sports area per pupil."""
    area = pl.col("outdoor_sports_area") + pl.col("indoor_sports_area")
    return school_year.select("school_id", "period", **ratio(area, pl.col("pupils")))
