"""What is read after a conversion, and said; encodings, separators; what is never shown; how a message reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from tests.intake._cases import SCHOOLS, SPELLS, STAFF, XLSX, YEAR, Maker
from tests.intake.files import Book, Shown, as_text, book, folder, good, with_staff, write
from toolkit.checks.text import findings_text
from toolkit.checks.words_cells import CELLS
from toolkit.read import read_tables
from toolkit.reading.ledger import reading_ledger
from toolkit.validate import Checked, validate
from toolkit.words import WORDS


def put(sheet: str, cell: str, value: Any, base: Callable[[], Book] = good) -> Maker:
    return book(lambda b: b.put(sheet, cell, value), base)


def csv(name: str, encode: Callable[[Book], bytes]) -> Maker:
    def change(files: dict[str, bytes], data: Book) -> None:
        files[name] = encode(data)

    return folder(change)


def calculated(at: Path) -> Path:
    """xlsxwriter asks for a recalculation: without that line the stored value of a formula is good."""
    path = write(good(), at / XLSX)
    workbook = openpyxl.load_workbook(path)
    workbook.calculation.fullCalcOnLoad = False
    workbook.save(path)
    return path


def check(source: Path) -> Checked:
    return validate(read_tables(source))


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
    "a name that is an error": book(lambda b: (b.put(STAFF, "J1", "姓名"), b.put(STAFF, "J3", f"={CANARY}")), with_staff),
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


def test_the_ledger_counts_what_was_converted(tmp_path: Path) -> None:
    changes = {"C2": "1,000人", "C3": "1000", "K2": "９００", "K3": "９００"}
    checked = check(book(lambda b: [b.put(YEAR, at, value) for at, value in changes.items()])(tmp_path))
    assert reading_ledger(checked.findings).rows() == [
        ("read", "half-width", 2, 2, f"{YEAR}.体质测试人数"),
        ("read", "text-as-number", 1, 1, f"{YEAR}.在校生数"),
        ("read", "unit-removed", 1, 1, f"{YEAR}.在校生数"),
    ]


def test_every_conversion_has_words_in_the_ledger() -> None:
    names = [name for name, message in CELLS.items() if message.code == "converted-value"]
    assert len(names) >= 10
    assert [name for name in names if f"event.{name}" not in WORDS] == []
