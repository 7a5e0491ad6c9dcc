"""Bad input in single cells: numbers, dates, texts, identifiers, formulas."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl

from tests.intake._cases import (
    MARKS,
    MOVES,
    SCHOOLS,
    SPELLS,
    STAFF,
    SURVEYS,
    TRAINING,
    XLSX,
    YEAR,
    Case,
    cell,
    error,
    no_return,
    rows,
    typed,
    warning,
)
from tests.intake.files import Formula, Shown, good, with_all, with_staff, write

AREA, ROOMS, LEFT = "教学及辅助用房面积", "网络多媒体教室数", "退出日期"
NO_MEMBER = warning("group-without-member", 2, "集团编号", "教育集团")


def never_calculated(at: Path) -> Path:
    path = write(good(), at / XLSX)
    workbook = openpyxl.load_workbook(path)
    workbook[YEAR]["H2"] = "=500+500"
    workbook.save(path)
    return path


CELLS: dict[str, Case] = {
    # numbers
    "a value is negative": cell(YEAR, "I2", -5, error("constraint-error", 2, "应开课时")),
    "a text stands in a number column": cell(YEAR, "H3", "很多", error("type-error", 3, ROOMS)),
    "a number in Chinese characters": cell(YEAR, "H3", "一千", error("type-error", 3, ROOMS)),
    "a number has another unit behind it": cell(YEAR, "G3", "200万元", error("type-error", 3, "教学仪器设备值")),
    "a number is called approximate": cell(YEAR, "H3", "约1000", error("type-error", 3, ROOMS)),
    "a range in place of a number": cell(YEAR, "H3", "900-1000", error("type-error", 3, ROOMS)),
    "two numbers in a cell": cell(YEAR, "H3", "500+500", error("type-error", 3, ROOMS)),
    "a power is no number": cell(YEAR, "D3", "10²", error("type-error", 3, AREA)),
    "a fraction is no number": cell(YEAR, "D3", "½", error("type-error", 3, AREA)),
    "a number with two points": cell(YEAR, "D3", "5.000.0", error("type-error", 3, AREA)),
    "a space inside a number": cell(YEAR, "H3", "1 000", error("type-error", 3, ROOMS)),
    "brackets for a negative number": cell(YEAR, "H3", "(5)", error("type-error", 3, ROOMS)),
    "a decimal comma in a cell": cell(YEAR, "D3", "5000,5", error("type-error", 3, AREA)),
    "groups of two digits": cell(YEAR, "H3", "10,00", error("type-error", 3, ROOMS)),
    "a dash stands for missing": cell(YEAR, "H2", "—", error("type-error", 2, ROOMS)),
    "a slash stands for missing": cell(YEAR, "H2", "/", error("type-error", 2, ROOMS)),
    "n/a stands for missing": cell(YEAR, "H2", "n/a", error("type-error", 2, ROOMS)),
    "a word stands for missing": cell(YEAR, "H2", "暂无", error("type-error", 2, ROOMS)),
    "NaN is written as text": cell(YEAR, "D2", "NaN", error("type-error", 2, AREA)),
    "infinity is written as text": cell(YEAR, "D2", "inf", error("type-error", 2, AREA)),
    "a number beyond all measure": cell(YEAR, "D2", "1e999", error("type-error", 2, AREA)),
    "a count too large to be exact": cell(YEAR, "H2", "90071992547409930", error("type-error", 2, ROOMS)),
    "half a pupil": cell(YEAR, "H2", 12.5, error("type-error", 2, ROOMS)),
    "a percent sign is written": cell(YEAR, "H2", "85%", error("scale-mismatch", 2, ROOMS)),
    "a full-width percent sign is written": cell(YEAR, "H2", "８５％", error("scale-mismatch", 2, ROOMS)),
    "per mille is written": cell(YEAR, "D2", "8.5‰", error("scale-mismatch", 2, AREA)),
    "a number is shown as a percentage": typed(YEAR, "D2", Shown(0.85, "0.0%"), error("scale-mismatch", 2, AREA)),
    "a date stands in a number column": typed(YEAR, "H2", dt.date(2025, 9, 1), error("type-error", 2, ROOMS)),
    "a logical value in a number column": typed(YEAR, "H2", True, error("type-error", 2, ROOMS)),
    "more years of service than a life holds": cell(STAFF, "H2", 99, error("constraint-error", 2, "教龄"), base=with_staff),
    "more hours than a year holds": cell(TRAINING, "D2", 9000, error("constraint-error", 2, "学时"), base=with_staff),
    "a level that does not exist": cell(MARKS, "G2", 5, error("constraint-error", 2, "水平等级"), base=with_all),
    # parts and wholes
    "more tested than enrolled": cell(YEAR, "K2", 1001, error("constraint-error", 2, "体质测试人数")),
    "more of good fitness than tested": cell(YEAR, "L2", 901, error("constraint-error", 2, "体质良好及以上人数")),
    "more sports rooms than rooms": cell(YEAR, "E2", 5001, error("constraint-error", 2, "室内体育用房面积")),
    "more at level II than assessed": cell(YEAR, "N2", 301, error("constraint-error", 2, "艺术Ⅱ级及以上人数")),
    "more absent than enrolled": cell(YEAR, "P2", 1001, error("constraint-error", 2, "长期缺勤学生数")),
    "more returns than questionnaires": cell(
        SURVEYS, "E2", 100, error("constraint-error", 2, "有效问卷数"), base=with_all
    ),
    "answers that do not add up": cell(SURVEYS, "G2", 101, error("constraint-error", 2, "有效问卷数"), base=with_all),
    # formulas
    "a formula is an error": typed(YEAR, "H2", Formula("=1/0", "#DIV/0!"), error("excel-error-cell", 2, ROOMS)),
    "an error is written as text": cell(YEAR, "H2", "#N/A", error("excel-error-cell", 2, ROOMS)),
    "an error stands in a name": typed(SCHOOLS, "D2", Formula("=NA()", "#N/A"), error("excel-error-cell", 2, "学校英文名")),
    "an error stands in a date": typed(SPELLS, "E3", Formula("=A1+1", "#VALUE!"), error("excel-error-cell", 3, LEFT)),
    "a formula was never calculated": Case(never_calculated, YEAR, (error("uncalculated-formula", 2, ROOMS),)),
    # text and identifiers
    "a required cell is empty": cell(SCHOOLS, "C3", None, error("missing-cell", 3, "学校名称")),
    "a required cell holds spaces": cell(SCHOOLS, "C3", " 　", error("missing-cell", 3, "学校名称")),
    "a required key is empty": cell(YEAR, "B3", None, error("missing-cell", 3, "学年"), no_return(3)),
    "a word is not among the allowed": cell(SPELLS, "C3", "成员", error("constraint-error", 3, "角色"), NO_MEMBER),
    "a stage that does not exist": cell(SCHOOLS, "E3", "大学", error("constraint-error", 3, "学段")),
    "an identifier has a space inside": rows(
        SCHOOLS,
        lambda b: [b.put(SCHOOLS, "A3", "S 2"), b.put(SPELLS, "B3", "S 2"), b.put(YEAR, "A3", "S 2")],
        *(error("constraint-error", 3, "学校编号", name) for name in (SCHOOLS, SPELLS, YEAR)),
    ),
    "an identifier in Chinese": rows(
        SCHOOLS,
        lambda b: [b.put(SCHOOLS, "A3", "二小"), b.put(SPELLS, "B3", "二小"), b.put(YEAR, "A3", "二小")],
        *(error("constraint-error", 3, "学校编号", name) for name in (SCHOOLS, SPELLS, YEAR)),
    ),
    "a row of totals": rows(
        YEAR,
        lambda b: b.sheets[YEAR].append(["合计", "2025-26", 2000, *[None] * 13]),
        error("constraint-error", 4, "学校编号"),
        error("foreign-key", 4, "学校编号"),
    ),
    "an identifier lost its last digits": typed(
        STAFF,
        "A3",
        123456789012345678,
        error("lost-digits", 3, "教职工代码"),
        error("missing-cell", 3, "教职工代码"),
        base=with_staff,
    ),
    "a yes or no is neither": cell(STAFF, "G2", "也许", error("type-error", 2, "县级以上骨干教师"), base=with_staff),
    "a yes or no is a number": cell(STAFF, "G2", "2", error("type-error", 2, "县级以上骨干教师"), base=with_staff),
    # dates and periods
    "day and month can't be told apart": cell(SPELLS, "E3", "03/04/2025", error("type-error", 3, LEFT)),
    "a date with a year of two digits": cell(SPELLS, "E3", "3-4-25", error("type-error", 3, LEFT)),
    "there is no such day": cell(SPELLS, "E3", "2025-02-30", error("type-error", 3, LEFT)),
    "there is no such month": cell(SPELLS, "E3", "2025年13月1日", error("type-error", 3, LEFT)),
    "a date without its day": cell(SPELLS, "E3", "2025年9月", error("type-error", 3, LEFT)),
    "a date to be decided": cell(SPELLS, "E3", "待定", error("type-error", 3, LEFT)),
    "a date is a bare number in a text file": cell(SPELLS, "E3", 46266, error("type-error", 3, LEFT)),
    "a date is a bare number in a workbook": typed(SPELLS, "E3", 46266, warning("converted-value", 3, LEFT)),
    "a date is a number that no date has": typed(SPELLS, "E3", 17, error("type-error", 3, LEFT)),
    "a school year has become a date": typed(
        YEAR, "B2", dt.date(2011, 12, 1), error("type-error", 2, "学年"), error("missing-cell", 2, "学年"), no_return(2)
    ),
    "a school year skips a year": cell(YEAR, "B2", "2025-27", error("constraint-error", 2, "学年"), no_return(2), no_return(3)),
    "a school year is a term": cell(YEAR, "B2", "2025秋", error("constraint-error", 2, "学年"), no_return(2)),
    "leaving before joining": cell(
        SPELLS,
        "E3",
        dt.date(2019, 9, 1),
        error("constraint-error", 3, LEFT),
        warning("school-without-group", 3, "学校编号", YEAR),
        NO_MEMBER,
    ),
    "a move ends before it starts": cell(
        MOVES, "G2", dt.date(2025, 8, 1), error("constraint-error", 2, "结束日期"), base=with_all
    ),
    "a move goes to where it comes from": cell(MOVES, "D2", "S0001", error("constraint-error", 2, "接收学校"), base=with_all),
}  # fmt: skip
