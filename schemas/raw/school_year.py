"""The annual return of a school: enrolment, premises, equipment, lessons, counts of students."""

from typing import Optional

import polars as pl

from schemas.base import ForeignKey, Rule, Table, about, amount, count, identifier, period

LARGEST_SCHOOL = 50_000
"""Pupils; the largest schools of the world have about as many."""


def _within(part: str, whole: str, zh: str, en: str) -> Rule:
    return Rule(
        f"{part}_within_{whole}",
        (part, whole),
        pl.col(part) <= pl.col(whole),
        zh,
        en,
        "部分不能大于总体:请核对两个数",
        "a part can't exceed its whole: check both numbers",
    )


class SchoolYear(Table):
    """One row a school and school year. Every count refers to the whole school at the date of the return."""

    school_id: pl.String = identifier("学校编号", "school id")
    period: pl.String = period()
    pupils: pl.Int64 = count("在校生数", "pupils", unit="students", aliases=("学生数", "enrolment"))
    teaching_area: pl.Float64 = amount("教学及辅助用房面积", "teaching and auxiliary area", "m²")
    indoor_sports_area: pl.Float64 = amount("室内体育用房面积", "indoor sports area", "m²")
    outdoor_sports_area: pl.Float64 = amount("室外运动场地面积", "outdoor sports area", "m²")
    equipment_value: pl.Float64 = amount("教学仪器设备值", "value of teaching equipment", "yuan")
    multimedia_rooms: pl.Int64 = count("网络多媒体教室数", "networked multimedia rooms", unit="rooms")
    lessons_required: pl.Int64 = count("应开课时", "lessons required by the curriculum", unit="lessons")
    lessons_taught: pl.Int64 = count("实开课时", "lessons taught", unit="lessons")
    fitness_tested: pl.Int64 = count("体质测试人数", "students tested for fitness", unit="students")
    fitness_good: pl.Int64 = count("体质良好及以上人数", "students of good or better fitness", unit="students")
    arts_assessed: pl.Int64 = count("艺术测评人数", "students assessed in the arts", unit="students")
    arts_level2: pl.Int64 = count("艺术Ⅱ级及以上人数", "students at arts level II or above", unit="students")
    students_cross_school: pl.Int64 = count(
        "参加跨校活动学生数", "students in at least one cross-school activity", unit="students"
    )
    students_persistent_absent: pl.Int64 = count(
        "长期缺勤学生数", "students absent in 10 % of sessions or more", unit="students"
    )
    # Optional: a return of an earlier template may be without these columns
    myopia_at_risk: Optional[pl.Int64] = count(  # noqa: UP045
        "复查的非近视学生数",
        "students screened again who were not myopic a year before",
        unit="students",
        hint_zh="上一学年筛查未近视、本学年再次筛查的学生",
        hint_en="not myopic at the screening of the year before, and screened again this year",
    )
    myopia_new: Optional[pl.Int64] = count(  # noqa: UP045
        "新增近视学生数", "new cases of myopia among them", unit="students"
    )
    practice_hours_required: Optional[pl.Int64] = count(  # noqa: UP045
        "劳动与综合实践应开课时", "hours of labour and practice required", unit="lessons"
    )
    practice_hours_met: Optional[pl.Int64] = count(  # noqa: UP045
        "劳动与综合实践已落实课时",
        "hours of labour and practice met",
        unit="lessons",
        hint_zh="只计要求之内的课时,多开的不计",
        hint_en="within what is required: hours beyond it are not counted",
    )
    junior_entrants: Optional[pl.Int64] = count(  # noqa: UP045
        "初中毕业年级三年前入学数",
        "entrants of the junior cohort that ends this year",
        unit="students",
        hint_zh="七年级入学人数,加转入、减转出和死亡;小学和高中留空",
        hint_en="entrants to grade 7 plus those who moved in, less those who moved out or died; empty in primary and senior schools",
    )
    junior_retained: Optional[pl.Int64] = count(  # noqa: UP045
        "其中在读至毕业年级人数", "of them still there in the final grade", unit="students"
    )

    class Config:
        unique = ["school_id", "period"]
        metadata = about(
            "学校年报",
            "school year",
            foreign=(ForeignKey(("school_id",), "schools", ("school_id",)),),
            rules=(
                _within(
                    "indoor_sports_area",
                    "teaching_area",
                    "室内体育用房大于教学及辅助用房",
                    "indoor sports area exceeds teaching area",
                ),
                Rule(
                    "pupils_plausible",
                    ("pupils",),
                    pl.col("pupils") <= LARGEST_SCHOOL,
                    "在校生数大得不像一所学校",
                    "so many pupils are hardly one school",
                    "请核对单位和列是否填错;一所学校的规模就是它在集团中的权重",
                    "check unit and column: the size of a school is its weight in the group",
                    severity="warning",
                ),
                _within("fitness_tested", "pupils", "体质测试人数大于在校生数", "more students tested than enrolled"),
                _within(
                    "fitness_good",
                    "fitness_tested",
                    "良好人数大于测试人数",
                    "more students of good fitness than tested",
                ),
                _within("arts_assessed", "pupils", "艺术测评人数大于在校生数", "more students assessed than enrolled"),
                _within(
                    "arts_level2", "arts_assessed", "Ⅱ级人数大于测评人数", "more students at level II than assessed"
                ),
                _within(
                    "students_cross_school",
                    "pupils",
                    "参加活动学生数大于在校生数",
                    "more participants than students enrolled",
                ),
                _within(
                    "students_persistent_absent",
                    "pupils",
                    "长期缺勤学生数大于在校生数",
                    "more absent students than enrolled",
                ),
                _within(
                    "myopia_at_risk", "pupils", "复查学生数大于在校生数", "more students screened again than enrolled"
                ),
                _within(
                    "myopia_new", "myopia_at_risk", "新增近视人数大于复查人数", "more new cases than students at risk"
                ),
                _within(
                    "practice_hours_met",
                    "practice_hours_required",
                    "已落实课时大于应开课时",
                    "more hours met than required",
                ),
                _within(
                    "junior_retained", "junior_entrants", "在读人数大于入学人数", "more students retained than entered"
                ),
            ),
            optional=False,
            plausible=("jump", "twin", "heaping"),
        )
