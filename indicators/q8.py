"""Q8 联合教研频次. Joint sessions of teaching research by subject and term."""

from __future__ import annotations

import polars as pl

from indicators._logs import SILENT_EN, SILENT_ZH, sessions_of
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
    definition_zh=f"集团本学年联合教研、集体备课、教学比武的次数/(9门学科×2学期);9门为2022年课程方案小学阶段的学科数(配置),各集团相同,因此只教少数学科教研的集团不会因此得高分。{SILENT_ZH}",
    definition_en=f"sessions of joint research, joint preparation of lessons and teaching contests of the group in the school year / (9 subjects x 2 terms). Nine is the number of subjects of primary schools in the curriculum programme of 2022 (configuration), the same for every group, so that working on few subjects makes no group look better. {SILENT_EN}",
    source="activity log",
    authority="cfg",
    level="group",
)
def joint_research(activities: pl.LazyFrame) -> pl.LazyFrame:
    """Joint sessions of teaching research by subject and term."""
    return sessions_of(activities, RESEARCH, per=SUBJECTS * TERMS)
