"""Bad input about people: the register of students, and what newer templates ask of schools and staff."""

from __future__ import annotations

from tests.intake._cases import MARKS, PUPILS, STAFF, YEAR, Case, cell, error, rows, sheet, typed, warning
from tests.intake.files import with_students

STUDENTS: dict[str, Case] = {
    "a student stands twice": cell(PUPILS, "A3", "P1", error("primary-key", 3, "学生代码"), base=with_students),
    "a student of a school of nobody": cell(
        PUPILS, "C3", "S0009", error("foreign-key", 3, "学校编号"), base=with_students
    ),
    "a student without a school": cell(PUPILS, "C3", None, error("missing-cell", 3, "学校编号"), base=with_students),
    "a sex that is none": typed(PUPILS, "D2", "未知", error("constraint-error", 2, "性别"), base=with_students),
    "perhaps a child of migrants": cell(PUPILS, "E2", "可能", error("type-error", 2, "随迁子女"), base=with_students),
    "a result of a student of nobody": cell(MARKS, "A2", "P9", error("foreign-key", 2, "学生代码"), base=with_students),
    "a result of a student of another year": cell(
        PUPILS, "B2", "2024-25", error("foreign-key", 2, "学生代码", MARKS), base=with_students
    ),
    "results without a register of students": rows(PUPILS, lambda b: b.sheets.pop(PUPILS), base=with_students),
    "a register without the key of its students": rows(
        PUPILS,
        lambda b: [row.pop(0) for row in b.sheets[PUPILS]],
        error("missing-column", None, "student_id"),
        base=with_students,
    ),
    "a word for a mentor": cell(STAFF, "J3", "张老师", error("type-error", 3, "有指导教师"), base=with_students),
    "more new cases of myopia than students at risk": cell(
        YEAR, "R2", 501, error("constraint-error", 2, "新增近视学生数"), base=with_students
    ),
    "more students screened again than enrolled": sheet(
        YEAR, lambda b: b.put(YEAR, "Q2", 1001), error("constraint-error", 2, "复查的非近视学生数"), base=with_students
    ),
    "more hours of practice met than required": cell(
        YEAR, "T3", 2501, error("constraint-error", 3, "劳动与综合实践已落实课时"), base=with_students
    ),
    "more students retained than entered": cell(
        YEAR, "V3", 301, error("constraint-error", 3, "其中在读至毕业年级人数"), base=with_students
    ),
    "one optional column has a name that looks like it": cell(
        YEAR, "R1", "新增近视人数", warning("extra-column", 1, "新增近视人数"), base=with_students
    ),
}
