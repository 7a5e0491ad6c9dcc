"""R6 生均教学仪器设备值. Value of teaching equipment per pupil."""

from __future__ import annotations

import polars as pl

from indicators._share import ratio
from toolkit.indicator import indicator


@indicator(
    "R6",
    zh="生均教学仪器设备值",
    en="value of teaching equipment per student",
    unit="yuan",
    direction=1,
    scale="ratio",
    definition_zh="教学仪器设备值/在校生数。",
    definition_en="value of teaching equipment / students.",
    source="annual return",
    authority="nat",
)
def equipment_value(school_year: pl.LazyFrame) -> pl.LazyFrame:
    """Value of teaching equipment per pupil."""
    return school_year.select("school_id", "period", **ratio(pl.col("equipment_value"), pl.col("pupils")))
