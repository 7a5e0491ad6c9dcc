"""R8 资源校际差异系数最大值. The greatest coefficient of variation of R1 to R7 between the schools of a group."""

from __future__ import annotations

import polars as pl

from indicators.r1 import degree_above_norm
from indicators.r2 import backbone_teachers
from indicators.r3 import pe_and_arts_teachers
from indicators.r4 import teaching_area
from indicators.r5 import sports_area
from indicators.r6 import equipment_value
from indicators.r7 import multimedia_rooms
from toolkit.exact import ordered_sum
from toolkit.indicator import indicator

PARTS = (
    degree_above_norm,
    backbone_teachers,
    pe_and_arts_teachers,
    teaching_area,
    sports_area,
    equipment_value,
    multimedia_rooms,
)
GROUP = ["group_id", "period"]


@indicator(
    "R8",
    zh="七项资源校际差异系数最大值",
    en="greatest variation of seven resources between the schools of a group",
    unit="CV",
    direction=-1,
    scale="ratio",
    definition_zh="集团内各校R1至R7的差异系数的最大值。差异系数=√Σ(n_i/N)(X_i−X̄)²/X̄,X̄=Σn_iX_i/N,n_i为在校生数。某项须有两所以上且至少半数适用学校的数据,否则本指标缺失:少了一项的最大值会偏小。各校均为零的一项、只适用于一所学校的一项不计。只有一所学校的集团不适用。",
    definition_en="The greatest of the coefficients of variation of R1 to R7 between the schools of the group: √Σ(n_i/N)(X_i−X̄)²/X̄ with X̄ = Σ n_i X_i/N and n_i students. Each resource needs values of two schools and of half of those it applies to, else R8 is missing, since a maximum without one would be too small. A resource that is zero in all schools, or that applies to one school alone, is left out. Not applicable to a group of one school.",
    source="staff register, annual return",
    authority="cfg",
    level="group",
)
def resource_gap(
    staff: pl.LazyFrame, schools: pl.LazyFrame, school_year: pl.LazyFrame, members: pl.LazyFrame
) -> pl.LazyFrame:
    """Greatest pupil-weighted coefficient of variation of R1 to R7 between the schools of a group."""
    tables = {"staff": staff, "schools": schools, "school_year": school_year}
    values = pl.concat(
        [part(*(tables[t] for t in part.tables)).with_columns(indicator=pl.lit(part.id)) for part in PARTS],
        how="diagonal_relaxed",
    )
    pupils = school_year.select("school_id", "period", n_i=pl.col("pupils").cast(pl.Int64))
    place = members.select(*GROUP, "school_id").join(pupils, on=["school_id", "period"], how="left")
    every = pl.LazyFrame({"indicator": [part.id for part in PARTS]})
    rows = place.join(every, how="cross").join(
        values.select("school_id", "period", "indicator", "value", "status"),
        on=["school_id", "period", "indicator"],
        how="left",
    )
    largest = (
        _variations(rows)
        .group_by(GROUP)
        .agg(largest=pl.col("cv").max(), known=pl.col("cv").is_not_null() | ~pl.col("needed"))
    )
    known = pl.col("known").list.all()
    return (
        place.group_by(GROUP)
        .agg(schools=pl.len(), n=pl.col("n_i").sum())
        .join(largest, on=GROUP, how="left")
        .select(
            *GROUP,
            value=pl.when((pl.col("schools") > 1) & known).then("largest"),
            se=pl.lit(0.0),
            n="n",
            status=pl.when(pl.col("schools") < 2).then(pl.lit("not_applicable")),
        )
    )


def _variations(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return the coefficient of variation of each resource in each group, and whether R8 needs it."""
    keys = [*GROUP, "indicator"]
    applies = pl.col("status").ne_missing("not_applicable")
    n, x = pl.col("n_i"), pl.col("value").cast(pl.Float64)
    counted = rows.group_by(keys).agg(applicable=applies.sum())
    present = rows.filter(pl.col("value").is_not_null() & (n > 0))
    centre = present.group_by(keys).agg(known=pl.len(), whole=n.sum(), mean=ordered_sum(n * x) / n.sum())
    spread = (
        present.join(centre, on=keys)
        .group_by(keys)
        .agg(variance=ordered_sum(n * (x - pl.col("mean")).pow(2)) / pl.col("whole").first())
    )
    enough = (pl.col("known") >= 2) & (2 * pl.col("known") >= pl.col("applicable"))
    zero = enough & (pl.col("mean") <= 0)
    return (
        counted.join(centre, on=keys, how="left")
        .join(spread, on=keys, how="left")
        .select(
            *GROUP,
            cv=pl.when(enough & (pl.col("mean") > 0)).then(pl.col("variance").sqrt() / pl.col("mean")),
            needed=(pl.col("applicable") >= 2) & ~zero.fill_null(False),
        )
    )
