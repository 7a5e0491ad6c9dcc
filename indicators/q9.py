"""Q9 集团视导次数. Visits of supervision by the group to a school in a school year."""

from __future__ import annotations

import polars as pl

from indicators._logs import outside_groups, visits_logged
from toolkit.indicator import indicator


@indicator(
    "Q9",
    zh="集团视导次数",
    en="supervision visits by the group",
    unit="visits",
    direction=1,
    scale="ratio",
    definition_zh="本学年集团对该校视导的次数;区、市的视导不计。视导由集团登记:当年记录中有任何集团视导时,没有记录的学校计0次;全市当年没有任何集团视导记录时视为未登记,即缺失。学年末不在集团内的学校不适用。全数统计,标准误为0;n为次数。",
    definition_en="visits of supervision that the group paid to the school in the school year; visits of districts or the city do not count. Groups log their visits: in a year of which the log holds a visit by any group, a school without a row has 0; a year without any is not recorded, i.e. missing. Not applicable to a school that is in no group at the end of the year. Counted in full, standard error 0; n is the number of visits.",
    source="visit log",
    authority="cfg",
    prepare=[visits_logged],
)
def group_visits(
    supervision_visits: pl.LazyFrame,
    visits_logged: pl.LazyFrame,
    schools: pl.LazyFrame,
    members: pl.LazyFrame,
    calendar: pl.LazyFrame,
) -> pl.LazyFrame:
    """Visits of supervision by the group to a school in a school year."""
    keys = ["school_id", "period"]
    own = supervision_visits.filter(pl.col("visitor") == "group").group_by(keys).agg(n=pl.len().cast(pl.Int64))
    inside = members.select(keys).unique().join(visits_logged, on="period", how="semi")
    rows = inside.join(own, on=keys, how="left").with_columns(pl.col("n").fill_null(0))
    counted = rows.select(*keys, value=pl.col("n").cast(pl.Float64), se=pl.lit(0.0), n="n")
    return pl.concat([counted, outside_groups(schools, members, calendar).select(*keys, "status")], how="diagonal")
