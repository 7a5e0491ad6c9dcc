"""R10 共享集中度. Gini coefficient of the items that the schools of a group share."""

from __future__ import annotations

import polars as pl

from indicators._value_added import modelled
from toolkit.indicator import indicator

GROUP = ["group_id", "period"]


@indicator(
    "R10",
    zh="共享条目集中度",
    en="concentration of shared items",
    unit="0–1",
    direction=-1,
    scale="ratio",
    definition_zh="集团内各校(含总校)共享条目数的基尼系数,按n/(n−1)校正:0为各校一样多,1为只有一所学校共享,不受学校数影响。集团当年共享记录中没有出现的学校计0条,只开放时数的学校也计0条;既无时数又无条目的行使该校情况不明,不计入,情况不明的学校超过一半时缺失。集团当年没有任何共享记录时缺失;各校均为0条、或只有一所学校的不适用。全数统计,标准误为0;n为条目数。",
    definition_en="Gini coefficient of the items that each school of the group (the lead included) shared, corrected by n/(n-1): 0 when all share the same, 1 when one school shares alone, whatever the number of schools. A school without a row counts 0 where the log holds rows of its group in that year, and so does one that offered hours only; a row with neither hours nor items leaves its school unknown and out, and with more than half of the schools unknown the value is missing. Missing where the log holds no row of the group; not applicable where nobody shared an item, and to a group of one school. Counted in full, standard error 0; n is the number of items.",
    source="sharing log",
    authority="cfg",
    level="group",
)
def concentration(sharing: pl.LazyFrame, members: pl.LazyFrame) -> pl.LazyFrame:
    """Gini coefficient of the items that the schools of a group share."""
    silent = pl.all_horizontal(pl.col("items_shared", "hours_offered", "hours_used").is_null())
    school = sharing.group_by("school_id", "period").agg(
        items=pl.col("items_shared").sum(), unknown=silent.any(), logged=pl.lit(True)
    )
    place = members.select(*GROUP, "school_id").join(school, on=["school_id", "period"], how="left")
    rows = place.with_columns(
        items=pl.when(~pl.col("unknown").fill_null(False)).then(pl.col("items").fill_null(0)),
        logged=pl.col("logged").fill_null(False).any().over(GROUP),
    )
    return modelled(rows, _gini, "group_id", status=True)


def _gini(rows: pl.DataFrame) -> pl.DataFrame:
    from toolkit.disparity import gini

    counts = rows.group_by(GROUP).agg(
        "items",
        n=pl.col("items").sum(),
        schools=pl.len(),
        known=pl.col("items").count(),
        logged=pl.col("logged").first(),
    )
    enough = pl.col("logged") & (pl.col("known") >= 2) & (2 * pl.col("known") >= pl.col("schools"))
    idle = pl.col("logged") & (pl.col("n") == 0) & (pl.col("known") == pl.col("schools"))
    ready = counts.with_columns(
        measured=enough & (pl.col("n") > 0),
        status=pl.when((pl.col("schools") < 2) | idle).then(pl.lit("not_applicable")),
    )
    value = [
        gini(items, correct=True, scale="ratio") if measured else None
        for items, measured in zip(ready["items"], ready["measured"], strict=True)
    ]
    return ready.with_columns(pl.Series("value", value, dtype=pl.Float64), se=pl.lit(0.0))
