"""Bad input in whole tables: sheets, headers, keys, references, rules over several tables, the look of a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from tests.intake._cases import (
    AREAS,
    GROUPS,
    MARKS,
    MOVES,
    SCHOOLS,
    SPELLS,
    STAFF,
    SURVEYS,
    TRAINING,
    YEAR,
    Case,
    cell,
    error,
    no_return,
    rows,
    sheet,
    warning,
)
from tests.intake.files import Book, with_all, with_staff

PUPILS = "在校生数"
NO_MEMBER = warning("group-without-member", 2, "集团编号", GROUPS)


def rows_moved(b: Book) -> None:
    """Two blank rows and a row of spaces before the second school."""
    header, first, second = b.sheets[YEAR]
    second[8] = -5
    b.sheets[YEAR] = [header, first, [], [" ", "　"], [], [], second]


def titled(b: Book) -> None:
    b.sheets[YEAR] = [["2025-26 学年学校年报"], [], *b.sheets[YEAR]]
    b.sheets[YEAR][4][8] = -5


def in_two_rows(b: Book) -> None:
    """A header of two rows: the keys are merged downwards, a band lies over the counts."""
    header, *data = b.sheets[YEAR]
    band = [*header[:10], "体质测试", None, *header[12:]]
    below = [*[None] * 10, "人数", "体质良好及以上人数", *[None] * 4]
    data[0][8] = -5
    b.sheets[YEAR] = [band, below, *data]
    columns = [i for i in range(16) if i not in (10, 11)]
    b.merged += [(YEAR, f"{chr(65 + i)}1:{chr(65 + i)}2") for i in columns] + [(YEAR, "K1:L1")]


def second_spell(group: str, joined: dt.date) -> Callable[[Book], None]:
    def change(b: Book) -> None:
        b.sheets[GROUPS].append(["G002", "D01", "第二集团", None, None, None])
        b.sheets[SPELLS] += [
            [group, "S0002", "成员校", joined, None, None],
            ["G002", "S0003", "总校", dt.date(2020, 9, 1), None, None],
        ]
        b.sheets[SCHOOLS].append(["S0003", "D01", "第三小学", None, "小学"])

    return change


def elsewhere(b: Book) -> None:
    b.sheets[AREAS].append(["D02", "河西区", None])
    b.put(SCHOOLS, "B3", "D02")


TABLES: dict[str, Case] = {
    # tables and columns
    "a required sheet is missing": sheet(None, lambda b: b.sheets.pop(AREAS), error("missing-table")),
    "a sheet has a name that looks like a table": sheet(
        "学校年报表", lambda b: b.sheets.update({"学校年报表": [["a"]]}), warning("unknown-table")
    ),
    "a table stands on two sheets": sheet(
        "schools", lambda b: b.sheets.update({"schools": b.sheets[SCHOOLS]}), error("duplicate-table")
    ),
    "a column has a name that looks like a column": cell(
        YEAR, "C1", "在校生数量", warning("extra-column", 1, "在校生数量"), error("missing-column", None, "pupils")
    ),
    "a column of nobody": rows(
        YEAR, lambda b: [row.append("x") for row in b.sheets[YEAR]], warning("extra-column", 1, "x")
    ),
    "a column is missing": rows(
        SCHOOLS, lambda b: [row.pop(2) for row in b.sheets[SCHOOLS]], error("missing-column", None, "name_zh")
    ),
    "a column stands twice": sheet(YEAR, lambda b: b.put(YEAR, "Q1", PUPILS), error("duplicate-column", 1, PUPILS)),
    "a column stands twice, in two languages": sheet(YEAR, lambda b: b.put(YEAR, "Q1", "pupils"), error("duplicate-column", 1, "pupils")),
    "a column without header has data": sheet(YEAR, lambda b: b.put(YEAR, "R2", 7), warning("blank-column", 1, "R")),
    "there is no header": rows(YEAR, lambda b: b.sheets[YEAR].pop(0), error("missing-header")),
    "a required sheet has a header and no rows": sheet(
        YEAR, lambda b: b.sheets.update({YEAR: b.sheets[YEAR][:1]}), error("empty-table"), NO_MEMBER
    ),
    "a required sheet is blank": sheet(YEAR, lambda b: b.sheets.update({YEAR: []}), error("empty-table")),
    "an optional sheet has no rows": sheet(
        TRAINING, lambda b: b.sheets[TRAINING].pop(), base=with_staff
    ),
    # where a row stands
    "a value after blank rows": sheet(YEAR, rows_moved, error("constraint-error", 7, "应开课时")),
    "a value under title rows": sheet(YEAR, titled, error("constraint-error", 5, "应开课时")),
    "a value under a header of two rows": sheet(YEAR, in_two_rows, error("constraint-error", 3, "应开课时")),
    "several values of a column": rows(
        YEAR,
        lambda b: [b.put(YEAR, at, -1) for at in ("C2", "C3")],
        *(error("constraint-error", row, PUPILS) for row in (2, 3)),
        *(error("constraint-error", row, name) for row in (2, 3) for name in ("体质测试人数", "艺术测评人数", "参加跨校活动学生数", "长期缺勤学生数")),
    ),
    # keys
    "a key stands twice": cell(YEAR, "A3", "S0001", error("primary-key", 3, "学校编号"), no_return(3)),
    "a school stands twice": rows(
        SCHOOLS, lambda b: b.sheets[SCHOOLS].append(b.sheets[SCHOOLS][1]), error("primary-key", 4, "学校编号")
    ),
    "a person stands in two schools": cell(STAFF, "A3", "T1", error("primary-key", 3, "教职工代码"), base=with_staff),
    "a survey stands twice": rows(
        SURVEYS, lambda b: b.sheets[SURVEYS].append(b.sheets[SURVEYS][1]), error("primary-key", 3, "学年"), base=with_all
    ),
    "a return for a school of nobody": cell(YEAR, "A3", "S0009", error("foreign-key", 3, "学校编号"), no_return(3)),
    "an id in other letters": cell(YEAR, "A3", "s0002", error("foreign-key", 3, "学校编号"), no_return(3)),
    "a group in a district of nobody": rows(
        GROUPS,
        lambda b: b.put(GROUPS, "B2", "D09"),
        error("foreign-key", 2, "区编号"),
        *(warning("other-district", row, "学校编号", SPELLS) for row in (2, 3)),
    ),
    "a spell in a group of nobody": cell(SPELLS, "A3", "G009", error("foreign-key", 3, "集团编号"), NO_MEMBER),
    "a move to a school of nobody": cell(MOVES, "D2", "S0009", error("foreign-key", 2, "接收学校"), base=with_all),
    "a survey of a school of nobody": cell(SURVEYS, "C2", "S0009", error("foreign-key", 2, "学校编号"), base=with_all),
    "a result of a school of nobody": cell(MARKS, "C2", "S0009", error("foreign-key", 2, "学校编号"), base=with_all),
    "a person is not in the register": cell(TRAINING, "A2", "T9", error("foreign-key", 2, "教职工代码"), base=with_staff),
    "the register is missing": rows(
        TRAINING, lambda b: b.sheets.pop(STAFF), error("foreign-key", None, "教职工代码"), base=with_staff
    ),
    # groups
    "a school belongs to no group": rows(
        SCHOOLS,
        lambda b: b.sheets[SCHOOLS].append(["S0003", "D01", "第三小学", None, "小学"]),
        error("school-without-group", 4, "学校编号"),
    ),
    "a return from outside any group": cell(
        SPELLS, "E3", dt.date(2025, 9, 1), warning("school-without-group", 3, "学校编号", YEAR), NO_MEMBER
    ),
    "two memberships of a school overlap": rows(
        SPELLS, second_spell("G002", dt.date(2023, 9, 1)), error("overlapping-memberships", 4, "加入日期"), no_return(5)
    ),
    "a group has two lead schools": cell(SPELLS, "C3", "总校", error("lead-school", 2, "集团编号", GROUPS), NO_MEMBER),
    "a group has no lead school": cell(SPELLS, "C2", "成员校", error("lead-school", 2, "集团编号", GROUPS)),
    "a group has no members": rows(
        GROUPS,
        lambda b: b.sheets[GROUPS].append(["G002", "D01", "第二集团", None, None, None]),
        warning("group-without-member", 3, "集团编号"),
    ),
    "a school lies in another district": rows(SPELLS, elsewhere, warning("other-district", 3, "学校编号")),
    # the look of a sheet
    "cells are merged": sheet(
        YEAR, lambda b: (b.put(YEAR, "H3", None), b.merged.append((YEAR, "H2:H3"))), error("merged-cell", 2)
    ),
    "keys are merged over their rows": sheet(
        YEAR,
        lambda b: (b.put(YEAR, "B3", None), b.merged.append((YEAR, "B2:B3"))),
        error("merged-cell", 2),
        error("missing-cell", 3, "学年"),
        no_return(3),
    ),
    "a row is hidden": sheet(YEAR, lambda b: b.hidden_rows.append((YEAR, 3)), warning("hidden-row")),
    "columns are hidden": sheet(YEAR, lambda b: b.hidden_columns.append((YEAR, "D:E")), warning("hidden-column")),
    "empty columns are hidden": sheet(YEAR, lambda b: b.hidden_columns.append((YEAR, "XA:XFD"))),
    "a sheet is hidden": sheet(YEAR, lambda b: b.hidden_sheets.append(YEAR), warning("hidden-sheet")),
}  # fmt: skip
