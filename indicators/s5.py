"""S5 劳动与综合实践课时落实率. Hours of labour and practice met in percent of those required."""

from __future__ import annotations

import polars as pl

from indicators._share import share
from toolkit.indicator import indicator


@indicator(
    "S5",
    zh="劳动与综合实践课时落实率",
    en="labour and practice hours met",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh="100×已落实课时/应开课时(劳动教育与综合实践活动)。只计要求之内的课时,某班多开的课时不能抵另一班的欠缺。全数统计,标准误为0。",
    definition_en="100 x hours met / hours required of labour education and integrated practice. Only hours within the requirement count: what one class has beyond it makes up for no other class. Counted in full, standard error 0.",
    source="records",
    authority="cfg",
)
def practice_hours(school_year: pl.LazyFrame) -> pl.LazyFrame:
    """Hours of labour and practice met in percent of those required."""
    return school_year.select(
        "school_id", "period", **share(pl.col("practice_hours_met"), pl.col("practice_hours_required"))
    )
