"""C7 集团内最低家长满意度的置信下限. Lower bound of the satisfied parents at the school of a group where they are fewest."""

from __future__ import annotations

import polars as pl

from indicators._survey import last_wave, opinions
from indicators._value_added import modelled
from toolkit.indicator import indicator

FEWEST = 10
"""Answers with an opinion below which a school does not stand for the group."""


@indicator(
    "C7",
    zh="满意度最低学校的家长满意度下限",
    en="satisfied parents at the lowest school, lower bound",
    unit="%",
    direction=1,
    scale="ratio",
    definition_zh=f"集团各校(含总校)中家长满意率最低的一所,取其95%威尔逊区间下限;满意率相同时取下限较低者。有看法的回答不足{FEWEST}份的学校不参与比较;参与比较的学校不足半数时缺失。标准误为该校满意率的标准误(下限随满意率移动),不含择低造成的误差;n为该校有看法的回答数。",
    definition_en=f"The school of the group, lead included, at which the share of satisfied parents is lowest: lower end of its 95 % Wilson interval; of equal shares the lower bound. Schools with fewer than {FEWEST} answers with an opinion are not compared; missing when less than half of the schools are. The standard error is that of the school's share (the bound moves with it), not that of picking the lowest; n is the number of its answers with an opinion.",
    source="survey",
    authority="cfg",
    level="group",
)
def lowest_school(surveys: pl.LazyFrame, members: pl.LazyFrame) -> pl.LazyFrame:
    """Lower bound of the satisfied parents at the lowest school of the group."""
    parents = opinions(last_wave(surveys.filter(pl.col("respondent") == "parents")))
    place = members.select("group_id", "period", "school_id")
    return modelled(place.join(parents, on=["school_id", "period"], how="left"), _lowest, "group_id")


def _lowest(rows: pl.DataFrame) -> pl.DataFrame:
    from toolkit.surveys import wilson

    group = ["group_id", "period"]
    schools = rows.group_by(group).agg(schools=pl.len())
    known = rows.filter(pl.col("value").is_not_null(), pl.col("n") >= FEWEST)
    lower = 100 * wilson(known["satisfied"].to_numpy(), known["n"].to_numpy()).lower
    compared = known.with_columns(lower=pl.Series(lower, dtype=pl.Float64)).sort(*group, "value", "lower", "se")
    lowest = compared.group_by(group, maintain_order=True).agg(
        pl.col("lower", "se", "n").first(), known=pl.len(), value=pl.col("lower").first()
    )
    return lowest.join(schools, on=group).filter(2 * pl.col("known") >= pl.col("schools"))
