"""Who is judged: names and home of every unit."""

import polars as pl

from schemas.base import Table, about, field
from schemas.derived._levels import LEVELS


class Units(Table):
    """One row a unit. A group's `stage` is null when its schools differ."""

    level: pl.String = field("层级", "level", isin=LEVELS)
    unit_id: pl.String = field("编号", "unit id")
    name_zh: pl.String = field("名称", "name (Chinese)")
    name_en: pl.String = field("英文名", "name (English)")
    district_id: pl.String = field("区编号", "district id", nullable=True)
    stage: pl.String = field("学段", "stage", nullable=True)

    class Config:
        unique = ["level", "unit_id"]
        metadata = about("评价对象", "units")
