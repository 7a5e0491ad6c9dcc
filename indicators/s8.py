"""S8 学业增值的群体差距. Gap in value added between students of a subgroup and the others of their schools."""

from __future__ import annotations

import polars as pl

from indicators._value_added import EN, FINE, ZH, students_compared
from toolkit.exact import fixed_sum, ordered_sum
from toolkit.indicator import indicator

GROUP = ["group_id", "period"]
FEWEST = 10
"""Students on either side below which a gap is not assessable."""


@indicator(
    "S8",
    zh="学业增值的群体差距",
    en="gap in value added of migrant or special-needs students",
    unit="SD",
    direction=-1,
    scale="interval",
    definition_zh=f"同校其他学生的平均增值−随迁子女或随班就读学生的平均增值,对有两类学生的学校按n₁n₀/(n₁+n₀)加权(即以学校为固定效应、以是否属该群体为自变量的回归系数取负);正值表示该群体落后。差距带符号:取绝对值会使噪声变成差距;该群体领先不算差距,目标值0以下得满分。任一方不足{FEWEST}人,或身份不明者超过参评学生10%时缺失;没有该群体学生的集团不适用。标准误为回归的标准误;n为该群体人数。{ZH}",
    definition_en=f"Mean of what the other students of a school reach beyond expectation - that of its students who are children of migrants or have special needs, over the schools that have both, with the weights n₁n₀/(n₁+n₀): minus the coefficient of belonging in a regression with schools as fixed effects. Positive: the subgroup is behind. The gap keeps its sign, since noise would look like a gap in absolute size; a subgroup that is ahead is no gap, and scores like 0. Missing with fewer than {FEWEST} students on either side, or when it is unknown for more than 10 % of the students who belongs; not applicable to a group without such students. The standard error is that of the regression; n counts the subgroup. {EN}",
    source="pupil scores, student register",
    authority="cfg",
    level="group",
    prepare=[students_compared],
)
def subgroup_gap(students_compared: pl.LazyFrame, students: pl.LazyFrame, members: pl.LazyFrame) -> pl.LazyFrame:
    """Gap in value added between students of a subgroup and the others of their schools."""
    belongs = students.select("student_id", "period", belongs=pl.any_horizontal("migrant", "special_needs"))
    beyond = students_compared.select("student_id", "school_id", "period", "beyond").drop_nulls("beyond")
    rows = members.select(*GROUP, "school_id").join(_schools(beyond, belongs), on=["school_id", "period"])
    n1, n0 = pl.col("n1").cast(pl.Float64), pl.col("n0").cast(pl.Float64)
    both, m = (n1 > 0) & (n0 > 0), n1 * n0 / (n1 + n0)
    gap = pl.col("sum0") / n0 - pl.col("sum1") / n1
    within = pl.col("squares") - (pl.col("sum0") + pl.col("sum1")).pow(2) / (n1 + n0)
    groups = rows.group_by(GROUP).agg(
        m=ordered_sum(m.filter(both)),
        gaps=ordered_sum((m * gap).filter(both)),
        within=ordered_sum(within.filter(n1 + n0 > 0)),
        free=(pl.col("n1") + pl.col("n0") - (n1 + n0 > 0).cast(pl.Int64)).sum() - 1,
        belonging=pl.col("n1").sum(),
        n1=pl.col("n1").filter(both).sum(),
        n0=pl.col("n0").filter(both).sum(),
        told=10 * pl.col("unknown").sum() <= pl.col("students").sum(),
    )
    enough = pl.col("told") & (pl.col("n1") >= FEWEST) & (pl.col("n0") >= FEWEST)
    rest = (pl.col("within") - pl.col("gaps").pow(2) / pl.col("m")).clip(lower_bound=0.0)
    return groups.select(
        *GROUP,
        value=pl.when(enough).then(pl.col("gaps") / pl.col("m")),
        se=pl.when(enough).then((rest / pl.col("free") / pl.col("m")).sqrt()),
        n="n1",
        status=pl.when(pl.col("told") & (pl.col("belonging") == 0)).then(pl.lit("not_applicable")),
    )


def _schools(beyond: pl.LazyFrame, belongs: pl.LazyFrame) -> pl.LazyFrame:
    """Return numbers and sums of the subgroup (1) and the others (0) of each school; who is unknown is in neither."""
    x, one = pl.col("beyond"), pl.col("belongs")
    return (
        beyond.join(belongs, on=["student_id", "period"], how="left")
        .group_by("school_id", "period")
        .agg(
            n1=one.sum().cast(pl.Int64),
            n0=(~one).sum().cast(pl.Int64),
            sum1=fixed_sum(x.filter(one), FINE) / 2.0**FINE,
            sum0=fixed_sum(x.filter(~one), FINE) / 2.0**FINE,
            squares=fixed_sum(x.pow(2).filter(one.is_not_null()), FINE) / 2.0**FINE,
            unknown=one.is_null().sum().cast(pl.Int64),
            students=pl.len().cast(pl.Int64),
        )
    )
