"""Districts 区."""

import polars as pl

from schemas.base import Table, about, field, identifier


class Districts(Table):
    """One row a district."""

    district_id: pl.String = identifier("区编号", "district id")
    name_zh: pl.String = field("区名称", "district name (Chinese)", aliases=("区", "district"))
    name_en: pl.String = field("区英文名", "district name (English)", nullable=True)

    class Config:
        unique = ["district_id"]
        metadata = about("区", "districts", optional=False)
