"""C9 查实投诉率. Upheld complaints per 1 000 pupils."""

from __future__ import annotations

import polars as pl

from indicators._logs import cases_by_period, cases_logged
from toolkit.indicator import indicator


@indicator(
    "C9",
    zh="每千名学生查实投诉数",
    en="upheld complaints per 1 000 students",
    unit="per 1000",
    direction=-1,
    scale="ratio",
    definition_zh="1000×本学年发生并查实的信访投诉件数/在校生数;其他事件不计。尚未办结(是否查实为空)的不计,但超过该校当年投诉的一半时缺失。登记由信访系统统一管理:当年登记中有任何事件时,没有记录的学校计0件;全市当年没有任何事件时视为未登记,即缺失。件数视为泊松计数,标准误为Jeffreys先验的后验标准差1000√(k+½)/在校生数,0件时也不为零;n为在校生数。",
    definition_en="1000 x complaints that occurred in the school year and were upheld / students; other cases do not count. Open complaints (not yet upheld or rejected) are left out, but when they are more than half of the school's complaints of that year the value is missing. The petition system registers for all: in a year of which it holds any case, a school without a row has 0; a year without any is not recorded, i.e. missing. The count is taken as Poisson: the standard error is the posterior standard deviation under Jeffreys' prior, 1000 √(k + 1/2) / students, not zero at 0; n is the number of students.",
    source="petition system",
    authority="cfg",
    prepare=[cases_logged],
)
def upheld_complaints(
    incidents: pl.LazyFrame, cases_logged: pl.LazyFrame, school_year: pl.LazyFrame, calendar: pl.LazyFrame
) -> pl.LazyFrame:
    """Upheld complaints per 1 000 pupils."""
    keys = ["school_id", "period"]
    complaints = cases_by_period(incidents, calendar).filter(pl.col("incident") == "complaint")
    counts = complaints.group_by(keys).agg(
        upheld=pl.col("upheld").sum().cast(pl.Int64), pending=pl.col("upheld").is_null().sum(), every=pl.len()
    )
    rows = school_year.select(*keys, "pupils").join(cases_logged, on="period", how="semi")
    known = pl.col("every").is_null() | (2 * pl.col("pending") <= pl.col("every"))
    k, pupils = pl.col("upheld").fill_null(0), pl.col("pupils")
    return rows.join(counts, on=keys, how="left").select(
        *keys,
        value=pl.when(known & (pupils > 0)).then(1000 * k / pupils),
        se=1000 * (k + 0.5).sqrt() / pupils,
        n=pl.when(pupils > 0).then(pupils).otherwise(0),
    )
