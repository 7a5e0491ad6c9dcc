"""Q8 联合教研频次. Joint sessions of teaching research by subject and term."""

from __future__ import annotations

import polars as pl

from toolkit.indicator import indicator

RESEARCH = ("joint_research", "lesson_preparation", "teaching_contest")
SUBJECTS, TERMS = 9, 2
"""Subjects of the curriculum programme of 2022 that primary schools teach; configuration, the same for every group."""


@indicator(
    "Q8",
    zh="联合教研频次",
    en="joint sessions of teaching research per subject and term",
    unit="sessions",
    direction=1,
    scale="ratio",
    definition_zh="集团本学年联合教研、集体备课、教学比武的次数/(9门学科×2学期);次数空缺的活动计1次。9门为2022年课程方案小学阶段的学科数(配置),各集团相同,因此只教少数学科教研的集团不会因此得高分。活动记录中有该集团其他活动而无教研活动的计0;该集团当年没有任何活动记录时缺失。全数统计,标准误为0;n为该集团当年记录的活动数。",
    definition_en="sessions of joint research, joint preparation of lessons and teaching contests of the group in the school year / (9 subjects x 2 terms); an activity without a number of sessions counts as one. Nine is the number of subjects of primary schools in the curriculum programme of 2022 (configuration), the same for every group, so that working on few subjects makes no group look better. 0 where the log holds other activities of the group, missing where it holds none of it in that year. Counted in full, standard error 0; n is the number of activities that the group logged.",
    source="activity log",
    authority="cfg",
    level="group",
)
def joint_research(activities: pl.LazyFrame) -> pl.LazyFrame:
    """Joint sessions of teaching research by subject and term."""
    sessions = pl.col("sessions").fill_null(1).filter(pl.col("activity").is_in(RESEARCH)).sum()
    return activities.group_by("group_id", "period").agg(
        value=sessions / (SUBJECTS * TERMS), se=pl.lit(0.0), n=pl.len().cast(pl.Int64)
    )
