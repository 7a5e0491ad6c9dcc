"""Bad input, one fault at a time, as real files: the finding names the place, and nothing else is called wrong.

The refusals (files that can't be read at all) are in test_refused_input.py.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from tests.end_to_end.files import Book, Formula, Shown, as_text, book, folder, good, with_staff, write
from toolkit.checks.text import findings_text
from toolkit.read import read_tables
from toolkit.validate import Checked, validate

Maker = Callable[[Path], Path]
YEAR, SCHOOLS, SPELLS, GROUPS, STAFF = "学校年报", "学校", "成员关系", "教育集团", "教职工"
XLSX = "data.xlsx"


def put(sheet: str, cell: str, value: Any, base: Callable[[], Book] = good) -> Maker:
    return book(lambda b: b.put(sheet, cell, value), base)


def never_calculated(at: Path) -> Path:
    path = write(good(), at / XLSX)
    workbook = openpyxl.load_workbook(path)
    workbook[YEAR]["C2"] = "=500+500"
    workbook.save(path)
    return path


def calculated(at: Path) -> Path:
    """xlsxwriter asks for a recalculation: without that line the stored value of a formula is good."""
    path = write(good(), at / XLSX)
    workbook = openpyxl.load_workbook(path)
    workbook.calculation.fullCalcOnLoad = False
    workbook.save(path)
    return path


def parquet(column: str, value: Any) -> Maker:
    def make(at: Path) -> Path:
        home = folder(lambda files, data: files.pop("学校年报.csv"))(at)
        frame = read_tables(write(good(), at / XLSX))["school_year"]
        frame.with_columns(pl.Series(column, [value, None])).write_parquet(home / "school_year.parquet")
        return home

    return make


def rows_moved(b: Book) -> None:
    """Two blank rows and a row of spaces before the second school."""
    header, first, second = b.sheets[YEAR]
    second[8] = -5
    b.sheets[YEAR] = [header, first, [], [" ", "　"], [], [], second]


def titled(b: Book) -> None:
    b.sheets[YEAR] = [["2025-26 学年学校年报"], [], *b.sheets[YEAR]]
    b.sheets[YEAR][4][8] = -5


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
    b.sheets["区"].append(["D02", "河西区", None])
    b.put(SCHOOLS, "B3", "D02")


def csv(name: str, encode: Callable[[Book], bytes]) -> Maker:
    def change(files: dict[str, bytes], data: Book) -> None:
        files[name] = encode(data)

    return folder(change)


def edited(name: str, old: str, new: str) -> Maker:
    def change(files: dict[str, bytes], data: Book) -> None:
        text = files[name].decode()
        assert old in text
        files[name] = text.replace(old, new, 1).encode()

    return folder(change)


def workbook_bytes(rows: list[list[Any]]) -> bytes:
    frame = pl.DataFrame({name: [row[i] for row in rows[1:]] for i, name in enumerate(rows[0])}, strict=False)
    out = io.BytesIO()
    frame.write_excel(out)
    return out.getvalue()


# name -> how the file is made, and the findings of severity error or warning: code, severity, file, sheet, row, column
CASES: dict[str, tuple[Maker, list[tuple[str, str, str | None, str | None, int | None, str | None]]]] = {
    # tables and columns
    "a required sheet is missing": (
        book(lambda b: b.sheets.pop("区")),
        [("missing-table", "error", None, None, None, None)],
    ),
    "a sheet has a name that looks like a table": (
        book(lambda b: b.sheets.update({"学校年报表": [["a"]]})),
        [("unknown-table", "warning", XLSX, "学校年报表", None, None)],
    ),
    "a column has a name that looks like a column": (
        put(YEAR, "C1", "在校生数量"),
        [
            ("extra-column", "warning", XLSX, YEAR, 1, "在校生数量"),
            ("missing-column", "error", XLSX, YEAR, None, "pupils"),
        ],
    ),
    "a column stands twice": (put(YEAR, "Q1", "在校生数"), [("duplicate-column", "error", XLSX, YEAR, 1, "在校生数")]),
    "a column without header has data": (put(YEAR, "R2", 7), [("blank-column", "warning", XLSX, YEAR, 1, "R")]),
    "there is no header": (
        book(lambda b: b.sheets[YEAR].pop(0)),
        [("missing-header", "error", XLSX, YEAR, None, None)],
    ),
    "a required sheet has a header and no rows": (
        book(lambda b: b.sheets.update({YEAR: b.sheets[YEAR][:1]})),
        [("empty-table", "error", XLSX, YEAR, None, None), ("group-without-member", "warning", XLSX, GROUPS, 2, "集团编号")],
    ),
    # numbers
    "a value is out of range": (put(YEAR, "I2", -5), [("constraint-error", "error", XLSX, YEAR, 2, "应开课时")]),
    "a value after blank rows": (book(rows_moved), [("constraint-error", "error", XLSX, YEAR, 7, "应开课时")]),
    "a value under title rows": (book(titled), [("constraint-error", "error", XLSX, YEAR, 5, "应开课时")]),
    "a text stands in a number column": (put(YEAR, "C3", "很多"), [("type-error", "error", XLSX, YEAR, 3, "在校生数")]),
    "a number has its unit behind it": (put(YEAR, "D3", "5000平方米"), [("type-error", "error", XLSX, YEAR, 3, "教学及辅助用房面积")]),
    "a power is no number": (put(YEAR, "D3", "10²"), [("type-error", "error", XLSX, YEAR, 3, "教学及辅助用房面积")]),
    "a dash stands for missing": (put(YEAR, "C2", "—"), [("type-error", "error", XLSX, YEAR, 2, "在校生数")]),
    "NaN is written as text": (put(YEAR, "D2", "NaN"), [("type-error", "error", XLSX, YEAR, 2, "教学及辅助用房面积")]),
    "half a pupil": (put(YEAR, "C2", 12.5), [("type-error", "error", XLSX, YEAR, 2, "在校生数")]),
    "a date stands in a number column": (put(YEAR, "C2", dt.date(2025, 9, 1)), [("type-error", "error", XLSX, YEAR, 2, "在校生数")]),
    "a percent sign is written": (put(YEAR, "C2", "85%"), [("scale-mismatch", "error", XLSX, YEAR, 2, "在校生数")]),
    "a number is shown as a percentage": (put(YEAR, "D2", Shown(0.85, "0.0%")), [("scale-mismatch", "error", XLSX, YEAR, 2, "教学及辅助用房面积")]),
    "a part exceeds its whole": (put(YEAR, "K2", 1001), [("constraint-error", "error", XLSX, YEAR, 2, "体质测试人数")]),
    # formulas
    "a formula is an error": (put(YEAR, "C2", Formula("=1/0", "#DIV/0!")), [("excel-error-cell", "error", XLSX, YEAR, 2, "在校生数")]),
    "an error is written as text": (put(YEAR, "C2", "#N/A"), [("excel-error-cell", "error", XLSX, YEAR, 2, "在校生数")]),
    "an error stands in a name": (put(SCHOOLS, "D2", Formula("=NA()", "#N/A")), [("excel-error-cell", "error", XLSX, SCHOOLS, 2, "学校英文名")]),
    "a formula was never calculated": (never_calculated, [("uncalculated-formula", "error", XLSX, YEAR, 2, "在校生数")]),
    # text
    "a required cell is empty": (put(SCHOOLS, "C3", None), [("missing-cell", "error", XLSX, SCHOOLS, 3, "学校名称")]),
    "a required cell holds spaces": (put(SCHOOLS, "C3", " 　"), [("missing-cell", "error", XLSX, SCHOOLS, 3, "学校名称")]),
    "a word is not among the allowed": (put(SPELLS, "C3", "成员"), [("constraint-error", "error", XLSX, SPELLS, 3, "角色"), ("group-without-member", "warning", XLSX, GROUPS, 2, "集团编号")]),
    "an identifier has a space inside": (
        book(lambda b: [b.put(SCHOOLS, "A3", "S 2"), b.put(SPELLS, "B3", "S 2"), b.put(YEAR, "A3", "S 2")]),
        [("constraint-error", "error", XLSX, sheet, 3, "学校编号") for sheet in (SCHOOLS, SPELLS, YEAR)],
    ),
    "an identifier lost its last digits": (
        put(STAFF, "A3", 123456789012345678, with_staff),
        [("lost-digits", "error", XLSX, STAFF, 3, "教职工代码"), ("missing-cell", "error", XLSX, STAFF, 3, "教职工代码")],
    ),
    "a yes or no is neither": (put(STAFF, "G2", "也许", with_staff), [("type-error", "error", XLSX, STAFF, 2, "县级以上骨干教师")]),
    # dates and periods
    "day and month can't be told apart": (put(SPELLS, "E3", "03/04/2025"), [("type-error", "error", XLSX, SPELLS, 3, "退出日期")]),
    "there is no such day": (put(SPELLS, "E3", "2025-02-30"), [("type-error", "error", XLSX, SPELLS, 3, "退出日期")]),
    "a date is a bare number": (put(SPELLS, "E3", 45901), [("type-error", "error", XLSX, SPELLS, 3, "退出日期")]),
    "a school year has become a date": (
        put(YEAR, "B2", dt.date(2011, 12, 1)),
        [("type-error", "error", XLSX, YEAR, 2, "学年"), ("missing-cell", "error", XLSX, YEAR, 2, "学年")],
    ),
    "a school year skips a year": (put(YEAR, "B2", "2025-27"), [("constraint-error", "error", XLSX, YEAR, 2, "学年")]),
    "leaving before joining": (
        put(SPELLS, "E3", dt.date(2019, 9, 1)),
        [("constraint-error", "error", XLSX, SPELLS, 3, "退出日期"), ("school-without-group", "warning", XLSX, YEAR, 3, "学校编号"), ("group-without-member", "warning", XLSX, GROUPS, 2, "集团编号")],
    ),
    # keys
    "a key stands twice": (put(YEAR, "A3", "S0001"), [("primary-key", "error", XLSX, YEAR, 3, "学校编号")]),
    "a school is not in the list": (put(YEAR, "A3", "S0009"), [("foreign-key", "error", XLSX, YEAR, 3, "学校编号")]),
    "a person is not in the register": (
        put("教师培训", "A2", "T9", with_staff),
        [("foreign-key", "error", XLSX, "教师培训", 2, "教职工代码")],
    ),
    "the register is missing": (
        book(lambda b: b.sheets.pop(STAFF), with_staff),
        [("foreign-key", "error", XLSX, "教师培训", None, "教职工代码")],
    ),
    # groups
    "a school belongs to no group": (
        book(lambda b: b.sheets[SCHOOLS].append(["S0003", "D01", "第三小学", None, "小学"])),
        [("school-without-group", "error", XLSX, SCHOOLS, 4, "学校编号")],
    ),
    "a return from outside any group": (
        put(SPELLS, "E3", dt.date(2025, 9, 1)),
        [("school-without-group", "warning", XLSX, YEAR, 3, "学校编号"), ("group-without-member", "warning", XLSX, GROUPS, 2, "集团编号")],
    ),
    "two memberships of a school overlap": (
        book(second_spell("G002", dt.date(2023, 9, 1))),
        [("overlapping-memberships", "error", XLSX, SPELLS, 4, "加入日期")],
    ),
    "a group has two lead schools": (put(SPELLS, "C3", "总校"), [("lead-school", "error", XLSX, GROUPS, 2, "集团编号"), ("group-without-member", "warning", XLSX, GROUPS, 2, "集团编号")]),
    "a group has no lead school": (put(SPELLS, "C2", "成员校"), [("lead-school", "error", XLSX, GROUPS, 2, "集团编号")]),
    "a group has no members": (
        book(lambda b: b.sheets[GROUPS].append(["G002", "D01", "第二集团", None, None, None])),
        [("group-without-member", "warning", XLSX, GROUPS, 3, "集团编号")],
    ),
    "a school lies in another district": (book(elsewhere), [("other-district", "warning", XLSX, SPELLS, 3, "学校编号")]),
    # the look of a sheet
    "cells are merged": (
        book(lambda b: (b.put(YEAR, "C3", None), b.merged.append((YEAR, "C2:C3")))),
        [("merged-cell", "error", XLSX, YEAR, 2, None)],
    ),
    "a row is hidden": (book(lambda b: b.hidden_rows.append((YEAR, 3))), [("hidden-row", "warning", XLSX, YEAR, None, None)]),
    "a sheet is hidden": (book(lambda b: b.hidden_sheets.append(YEAR)), [("hidden-sheet", "warning", XLSX, YEAR, None, None)]),
    # text files
    "a row is too short": (
        edited("区.csv", "D01,和平区,", "D01,和平区"),
        [("missing-cell", "error", "区.csv", None, 2, None)],
    ),
    "a row is too long": (
        edited("区.csv", "D01,和平区,", "D01,和平,区,Heping"),
        [("extra-cell", "error", "区.csv", None, 2, None)],
    ),
    "a decimal comma": (
        csv("学校年报.csv", lambda b: as_text(b.sheets[YEAR], ";").replace("5000.0", "5000,5", 1).encode()),
        [("type-error", "error", "学校年报.csv", None, 2, "教学及辅助用房面积")],
    ),
    "a file is none of the tables": (
        csv("学校年表.csv", lambda b: b"a,b\n"),
        [("unknown-table", "warning", "学校年表.csv", None, None, None)],
    ),
    "a table stands in two files": (
        csv("districts.csv", lambda b: as_text(b.sheets["区"]).encode()),
        [("duplicate-table", "error", "区.csv", None, None, None)],
    ),
    "one workbook of a folder is damaged": (
        csv("staff.xlsx", lambda b: workbook_bytes(with_staff().sheets[STAFF])[:-500]),
        [("source-error", "fatal", "staff.xlsx", None, None, None)],
    ),
    "NaN in a Parquet file": (
        parquet("teaching_area", float("nan")),
        [("constraint-error", "error", "school_year.parquet", None, 1, "teaching_area")],
    ),
    "text in a Parquet file": (
        parquet("pupils", "many"),
        [("type-error", "error", "school_year.parquet", None, 1, "pupils")],
    ),
}  # fmt: skip


def check(source: Path) -> Checked:
    return validate(read_tables(source))


@functools.cache
def outcome(name: str) -> Checked:
    with tempfile.TemporaryDirectory() as at:
        return check(CASES[name][0](Path(at)))


def grave(checked: Checked) -> list[tuple[Any, ...]]:
    """Return the findings that are more than information: code, severity, file, sheet, row, column."""
    serious = checked.findings.filter(pl.col("severity") != "info")
    return serious.select("code", "severity", "file", "sheet", "row", "column").rows()


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_found_at_its_place_and_nothing_else_is(name: str) -> None:
    expected, checked = CASES[name][1], outcome(name)
    assert sorted(map(repr, grave(checked))) == sorted(map(repr, expected))
    assert checked.ok == (not {"fatal", "error"} & {severity for _, severity, *_ in expected})


@pytest.mark.parametrize("name", CASES)
def test_every_message_is_whole_in_both_languages(name: str) -> None:
    findings = outcome(name).findings
    for row in findings.iter_rows(named=True):
        for text in (row["message_zh"], row["remedy_zh"], row["message_en"], row["remedy_en"]):
            assert text
            assert "{" not in text
            assert "None" not in text
        assert any("一" <= c <= "鿿" for c in row["message_zh"])
        if row["row"] is not None and row["column"] is not None:
            assert f"第 {row['row']} 行" in row["message_zh"] or row["row"] == 1
            assert f"row {row['row']}" in row["message_en"] or row["row"] == 1


@pytest.mark.parametrize("base", [good, with_staff])
def test_good_data_pass_without_a_word(base: Callable[[], Book], tmp_path: Path) -> None:
    checked = check(write(base(), tmp_path / XLSX))
    assert checked.findings.height == 0
    assert checked.ok
    assert checked.raise_if_failed() is checked


def test_a_formula_with_its_value_is_read(tmp_path: Path) -> None:
    assert check(calculated(tmp_path)).findings.height == 0


CONVERSIONS: dict[str, tuple[Maker, str, str, int, Any]] = {
    "thousands separators": (put(YEAR, "C2", "1,000"), "thousands", "school_year.pupils", 0, 1000),
    "full-width digits": (put(YEAR, "C2", "１０００"), "half-width", "school_year.pupils", 0, 1000),
    "numbers stored as text": (put(YEAR, "C2", "1000"), "text-as-number", "school_year.pupils", 0, 1000),
    "surrounding spaces": (put(SCHOOLS, "C2", " 第一小学　"), "stripped", "schools.name_zh", 0, "第一小学"),
    "full-width letters": (put(YEAR, "A2", "Ｓ０００１"), "half-width", "school_year.school_id", 0, "S0001"),
    "a year in four digits": (put(YEAR, "B2", "2025-2026学年"), "period-form", "school_year.period", 0, "2025-26"),
    "a Chinese date": (put(SPELLS, "D2", "2020年9月1日"), "date-form", "memberships.joined", 0, dt.date(2020, 9, 1)),
    "a date with slashes": (put(SPELLS, "D2", "2020/9/1"), "date-form", "memberships.joined", 0, dt.date(2020, 9, 1)),
    "a date of eight digits": (put(SPELLS, "D2", 20200901), "date-form", "memberships.joined", 0, dt.date(2020, 9, 1)),
    "an identifier that is a number": (put(STAFF, "A3", 7, with_staff), "number-as-text", "staff.staff_id", 1, "7"),
    "leading zeros by format": (put(STAFF, "A3", Shown(7, "00000"), with_staff), "padded", "staff.staff_id", 1, "00007"),
}  # fmt: skip


@pytest.mark.parametrize("name", CONVERSIONS)
def test_a_conversion_is_made_and_said(name: str, tmp_path: Path) -> None:
    make, rule, column, row, value = CONVERSIONS[name]
    checked = check(make(tmp_path))
    table, _, field = column.partition(".")
    assert checked.ok
    assert checked.tables[table][field][row] == value
    assert checked.findings.filter(pl.col("severity") == "info").select("code", "rule", "count").rows() == [
        ("converted-value", rule, 1)
    ]


@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-8", None), ("utf-8-sig", None), ("utf-16", "UTF-16"), ("gb18030", "GB18030")]
)
def test_encodings_are_recognised_and_said(encoding: str, said: str | None, tmp_path: Path) -> None:
    checked = check(csv("学校.csv", lambda b: as_text(b.sheets[SCHOOLS]).encode(encoding))(tmp_path))
    assert checked.ok
    assert checked.tables["schools"]["name_zh"].to_list() == ["第一小学", "第二小学"]
    codes = checked.findings.select("code", "severity", "file").rows()
    assert codes == ([] if said is None else [("encoding", "info", "学校.csv")])
    assert said is None or said in checked.findings["message_en"][0]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_and_line_ends_are_recognised(newline: str, separator: str, tmp_path: Path) -> None:
    text = lambda b: as_text(b.sheets[SCHOOLS], separator).replace("\n", newline).encode()  # noqa: E731
    assert check(csv("学校.csv", text)(tmp_path)).findings.height == 0


CANARY = "CANARY-310115198001011234"
PERSONAL: dict[str, Maker] = {
    "an unknown person": put("教师培训", "A2", CANARY, with_staff),
    "a person listed twice": book(lambda b: (b.put(STAFF, "A2", CANARY), b.put(STAFF, "A3", CANARY), b.put("教师培训", "A2", CANARY)), with_staff),
    "a bad identifier": put(STAFF, "A3", f"{CANARY} 号", with_staff),
    "an identifier with spaces": put(STAFF, "A3", f"  {CANARY}　", with_staff),
    "an identifier in full width": put(STAFF, "A3", "".join(chr(ord(c) + 0xFEE0) for c in CANARY), with_staff),
    "a name that is an error": put(STAFF, "J3", f"{CANARY}", with_staff),
    "no header row": book(lambda b: (b.put(STAFF, "A2", CANARY), b.sheets[STAFF].pop(0)), with_staff),
}  # fmt: skip


@pytest.mark.parametrize("name", PERSONAL)
def test_a_personal_value_is_never_shown(name: str, tmp_path: Path) -> None:
    tables = read_tables(PERSONAL[name](tmp_path))
    checked = validate(tables)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in CANARY)
    said = checked.findings.write_csv() + findings_text(checked.findings, "zh") + findings_text(checked.findings, "en")
    assert CANARY not in said
    assert wide not in said
    assert "310115" not in said


def test_the_message_reads_as_an_inspector_needs_it(tmp_path: Path) -> None:
    finding = check(put(YEAR, "I2", -5)(tmp_path)).findings.row(0, named=True)
    assert finding["message_zh"] == "“应开课时”第 2 行（I2）为 -5，应不小于 0"
    assert finding["message_en"] == "'应开课时' in row 2 (I2) is -5; it must be at least 0"
    assert finding["value"] == "-5"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("a column has a name that looks like a column", "在校生数"),
        ("a sheet has a name that looks like a table", "学校年报"),
        ("a word is not among the allowed", "成员校"),
        ("a file is none of the tables", "学校年报"),
    ],
)
def test_did_you_mean(name: str, meant: str) -> None:
    assert f"是否应为“{meant}”？" in " ".join(outcome(name).findings["message_zh"])
    assert f"Did you mean '{meant}'?" in " ".join(outcome(name).findings["message_en"])
