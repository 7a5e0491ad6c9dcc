"""Satisfaction surveys, counts of answers by school, wave and kind of respondent."""

import polars as pl

from schemas.base import ForeignKey, Rule, Table, about, count, field, identifier, period

RESPONDENTS = ["parents", "students", "teachers", "community"]
ANSWERS = ["very_satisfied", "mostly_satisfied", "fairly_satisfied", "dissatisfied", "dont_know"]


class Surveys(Table):
    """Five options, as in the national procedure: 满意, 比较满意, 基本满意, 不满意, 不了解."""

    period: pl.String = period()
    wave: pl.Int64 = count("调查批次", "wave", nullable=False)
    school_id: pl.String = identifier("学校编号", "school id")
    respondent: pl.String = field(
        "调查对象",
        "respondent",
        hint_zh="parents 家长 / students 学生 / teachers 教师 / community 社会",
        hint_en="parents / students / teachers / community",
        isin=RESPONDENTS,
    )
    distributed: pl.Int64 = count("发放问卷数", "questionnaires distributed", unit="questionnaires")
    returned: pl.Int64 = count("有效问卷数", "valid returns", unit="questionnaires")
    very_satisfied: pl.Int64 = count("满意", "satisfied", unit="answers")
    mostly_satisfied: pl.Int64 = count("比较满意", "mostly satisfied", unit="answers")
    fairly_satisfied: pl.Int64 = count("基本满意", "fairly satisfied", unit="answers")
    dissatisfied: pl.Int64 = count("不满意", "dissatisfied", unit="answers")
    dont_know: pl.Int64 = count("不了解", "don't know", unit="answers")

    class Config:
        unique = ["period", "wave", "school_id", "respondent"]
        metadata = about(
            "满意度调查",
            "surveys",
            foreign=(ForeignKey(("school_id",), "schools", ("school_id",)),),
            rules=(
                Rule(
                    "returned_within_distributed",
                    ("returned", "distributed"),
                    pl.col("returned") <= pl.col("distributed"),
                    "有效问卷数大于发放问卷数",
                    "more returns than questionnaires distributed",
                    "请核对发放数与回收数",
                    "check both numbers",
                ),
                Rule(
                    "answers_add_up",
                    ("returned", *ANSWERS),
                    pl.sum_horizontal(ANSWERS, ignore_nulls=False) == pl.col("returned"),
                    "五个选项之和不等于有效问卷数",
                    "the five answers do not add up to the valid returns",
                    "请核对五个选项的人数",
                    "check the counts of the five answers",
                ),
            ),
            plausible=("twin", "heaping"),
        )
