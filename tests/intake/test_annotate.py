"""The annotated copy: colours and comments at the cells of the findings, a summary first, everything else as it was."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import polars as pl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from polars.testing import assert_frame_equal

from tests.intake._archives import changed
from tests.intake._cases import SCHOOLS, SPELLS, SURVEYS, TRAINING, YEAR
from tests.intake.files import with_all, write
from tests.intake.test_cases import duxue
from toolkit.annotate import annotate
from toolkit.annotation.package import STRICT, TRANSITIONAL
from toolkit.annotation.styles import FILLS
from toolkit.errors import OptionError
from toolkit.read import read_tables
from toolkit.template import write_template
from toolkit.validate import Checked, validate


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workbook with a negative number, a text for a number, two faults in a cell, an empty cell, a serial date."""
    book = with_all()
    changes = {"I2": -5, "C3": "很多", "K2": 5000}
    for at, value in changes.items():
        book.put(YEAR, at, value)
    book.put(SCHOOLS, "C3", None)
    book.put(SPELLS, "E3", 47000)
    book.put(TRAINING, "A2", "T9")
    book.put(SURVEYS, "F2", 300)
    return write(book, tmp_path_factory.mktemp("book") / "填报.xlsx")


@pytest.fixture(scope="module")
def checked(source: Path) -> Checked:
    return validate(read_tables(source), lang="zh")


def faults(findings: pl.DataFrame) -> pl.DataFrame:
    """Return findings without their file, which differs between a workbook and its copy."""
    return findings.drop("file").filter(pl.col("code") != "unknown-table")


