"""Q3 总校增值变化. Value added of the lead school against its first year at the head of the group."""

from __future__ import annotations

import polars as pl

from indicators._value_added import EN, ZH, modelled, students_compared, with_prior
from toolkit.errors import DataError
from toolkit.indicator import indicator

LEAD = ["group_id", "period", "school_id"]


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
def lead_change(students_compared: pl.LazyFrame, members: pl.LazyFrame) -> pl.LazyFrame:
    """Change in the lead school's value added since its first year at the head of the group."""
    leads = members.filter(pl.col("role") == "lead").group_by("group_id", "period").agg(pl.col("school_id").min())
    joined = pl.concat([with_prior(students_compared), leads.with_columns(place=True)], how="diagonal")
    return modelled(joined, _changes, "group_id", status=True)


def _changes(rows: pl.DataFrame) -> pl.DataFrame:
    from toolkit.models import DriftingValueAdded

    leads = rows.filter("place").select(LEAD).sort(LEAD)
    beyond = rows.filter(pl.col("place").is_null()).drop("group_id", "place")
    seen = beyond.group_by("school_id", "period").agg(n=pl.len().cast(pl.Int64))
    judged = leads.join(seen, on=["school_id", "period"]).with_columns(
        base=pl.col("period").min().over("group_id", "school_id")
    )
    first = judged.filter(pl.col("base") == pl.col("period"))
    later = judged.filter(pl.col("base") < pl.col("period"))
    found = [first.select("group_id", "period", value=None, se=None, n="n", status=pl.lit("not_applicable"))]
    if later.height:
        try:
            model = DriftingValueAdded("beyond", [], "school_id", "period").fit(beyond)
        except DataError:
            model = None
        if model is not None:
            for (base, period), part in sorted(later.partition_by("base", "period", as_dict=True).items()):
                moved = part.join(model.change(base, period), left_on="school_id", right_on="unit")
                certain = pl.col("se") > 0  # a variance of 0: schools can't be told apart, which is no certainty
                found.append(
                    moved.select(
                        "group_id",
                        "period",
                        value="change",
                        se=pl.when(certain).then("se"),
                        n="n",
                        status=pl.lit(None, pl.String),
                    )
                )
    return pl.concat([part.with_columns(pl.col("value", "se").cast(pl.Float64)) for part in found])
