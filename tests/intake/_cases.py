"""The shape of a case of bad input, and the small words in which the tables of cases are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.intake.files import Book, as_text, book, folder, good

Maker = Callable[[Path], Path]
YEAR, SCHOOLS, SPELLS, GROUPS, STAFF, AREAS = "学校年报", "学校", "成员关系", "教育集团", "教职工", "区"
SURVEYS, MOVES, TRAINING, MARKS, PUPILS = "满意度调查", "教师流动", "教师培训", "学业监测", "学生"
XLSX = "data.xlsx"


@dataclass(frozen=True)
class Finding:
    """What is expected: code, row, column as the file writes it, severity, sheet or file (default: those of the case)."""

    code: str
    row: int | None = None
    column: str | None = None
    severity: str = "error"
    sheet: str | None = None


@dataclass(frozen=True)
class Case:
    """How a file is made, which table it is about, and every finding beyond information that it must give."""

    make: Maker
    sheet: str | None
    findings: tuple[Finding, ...]
    file: str | None = XLSX

    def expected(self) -> list[tuple[Any, ...]]:
        """Return code, severity, file, sheet, row, column of each finding."""
        return [self._place(one) for one in self.findings]

    def _place(self, one: Finding) -> tuple[Any, ...]:
        where = one.sheet if one.sheet is not None else self.sheet
        if self.file == XLSX:
            return (one.code, one.severity, XLSX if one.code != "missing-table" else None, where, one.row, one.column)
        return (one.code, one.severity, self.file or f"{where}.tsv", None, one.row, one.column)


def cell(sheet: str, at: str, value: Any, *findings: Finding, base: Callable[[], Book] = good) -> Case:
    """One cell of a folder of CSV files is changed: values that no spreadsheet has to have seen."""
    return Case(_spoilt(lambda b: b.put(sheet, at, value), base), sheet, findings, file="")


def rows(sheet: str, change: Callable[[Book], object], *findings: Finding, base: Callable[[], Book] = good) -> Case:
    """Return a folder of TSV files, changed in some way."""
    return Case(_spoilt(change, base), sheet, findings, file="")


def typed(sheet: str, at: str, value: Any, *findings: Finding, base: Callable[[], Book] = good) -> Case:
    """One cell of a workbook is changed: its type or its format matters."""
    return Case(book(lambda b: b.put(sheet, at, value), base), sheet, findings)


def sheet(
    name: str | None, change: Callable[[Book], object], *findings: Finding, base: Callable[[], Book] = good
) -> Case:
    """Return a workbook, changed in some way."""
    return Case(book(change, base), name, findings)


def text(name: str, encode: Callable[[Book], bytes], *findings: Finding) -> Case:
    """One file of a folder is written anew, byte by byte."""

    def change(files: dict[str, bytes], data: Book) -> None:
        files[name] = encode(data)

    return Case(folder(change), None, findings, file=name)


def edited(name: str, old: str, new: str, *findings: Finding) -> Case:
    """A piece of one CSV file is replaced."""

    def encode(b: Book) -> bytes:
        whole = as_text(b.sheets[name.removesuffix(".csv")])
        assert old in whole
        return whole.replace(old, new, 1).encode()

    return text(name, encode, *findings)


def _spoilt(change: Callable[[Book], object], base: Callable[[], Book]) -> Maker:
    def make(at: Path) -> Path:
        made, home = base(), at / "folder"
        change(made)
        home.mkdir()
        for name, lines in made.sheets.items():
            (home / f"{name}.tsv").write_text(as_text(lines, "\t"), encoding="utf-8")
        return home

    return make


def error(code: str, row: int | None = None, column: str | None = None, sheet: str | None = None) -> Finding:
    """Expect an error."""
    return Finding(code, row, column, "error", sheet)


def no_return(row: int) -> Finding:
    """Expect the warning that a school in a group has no annual return, because its own can't be told any more."""
    return Finding("member-without-weight", row, "学校编号", "warning", SPELLS)


def warning(code: str, row: int | None = None, column: str | None = None, sheet: str | None = None) -> Finding:
    """Expect a warning."""
    return Finding(code, row, column, "warning", sheet)