def said(path: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Return colour and comment of every coloured cell behind the summary."""
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book.worksheets[1:] for row in sheet.iter_rows() for cell in row]
    return {
        (cell.parent.title, cell.coordinate): (cell.fill.fgColor.rgb, cell.comment.text if cell.comment else "")
        for cell in cells
        if cell.comment or cell.fill.fgColor.rgb in FILLS.values()
    }


def test_every_finding_is_at_its_cell(source: Path, checked: Checked, tmp_path: Path) -> None:
    noted = said(annotate(checked, source, tmp_path / "copy.xlsx"))
    known = checked.findings.drop_nulls("cell")
    assert known.height >= 8
    assert noted.keys() == set(known.select("sheet", "cell").rows())
    for sheet, cell, message, remedy in known.select("sheet", "cell", "message_zh", "remedy_zh").iter_rows():
        assert message in noted[sheet, cell][1]
        assert remedy in noted[sheet, cell][1]
    assert noted[YEAR, "I2"][0] == FILLS["error"]
    assert noted[SPELLS, "E3"][0] == FILLS["warning"]
    assert noted[SURVEYS, "F2"][1].count("[错误]") == 2


def test_everything_else_is_as_it_was(source: Path, checked: Checked, tmp_path: Path) -> None:
    before = source.read_bytes()
    copy = openpyxl.load_workbook(annotate(checked, source, tmp_path / "copy.xlsx", lang="en"))
    assert source.read_bytes() == before
    old = openpyxl.load_workbook(source)
    assert copy.sheetnames == ["Duxue findings", *old.sheetnames]
    for sheet in old:
        assert copy[sheet.title].dimensions == sheet.dimensions
        for row in sheet.iter_rows():
            for cell in row:
                same = copy[sheet.title][cell.coordinate]
                assert (same.value, same.number_format) == (cell.value, cell.number_format)
                assert repr((same.font, same.border)) == repr((cell.font, cell.border))


def test_the_summary_counts_and_leads_to_the_first_cell(source: Path, checked: Checked, tmp_path: Path) -> None:
    summary = openpyxl.load_workbook(annotate(checked, source, tmp_path / "copy.xlsx")).worksheets[0]
    assert summary.sheet_view.tabSelected
    texts = [[cell.value for cell in row] for row in summary.iter_rows()]
    counts = dict(checked.findings.group_by("severity").agg(pl.col("count").sum()).iter_rows())
    assert [row[:2] for row in texts[2:4]] == [["错误", counts["error"]], ["警告", counts["warning"]]]
    head = next(i for i, row in enumerate(texts) if row[0] == "级别")
    assert sum(row[4] for row in texts[head + 1 :]) == checked.findings["count"].sum()
    at = next(row for row in summary.iter_rows(min_row=head + 2) if row[2].value == "应开课时")
    assert at[3].value == "I2"
    assert at[3].hyperlink.location == f"'{YEAR}'!I2"


def test_the_copy_can_be_mended_and_checked_again(source: Path, checked: Checked, tmp_path: Path) -> None:
    copy = annotate(checked, source, tmp_path / "copy.xlsx")
    again = validate(read_tables(copy))
    assert_frame_equal(faults(again.findings), faults(checked.findings))
    second = annotate(again, copy, tmp_path / "second.xlsx", lang="zh")
    assert openpyxl.load_workbook(second).sheetnames[:2] == ["Duxue 校验结果 2", "Duxue 校验结果"]
    assert validate(read_tables(second)).findings.height == checked.findings.height


def test_a_workbook_with_a_life_of_its_own(tmp_path: Path) -> None:
    """Comments of the inspector are continued; charts, names, drop-downs and the table of a sheet stay."""
    path = tmp_path / "own.xlsx"
    with xlsxwriter.Workbook(path) as book:
        first, sheet = book.add_worksheet("笔记"), book.add_worksheet("学校")
        first.write("A1", "x")
        rows = [["S0001", "D01", None, None, "小学"], ["S0002", "D01", "二小", None, "大学"]]
        heads = ["学校编号", "区编号", "学校名称", "学校英文名", "学段"]
        sheet.add_table(0, 0, 2, 4, {"data": rows, "columns": [{"header": head} for head in heads]})
        sheet.write_comment("E3", "去年改的")
        sheet.insert_chart("G2", chart := book.add_chart({"type": "column"}))
        chart.add_series({"values": "=学校!$A$2:$A$3"})
        sheet.data_validation("E2:E9", {"validate": "list", "source": ["小学", "初中"]})
        sheet.repeat_rows(0)
        sheet.activate()
    checked = validate(read_tables(path), lang="zh")
    copy = annotate(checked, path, tmp_path / "copy.xlsx")
    assert said(copy)["学校", "E3"][1].startswith("去年改的\n[错误]")
    assert "必填" in said(copy)["学校", "C2"][1]
    book = openpyxl.load_workbook(copy)
    assert book.active.title == "Duxue 校验结果"
    assert book["学校"].print_title_rows == "$1:$1"
    assert list(book["学校"].tables) == ["Table1"]
    assert [str(v.sqref) for v in book["学校"].data_validations.dataValidation] == ["E2:E9"]
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy) as new:
        assert set(old.namelist()) <= set(new.namelist())
        assert old.read("xl/charts/chart1.xml") == new.read("xl/charts/chart1.xml")
        assert sum(b"tabSelected" in new.read(name) for name in new.namelist() if "/sheet" in name) == 0


def prefixed(name: str, data: bytes) -> bytes:
    """Write a part as some programs do: every element with the prefix x."""
    if not name.startswith(("xl/worksheets/sheet", "xl/sharedStrings", "xl/styles", "xl/workbook.xml")):
        return data
    main = TRANSITIONAL[0].encode()
    return re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", data).replace(b'xmlns="' + main, b'xmlns:x="' + main)


def strict(name: str, data: bytes) -> bytes:
    """Write a part as Excel's strict kind of workbook."""
    for usual, other in zip(TRANSITIONAL, STRICT, strict=True):
        data = data.replace(usual.encode(), other.encode())
    return data


@pytest.mark.parametrize("change", [prefixed, strict])
def test_other_ways_to_write_a_workbook(change: object, tmp_path: Path) -> None:
    path = changed(tmp_path, lambda name, data: change(name, re.sub(rb"<v>900</v>", b"<v>9000</v>", data)))
    checked = validate(read_tables(path), lang="zh")
    assert not checked.ok
    copy = annotate(checked, path, tmp_path / "copy.xlsx")
    assert_frame_equal(faults(validate(read_tables(copy)).findings), faults(checked.findings))
    with zipfile.ZipFile(copy) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                ElementTree.fromstring(parts.read(name))
    if change is prefixed:
        assert said(copy).keys() == set(checked.findings.select("sheet", "cell").rows())


def test_what_is_refused(source: Path, checked: Checked, tmp_path: Path) -> None:
    for wrong in (source, tmp_path / "copy.xls", tmp_path / "copy.xlsm"):
        with pytest.raises(OptionError):
            annotate(checked, source, wrong)
    with pytest.raises(OptionError, match="no workbook"):
        annotate(checked, tmp_path, tmp_path / "copy.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_on_the_command_line(source: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.xlsx"
    code, out, err = duxue("check", source, "--annotate", copy, "--lang", "zh", "--format", "json")
    assert (code, json.loads(out)["files"]) == (1, {"annotated": str(copy)})
    assert "copy.xlsx" in err
    assert copy.exists()
    assert duxue("check", source, "--annotate", copy)[0] == 2, "it is never overwritten"
    assert duxue("check", source.parent, "--annotate", tmp_path / "other.xlsx")[0] == 2, "a folder is no workbook"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_copy_and_what_it_saves_is_read_the_same(
    source: Path, checked: Checked, tmp_path: Path
) -> None:
    copy = annotate(checked, source, tmp_path / "copy.xlsx")
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), str(copy)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    saved = tmp_path / "saved" / "copy.xlsx"
    assert_frame_equal(faults(validate(read_tables(saved)).findings), faults(checked.findings))
    colours = {cell: colour for cell, (colour, _) in said(copy).items()}
    assert {cell: colour for cell, (colour, _) in said(saved).items()} == colours


def test_the_empty_template_has_nothing_to_colour(tmp_path: Path) -> None:
    template = write_template(tmp_path / "t.xlsx", lang="zh")
    copy = annotate(validate(read_tables(template)), template, tmp_path / "copy.xlsx", lang="en")
    assert said(copy) == {}
    assert openpyxl.load_workbook(copy).worksheets[0]["A1"].value == "Findings"


def test_a_comment_of_the_inspector_written_by_openpyxl(tmp_path: Path) -> None:
    book = with_all()
    book.put(SPELLS, "E3", dt.date(2019, 9, 1))
    path = write(book, tmp_path / "a.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook[SPELLS]["A2"].comment = Comment("已核对", "督学甲")
    workbook.save(path)
    noted = said(annotate(validate(read_tables(path)), path, tmp_path / "b.xlsx", lang="en"))
    assert noted[SPELLS, "A2"][1] == "已核对"
    assert "not after" in noted[SPELLS, "E3"][1]
