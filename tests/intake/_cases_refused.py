"""Sources that can't be read at all: how they are made, and what the one sentence says in Chinese and English."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.intake._archives import archive, changed, with_part, workbook

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
HTML = b"<html><body><table><tr><td>school_id</td></tr></table></body></html>"


def named(name: str, content: bytes) -> Callable[[Path], Path]:
    def make(at: Path) -> Path:
        (at / name).write_bytes(content)
        return at / name

    return make


def folder_of(name: str, content: bytes) -> Callable[[Path], Path]:
    return lambda at: named(name, content)(at).parent


def cut(size: int) -> Callable[[Path], Path]:
    def make(at: Path) -> Path:
        path = workbook(at)
        path.write_bytes(path.read_bytes()[:size])
        return path

    return make


def damaged_inside(at: Path) -> Path:
    """The directory of the archive is whole, a sheet is not."""
    return changed(at, lambda name, data: data[: len(data) // 2] if name == "xl/worksheets/sheet1.xml" else data)


def in_part(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], Path]:
    return lambda at: changed(at, lambda part, data: change(data) if part == name else data)


DEFINITION = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'


def defined_late(data: bytes) -> bytes:
    """Put the definition behind five thousand spaces."""
    return data.replace(b"<workbook", b" " * 5000 + DEFINITION.encode() + b"<workbook")


def in_utf16(data: bytes) -> bytes:
    text = data.decode().replace("UTF-8", "UTF-16").replace("<workbook", DEFINITION + "<workbook")
    return text.encode("utf-16")


FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
"""One cell in the last row and column: a dense rectangle round it has 17 thousand million cells."""


def encrypted_zip(at: Path) -> Path:
    """Set the mark of encryption on the members of an archive."""
    path = archive(lambda out: None)(at)
    data = bytearray(path.read_bytes())
    for found in re.finditer(rb"PK\x01\x02", bytes(data)):
        data[found.start() + 8] |= 1
    for found in re.finditer(rb"PK\x03\x04", bytes(data)):
        data[found.start() + 6] |= 1
    path.write_bytes(bytes(data))
    return path


def fifty_thousand(at: Path) -> Path:
    path = at / "data.xlsx"
    with zipfile.ZipFile(path, "w") as out:
        for i in range(10_001):
            out.writestr(f"xl/p{i}", b"")
    return path


REFUSED: dict[str, tuple[Callable[[Path], Path | str], str, str]] = {
    "nothing there": (lambda at: at / "data.xlsx", "找不到“data.xlsx”", "does not exist"),
    "a kind of file that is not read": (named("data.docx", b"PK"), "可读：.xlsx", "Accepted: .xlsx"),
    "an old Excel file": (named("data.xls", OLE), "另存为 .xlsx", "Save it as .xlsx"),
    "an old Excel file under a new name": (named("data.xlsx", OLE + bytes(2000)), "旧版 Excel", "old Excel file"),
    "a protected workbook": (named("data.xlsx", OLE + "EncryptedPackage".encode("utf-16-le")), "密码", "password"),
    "a web page under the name of a workbook": (named("data.xlsx", HTML), "不是 Excel 工作簿", "not an Excel workbook"),
    "a text under the name of a workbook": (named("data.xlsx", "学校编号\n".encode()), "不是 Excel 工作簿", "not an Excel workbook"),
    "an empty file": (named("data.xlsx", b""), "空文件", "is empty"),
    "an empty text file": (named("schools.csv", b""), "空文件", "is empty"),
    "a text file of spaces": (named("schools.csv", b" \r\n \r\n"), "空文件", "is empty"),
    "a truncated workbook": (cut(3000), "已损坏", "damaged"),
    "a workbook of two bytes": (cut(2), "已损坏", "damaged"),
    "a workbook that is damaged inside": (damaged_inside, "已损坏", "damaged"),
    "a workbook without its list of sheets": (in_part("xl/workbook.xml", lambda data: b"<workbook/"), "已损坏", "damaged"),
    "another kind of archive": (
        lambda at: Path(shutil.move(shutil.make_archive(str(at / "data"), "zip", at), at / "data.xlsx")),
        "不是 Excel 工作簿",
        "not an Excel workbook",
    ),
    "an archive that unpacks to a thousand times its size": (with_part("xl/media/zeros.bin", bytes(80 * 2**20)), "内部结构异常", "suspicious"),
    "an archive of ten thousand parts": (fifty_thousand, "10001 parts", "10001 parts"),
    "a workbook that defines entities": (
        in_part("xl/workbook.xml", lambda data: data.replace(b"<workbook", DEFINITION.encode() + b"<workbook")),
        "DTD",
        "DTD",
    ),
    "a workbook that defines entities far inside": (in_part("xl/workbook.xml", defined_late), "DTD", "DTD"),
    "a workbook that defines entities in UTF-16": (in_part("xl/workbook.xml", in_utf16), "DTD", "DTD"),
    "a sheet that defines entities": (
        in_part("xl/worksheets/sheet1.xml", lambda data: data.replace(b"<worksheet", DEFINITION.encode() + b"<worksheet")),
        "DTD",
        "DTD",
    ),
    "a workbook with a cell in the last corner": (
        in_part("xl/worksheets/sheet1.xml", lambda data: data.replace(b"</sheetData>", FAR)),
        "1048576 x 16384",
        "1048576 x 16384",
    ),
    "a workbook that announces four thousand million strings": (
        in_part("xl/sharedStrings.xml", lambda data: re.sub(rb'uniqueCount="\d+"', b'uniqueCount="4000000000"', data)),
        "sharedStrings",
        "sharedStrings",
    ),
    "a text file of no known encoding": (named("schools.csv", b"\xff\xfe\x00\xd8,\x81\n" + bytes([0x81])), "编码", "encoding"),
    "a text file with zero bytes": (named("schools.csv", b"school_id\n\x00\x01\n"), "编码", "encoding"),
    "a quote that is never closed": (named("schools.csv", b'school_id,stage\nS1,"primary\nS2,junior\n'), "双引号", "double quotes"),
    "a text file that is none of the tables": (named("pupils of 2025.csv", b"school_id\nS1\n"), "不是约定的表名", "not the name of a table"),
    "a damaged Parquet file": (named("schools.parquet", b"PAR1" + bytes(100)), "已损坏", "damaged"),
    "a text under the name of a Parquet file": (named("schools.parquet", b"school_id\n"), "已损坏", "damaged"),
    "an empty folder": (lambda at: at, "没有可读的文件", "holds no file"),
    "a folder of other things": (folder_of("notes.csv", b"a,b\n1,2\n"), "notes.csv", "notes.csv"),
    "a damaged zip": (named("data.zip", b"PK\x03\x04" + bytes(50)), "已损坏", "damaged"),
    "a zip without tables": (archive(lambda out: out.writestr("a.txt", "x"), {}), "没有可读的文件", "holds no file"),
    "a zip with a password": (encrypted_zip, "密码", "password"),
    "a zip that is a bomb": (archive(lambda out: out.writestr("学生.csv", bytes(80 * 2**20))), "内部结构异常", "suspicious"),
    "another kind of database": (lambda at: "mysql://inspector:s3cret@db/duxue", "mysql://inspector:***@db", "sqlite:///"),
    "a database that is not there": (lambda at: f"sqlite:///{at / 'none.db'}", "找不到", "does not exist"),
    "a database that is none": (lambda at: f"sqlite:///{named('data.db', HTML * 20)(at)}", "读取失败", "not a database"),
}  # fmt: skip
