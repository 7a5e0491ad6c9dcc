"""What a group does together: meetings, joint research, exchange, showcases, activities of students."""

import polars as pl

from schemas.base import ForeignKey, Rule, Table, about, count, field, identifier, period

ACTIVITIES = [
    "meeting",
    "joint_research",
    "lesson_preparation",
    "teaching_contest",
    "exchange_display",
    "district_showcase",
    "city_showcase",
    "studio",
    "mentoring",
    "student_activity",
    "family_guidance",
]


class Activities(Table):
    """One row an activity. `schools` counts the schools of the group that took part, the host included."""

    activity_id: pl.String = identifier("活动编号", "activity id")
    group_id: pl.String = identifier("集团编号", "group id")
    period: pl.String = period()
    activity: pl.String = field(
        "活动类别",
        "kind of activity",
        hint_zh="每学年至少 2 次集团工作例会；市级优质集团每年至少 1 次全区、三年内至少 1 次全市交流展示",
        hint_en="two meetings of the group a school year; titled groups show their work to the district and the city",
        isin=ACTIVITIES,
    )
    held: pl.Date = field("举办日期", "held on")
    host_school: pl.String = identifier("承办学校", "host school", nullable=True)
    subject: pl.String = field("学科", "subject", nullable=True)
    sessions: pl.Int64 = count("次数", "sessions", unit="sessions")
    schools: pl.Int64 = count("参加学校数", "schools taking part", unit="schools")
    teachers: pl.Int64 = count("参加教师数", "teachers taking part", unit="teachers")
    students: pl.Int64 = count("参加学生数", "students taking part", unit="students")

    class Config:
        unique = ["activity_id"]
        metadata = about(
            "集团活动",
            "activities",
            foreign=(
                ForeignKey(("group_id",), "groups", ("group_id",)),
                ForeignKey(("host_school",), "schools", ("school_id",)),
            ),
            rules=(
                Rule(
                    "somebody_took_part",
                    ("schools",),
                    pl.col("schools") >= 1,
                    "没有学校参加",
                    "no school took part",
                    "请填写参加的学校数，承办学校也计入",
                    "count the schools that took part, the host included",
                ),
            ),
        )
