"""Districts 区."""

from typing import Optional

import polars as pl

from schemas.base import Table, about, field, identifier


class Districts(Table):
    """One row a district."""

    district_id: pl.String = identifier("区编号", "district id")
    name_zh: pl.String = field("区名称", "district name (Chinese)", aliases=("区", "district"))
    name_en: pl.String = field("区英文名", "district name (English)", nullable=True)
    province: Optional[pl.String] = field("省", "province", nullable=True)  # noqa: UP045  pandera reads Optional as "column may be absent"
    city: Optional[pl.String] = field("市", "city", nullable=True)  # noqa: UP045

    class Config:
        unique = ["district_id"]
        metadata = about("区", "districts", optional=False)
