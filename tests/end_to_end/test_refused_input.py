"""Sources that can't be read at all: one clear sentence in the asked language, no traceback, no guess."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.files import good, write
from toolkit.errors import UnreadableInputError
from toolkit.read import read_tables

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def workbook(at: Path) -> Path:
    return write(good(), at / "data.xlsx")


def named(name: str, content: bytes) -> Callable[[Path], Path]:
    def make(at: Path) -> Path:
        (at / name).write_bytes(content)
        return at / name

    return make


def folder_of(name: str, content: bytes) -> Callable[[Path], Path]:
    return lambda at: named(name, content)(at).parent


def truncated(at: Path) -> Path:
    path = workbook(at)
    path.write_bytes(path.read_bytes()[:3000])
    return path


def damaged_inside(at: Path) -> Path:
    """The directory of the archive is whole, a sheet is not."""
    return changed(at, lambda name, data: data[: len(data) // 2] if name == "xl/worksheets/sheet1.xml" else data)


def changed(at: Path, change: Callable[[str, bytes], bytes]) -> Path:
    path = workbook(at)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(at / "changed.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return Path(shutil.move(at / "changed.xlsx", path))


def bomb(at: Path) -> Path:
    path = workbook(at)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(80 * 2**20))
    return path


def with_entities(at: Path) -> Path:
    definition = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
    return changed(
        at,
        lambda name, data: data.replace(b"<workbook", definition + b"<workbook") if name == "xl/workbook.xml" else data,
    )


def far_cells(at: Path) -> Path:
    """One cell in the last row and column: a dense rectangle round it has 17 thousand million cells."""
    row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return changed(
        at, lambda name, data: data.replace(b"</sheetData>", row) if name.startswith("xl/worksheets/") else data
    )


def many_strings(at: Path) -> Path:
    return changed(
        at,
        lambda name, data: (
            re.sub(rb'uniqueCount="\d+"', b'uniqueCount="4000000000"', data) if name == "xl/sharedStrings.xml" else data
        ),
    )


REFUSED: dict[str, tuple[Callable[[Path], Path | str], str, str]] = {
    "nothing there": (lambda at: at / "data.xlsx", "找不到“data.xlsx”", "does not exist"),
    "a database address": (lambda at: "sqlite:///data.db", "数据库", "can't be read yet"),
    "a kind of file that is not read": (named("data.docx", b"PK"), "可读：.xlsx", "Accepted: .xlsx"),
    "an old Excel file": (named("data.xls", OLE), "另存为 .xlsx", "Save it as .xlsx"),
    "an old Excel file under a new name": (named("data.xlsx", OLE + bytes(2000)), "旧版 Excel", "old Excel file"),
    "a protected workbook": (named("data.xlsx", OLE + "EncryptedPackage".encode("utf-16-le")), "密码", "password"),
    "an empty file": (named("data.xlsx", b""), "空文件", "is empty"),
    "an empty text file": (named("schools.csv", b""), "空文件", "is empty"),
    "a text file of spaces": (named("schools.csv", b" \r\n \r\n"), "空文件", "is empty"),
    "a text under the name of a workbook": (named("data.xlsx", "学校编号\n".encode()), "不是 Excel 工作簿", "not an Excel workbook"),
    "a truncated workbook": (truncated, "已损坏", "damaged"),
    "a workbook that is damaged inside": (damaged_inside, "已损坏", "damaged"),
    "another kind of archive": (
        lambda at: Path(shutil.move(shutil.make_archive(str(at / "data"), "zip", at), at / "data.xlsx")),
        "不是 Excel 工作簿",
        "not an Excel workbook",
    ),
    "an archive that unpacks to a thousand times its size": (bomb, "内部结构异常", "suspicious"),
    "a workbook that defines entities": (with_entities, "DTD", "DTD"),
    "a workbook with a cell in the last corner": (far_cells, "1048576 x 16384", "1048576 x 16384"),
    "a workbook that announces four thousand million strings": (many_strings, "sharedStrings", "sharedStrings"),
    "a text file of no known encoding": (named("schools.csv", b"\xff\xfe\x00\xd8,\x81\n" + bytes([0x81])), "编码", "encoding"),
    "a text file with zero bytes": (named("schools.csv", b"school_id\n\x00\x01\n"), "编码", "encoding"),
    "a quote that is never closed": (named("schools.csv", b'school_id,stage\nS1,"primary\nS2,junior\n'), "双引号", "double quotes"),
    "a text file that is none of the tables": (named("pupils of 2025.csv", b"school_id\nS1\n"), "不是约定的表名", "not the name of a table"),
    "a damaged Parquet file": (named("schools.parquet", b"PAR1" + bytes(100)), "已损坏", "damaged"),
    "a text under the name of a Parquet file": (named("schools.parquet", b"school_id\n"), "已损坏", "damaged"),
    "an empty folder": (lambda at: at, "没有可读的文件", "holds no file"),
    "a folder of other things": (folder_of("notes.csv", b"a,b\n1,2\n"), "notes.csv", "notes.csv"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_the_source_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    make, zh, en = REFUSED[name]
    source = make(tmp_path)
    for lang, said in (("zh", zh), ("en", en)):
        with pytest.raises(UnreadableInputError) as raised:
            read_tables(source, lang=lang)
        text = str(raised.value)
        assert said in text
        assert str(tmp_path) not in text, "the path of a machine does not belong in a message"
        assert "\n" not in text
        assert raised.value.__suppress_context__, "one sentence, not a chain of tracebacks"


def test_the_file_that_was_changed_for_these_tests_is_read_when_it_is_not_changed(tmp_path: Path) -> None:
    assert read_tables(changed(tmp_path, lambda name, data: data)).keys() == read_tables(workbook(tmp_path)).keys()


def test_a_workbook_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.reading.workbook.TIMEOUT", 0.001)
    with pytest.raises(UnreadableInputError, match="took more than"):
        read_tables(workbook(tmp_path))


@pytest.mark.skipif(sys.platform != "linux", reason="limits on memory are Linux's")
def test_a_workbook_that_takes_too_much_memory_is_given_up(tmp_path: Path) -> None:
    """What the child does first, `limit()`, turns an allocation of 2 GB under a limit of 1 GB into an error of its own."""
    path = workbook(tmp_path)
    code = "import toolkit.reading.child as c; c.MEMORY = 2**30; c.limit(); bytes(2**31)"
    child = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True)
    assert "MemoryError" in child.stderr
    assert read_tables(path), "and this process goes on"
