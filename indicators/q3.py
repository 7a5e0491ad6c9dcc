"""Q3 总校增值变化. Value added of the lead school against its first year at the head of the group."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import polars as pl

from indicators._value_added import EN, ZH, students_compared, with_prior
from toolkit.indicator import indicator
from toolkit.pool import Asking

if TYPE_CHECKING:
    from toolkit.models import DriftingValueAdded
    from toolkit.models.value_added._moments import Plan

SCHEMA = dict.fromkeys(("school_id", "base", "period"), pl.String) | {"change": pl.Float64, "se": pl.Float64}


@indicator(
    "Q3",
    zh="总校学业增值变化",
    en="change in the lead school's value added",
    unit="SD",
    direction=1,
    scale="interval",
    definition_zh=f"总校本学年增值−其担任本集团总校以来有数据的第一个学年的增值,相对于同学段学校的变化。各学年由同一个年际漂移(AR(1))模型估计,差值同样收缩,并考虑两年误差的相关。第一个学年不适用。{ZH}",
    definition_en=f"Value added of the lead school in the school year - in the first school year with data in which it led this group, relative to how the schools of its stage changed. One model of effects that drift from year to year (AR(1)) gives both, so that the difference is shrunken too and its error counts that the two go together. Not applicable in that first year. {EN}",
    source="pupil scores, spells",
    authority="cfg",
    level="group",
    prepare=[students_compared],
)
def lead_change(students_compared: pl.LazyFrame, members: pl.LazyFrame) -> Asking[pl.LazyFrame]:
    """Change in the lead school's value added since its first year at the head of the group."""
    from toolkit.models.value_added.pooled import fitting

    beyond = with_prior(students_compared).with_columns(every=pl.lit("all"))
    moves = yield from fitting(beyond, _model().columns(), ["every"], _changes, SCHEMA)
    leads = members.filter(pl.col("role") == "lead").group_by("group_id", "period").agg(pl.col("school_id").min())
    seen = beyond.group_by("school_id", "period").agg(n=pl.len().cast(pl.Int64))
    judged = leads.join(seen, on=["school_id", "period"]).with_columns(
        base=pl.col("period").min().over("group_id", "school_id")
    )
    certain = pl.col("se") > 0  # a variance of 0: schools can't be told apart, which is no certainty
    first = pl.col("base") == pl.col("period")
    return (
        judged.join(moves.lazy().drop("every"), on=["school_id", "base", "period"], how="left")
        .select(
            "group_id",
            "period",
            value="change",
            se=pl.when(certain).then("se"),
            n="n",
            status=pl.when(first).then(pl.lit("not_applicable")),
        )
        .filter(pl.col("value").is_not_null() | pl.col("status").is_not_null())
    )


def _changes(_: object, sums: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Return the change of every school between any two school years in which it has students."""
    model = _model().fit_sums(sums, plan)
    found = [
        model.change(base, period).select(
            school_id="unit", base=pl.lit(base), period=pl.lit(period), change="change", se="se"
        )
        for base, period in combinations(model.labels_.to_list(), 2)
    ]
    return pl.concat(found)


def _model() -> DriftingValueAdded:
    from toolkit.models import DriftingValueAdded

    return DriftingValueAdded("beyond", [], "school_id", "period")
