"""What the data set says of itself: title, source, and whether it is synthetic."""

import polars as pl

from schemas.base import Table, field


class About(Table):
    """Known keys: `synthetic` (true/false), `title_zh`, `title_en`, `source`. Every output repeats `synthetic`."""

    key: pl.String = field("项目", "key")
    value: pl.String = field("内容", "value", nullable=True)

    class Config:
        unique = ["key"]
        metadata = {"zh": "数据说明", "en": "about"}
