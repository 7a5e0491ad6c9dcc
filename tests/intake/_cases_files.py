"""Bad input in files: text files, Parquet, zip archives, databases, what a workbook carries along."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl

from tests.intake import _archives
from tests.intake._cases import SCHOOLS, STAFF, YEAR, Case, Finding, edited, error, text, warning
from tests.intake.files import as_text, folder, good, with_staff, write
from toolkit.read import read_tables

AREA = "教学及辅助用房面积"


def parquet(column: str, value: Any) -> Callable[[Path], Path]:
    def make(at: Path) -> Path:
        home = folder(lambda files, data: files.pop("学校年报.csv"))(at)
        frame = read_tables(write(good(), at / "data.xlsx"))["school_year"]
        frame.with_columns(pl.Series(column, [value, None])).write_parquet(home / "school_year.parquet")
        return home

    return make


def workbook_bytes(rows: list[list[Any]], sheet: str = "Sheet1") -> bytes:
    frame = pl.DataFrame({name: [row[i] for row in rows[1:]] for i, name in enumerate(rows[0])}, strict=False)
    out = io.BytesIO()
    frame.write_excel(out, sheet)
    return out.getvalue()


def sqlite(*statements: str) -> Callable[[Path], str]:
    """Return a maker of a database of the good data, in which something is changed."""

    def make(at: Path) -> str:
        tables = read_tables(write(good(), at / "data.xlsx"))
        with closing(sqlite3.connect(at / "data.db")) as base, base:
            for name, frame in tables.items():
                base.execute(f"CREATE TABLE {name} ({', '.join(frame.columns)})")
                texts = frame.with_columns(pl.col(pl.Date).cast(pl.String))
                base.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * frame.width)})", texts.rows())
            for statement in statements:
                base.execute(statement)
        return f"sqlite:///{at / 'data.db'}"

    return make


def placed(make: Callable[[Path], Any], file: str | None, *found: Finding) -> Case:
    return Case(make, None, found, file=file)


class InDatabase(Case):
    """A case whose table is named in place of a sheet."""

    def expected(self) -> list[tuple[Any, ...]]:
        return [(one.code, one.severity, "data.db", self.sheet, one.row, one.column) for one in self.findings]


def bytes_of(rows_of: str, codec: str) -> Callable[[Any], bytes]:
    return lambda b: as_text(b.sheets[rows_of]).encode(codec)


FILES: dict[str, Case] = {
    # text files
    "a row is too short": edited("区.csv", "D01,和平区,", "D01,和平区", error("missing-cell", 2)),
    "a row is too long": edited("区.csv", "D01,和平区,", "D01,和平,区,Heping", error("extra-cell", 2)),
    "a decimal comma between semicolons": text(
        "学校年报.csv",
        lambda b: as_text(b.sheets[YEAR], ";").replace("5000.0", "5000,5", 1).encode(),
        error("type-error", 2, AREA),
    ),
    "a thousands separator between semicolons": text(
        "学校年报.csv",
        lambda b: as_text(b.sheets[YEAR], ";").replace(";2000000.0;", ";2,000,000;", 1).encode(),
        error("type-error", 2, "教学仪器设备值"),
    ),
    "a fault in GB18030": text(
        "学校.csv",
        lambda b: as_text(b.sheets[SCHOOLS]).replace("小学\n", "大学\n", 1).encode("gb18030"),
        error("constraint-error", 2, "学段"),
    ),
    "a fault in UTF-16 with tabs": text(
        "学校.csv",
        lambda b: as_text(b.sheets[SCHOOLS], "\t").replace("小学\n", "大学\n", 1).encode("utf-16"),
        error("constraint-error", 2, "学段"),
    ),
    "a fault in UTF-16 without its mark": text(
        "学校.csv",
        lambda b: as_text(b.sheets[SCHOOLS]).replace("小学\n", "大学\n", 1).encode("utf-16-be"),
        error("constraint-error", 2, "学段"),
    ),
    "a fault behind a byte order mark": text(
        "学校.csv",
        lambda b: as_text(b.sheets[SCHOOLS]).replace("小学\n", "大学\n", 1).encode("utf-8-sig"),
        error("constraint-error", 2, "学段"),
    ),
    "a fault after a cell of two lines": text(
        "学校.csv",
        lambda b: as_text(b.sheets[SCHOOLS]).replace("第一小学", '"第一\n小学"').replace("小学\n", "大学\n").encode(),
        error("constraint-error", 2, "学段"),
        error("constraint-error", 3, "学段"),
    ),
    "a text file is a heap of spaces": text("教职工.csv", lambda b: b" \n \n", Finding("source-error", severity="fatal")),
    "a text file of no known encoding in a folder": text(
        "教职工.csv", lambda b: b"\xff\xfe\x00\xd8,\x81\n\x81", Finding("source-error", severity="fatal")
    ),
    "a file is none of the tables": text("学校年表.csv", lambda b: b"a,b\n", warning("unknown-table")),
    "a table stands in two files": placed(
        folder(lambda files, data: files.update({"districts.csv": as_text(data.sheets["区"]).encode()})),
        "区.csv",
        error("duplicate-table"),
    ),
    "a table stands in a workbook and in a file": placed(
        folder(lambda files, data: files.update({"all.xlsx": workbook_bytes(data.sheets["区"], "区")})),
        "区.csv",
        error("duplicate-table"),
    ),
    "one workbook of a folder is damaged": text(
        "staff.xlsx",
        lambda b: workbook_bytes(with_staff().sheets[STAFF])[:-500],
        Finding("source-error", severity="fatal"),
    ),
    # typed files
    "NaN in a Parquet file": placed(
        parquet("teaching_area", float("nan")), "school_year.parquet", error("constraint-error", 1, "teaching_area")
    ),
    "infinity in a Parquet file": placed(
        parquet("teaching_area", float("inf")), "school_year.parquet", error("constraint-error", 1, "teaching_area")
    ),
    "text in a Parquet file": placed(parquet("multimedia_rooms", "many"), "school_year.parquet", error("type-error", 1, "multimedia_rooms")),
    "half a pupil in a Parquet file": placed(
        parquet("multimedia_rooms", 0.5), "school_year.parquet", error("type-error", 1, "multimedia_rooms")
    ),
    "a list in a Parquet file": placed(
        parquet("multimedia_rooms", [1, 2]), "school_year.parquet", error("type-error", 1, "multimedia_rooms")
    ),
    # archives
    "a path that leads out of the archive": placed(
        _archives.archive(lambda out: out.writestr("../../staff.csv", "x")), "data.zip", error("source-error")
    ),
    "an absolute path in the archive": placed(
        _archives.archive(lambda out: out.writestr("/etc/staff.csv", "x")), "data.zip", error("source-error")
    ),
    "a path of Windows in the archive": placed(
        _archives.archive(lambda out: out.writestr("C:\\data\\staff.csv", "x")), "data.zip", error("source-error")
    ),
    "a link in the archive": placed(_archives.archive(_archives.link), "data.zip", error("source-error")),
    "an archive in the archive": placed(_archives.archive(_archives.nested), "data.zip", error("source-error")),
    "a fault in the archive": placed(
        _archives.archive(lambda out: out.writestr("教师培训.csv", "教职工代码,学年,培训类别,学时\nT1,2025-26,other,-1\n")),
        "教师培训.csv",
        error("constraint-error", 2, "学时"),
        error("foreign-key", None, "教职工代码"),
    ),
    # what a workbook carries along
    "a workbook with macros": placed(_archives.with_part("xl/vbaProject.bin", b"\0"), "data.xlsx", warning("macros")),
    "a workbook with links to others": placed(
        _archives.with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"), "data.xlsx", warning("external-links")
    ),
    # databases
    "a fault in a database": InDatabase(
        sqlite("UPDATE school_year SET multimedia_rooms = 'many' WHERE school_id = 'S0001'"),
        "school_year",
        (error("type-error", 1, "multimedia_rooms"),),
    ),
    "bytes in a database": InDatabase(
        sqlite("UPDATE schools SET name_zh = x'00ff' WHERE school_id = 'S0002'"),
        "schools",
        (error("type-error", 2, "name_zh"), error("missing-cell", 2, "name_zh")),
    ),
    "a day that does not exist in a database": InDatabase(
        sqlite('UPDATE memberships SET "left" = \'2025-02-30\' WHERE school_id = \'S0002\''),
        "memberships",
        (error("type-error", 2, "left"),),
    ),
}  # fmt: skip
