"""The report as a workbook: numbers are numbers, texts are never formulas, every link arrives, every picture is described."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from tests.charts.conftest import HOSTILE
from tests.report.office import printed, squeezed
from tests.report.test_paper import NAMES, short
from toolkit.charts._names import clean
from toolkit.report import city_report, report
from toolkit.report._cells import cell
from toolkit.report._xlsx_places import HEAD
from toolkit.report.blocks import Cell, Document, Figure, Paragraph, Table
from toolkit.report.xlsx import to_xlsx
from toolkit.results_places import FIRST_ROW, SHEETS, letters
from toolkit.results_workbook import results_document
from toolkit.scoring_run import ScoringRun

LANGS = ("zh", "en")
pytestmark = pytest.mark.filterwarnings(
    "ignore:.*xtension is not supported:UserWarning"
)  # data bars, which openpyxl can't read


def opened(document: Document) -> Any:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(document)))


@pytest.fixture(scope="module", params=LANGS)
def both(request: pytest.FixtureRequest, run: ScoringRun) -> tuple[Document, Any]:
    document = short(city_report(run, request.param))
    return document, opened(document)


def test_every_table_has_a_sheet_with_its_header_in_sight_and_a_filter(both: tuple[Document, Any]) -> None:
    document, book = both
    tables = [b for b in document.on_paper if isinstance(b, Table)]
    sheets = book.worksheets[1 : 1 + len(tables)]
    for table, sheet in zip(tables, sheets, strict=True):
        heads = [h for c, column in enumerate(table.columns) for h in table.split.get(c, (column,))]
        assert [c.value for c in sheet[HEAD + 1][: len(heads)]] == list(map(clean, heads))
        assert sheet["A2"].value == clean(table.caption)
        assert sheet.freeze_panes == f"B{HEAD + 2}"
        assert sheet.print_title_rows == f"${HEAD + 1}:${HEAD + 1}"
        if table.rows:
            assert sheet.auto_filter.ref.startswith(f"A{HEAD + 1}:")
            assert sheet.auto_filter.ref.endswith(str(HEAD + 1 + len(table.rows)))


def test_numbers_are_the_numbers_of_the_run(run: ScoringRun) -> None:
    sheet = opened(short(city_report(run, "en")))["scores"]
    heads = [c.value for c in sheet[HEAD + 1]]
    held = {row[1]: dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=HEAD + 2, values_only=True)}
    scores = run.scores.filter(level="group", period=run.latest, node="total")
    for row in scores.drop_nulls("score").iter_rows(named=True):
        told = held[row["unit_id"]]
        assert (told["score"], told["lower end"], told["upper end"]) == (row["score"], row["lower"], row["upper"])
        assert (told["rank"], told["best rank"], told["worst rank"]) == (
            row["rank"],
            row["rank_lower"],
            row["rank_upper"],
        )
    assert held["G003"]["score"] == "not assessable"
    assert held["G003"]["rank"] is None


def test_units_and_signs_are_in_the_number_format() -> None:
    rows = (("a", cell(28.571, "short", unit='"%"'), cell(-1.25, "signed"), cell(0.5, "share")),)
    sheet = opened(Document("en", "t", "s", "m", (Table("t", "c", ("n", "v", "d", "p"), rows),))).worksheets[1]
    value, change, share = sheet[HEAD + 2][1:4]
    assert (value.value, value.number_format) == (28.57, 'General" %"')
    assert (change.value, change.number_format) == (-1.25, "+0.0;−0.0;0.0")
    assert (share.value, share.number_format) == (0.5, "0%")


@pytest.mark.parametrize("name", [*NAMES, "=1+1", "+1", "-1", "@A1", '=HYPERLINK("x")', "x" * 40_000])
def test_no_text_becomes_a_formula_or_a_link(name: str) -> None:
    table = Table("t", name, ("a", "b"), ((name, Cell(name, to="t")),), note=name)
    data = to_xlsx(Document("zh", name, name, name, (Paragraph(name), table)))
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {c.data_type for c in cells} <= {"s", "n"}
    assert clean(name)[:32_767] in [c.value for c in cells]
    assert all(b"TargetMode" not in part for part in parts(data, "rels") if b"hyperlink" in part)
    formula = [c for c in cells if str(c.value).startswith(("=", "+", "-", "@")) and c.row == HEAD + 2]
    formula = [c for c in formula if c.parent is book.worksheets[1]]
    assert all(c.quotePrefix for c in formula)


def parts(data: bytes, ending: str) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(name) for name in archive.namelist() if name.endswith(ending)]


def test_every_link_arrives_and_the_contents_lead_everywhere(both: tuple[Document, Any]) -> None:
    document, book = both
    contents = book.worksheets[0]
    reached = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for place in row:
                if place.hyperlink:
                    assert place.hyperlink.target is None
                    title, at = re.fullmatch(r"'(.+)'!([A-Z]+\d+)", place.hyperlink.location).groups()  # type: ignore[union-attr]
                    assert book[title.replace("''", "'")][at].value is not None or at == "A1"
                    reached |= {title} if sheet is contents else set()
    assert reached == set(book.sheetnames[1:])
    assert all(sheet["A1"].hyperlink.location == f"'{contents.title}'!A1" for sheet in book.worksheets[1:])
    assert document.title in [contents["A1"].value]


def test_a_score_leads_to_its_indicators_and_these_to_their_source(both: tuple[Document, Any]) -> None:
    document, book = both
    units = next(b for b in document.blocks if isinstance(b, Table) and b.id == "all-units")
    sheet = book.worksheets[0].parent[
        book.sheetnames[[b.id for b in document.on_paper if isinstance(b, Table)].index("all-units") + 1]
    ]
    first = sheet.cell(HEAD + 2, 3)
    title, at = re.fullmatch(r"'(.+)'!([A-Z]+\d+)", first.hyperlink.location).groups()  # type: ignore[union-attr]
    assert units.rows[0][1] in book[title][at].value
    indicator = book[title].cell(book[title][at].row + 3, 1)
    title, at = re.fullmatch(r"'(.+)'!([A-Z]+\d+)", indicator.hyperlink.location).groups()  # type: ignore[union-attr]
    assert book[title][at].value == indicator.value
    assert book[title][at].row != indicator.row


def test_pictures_have_a_description(both: tuple[Document, Any]) -> None:
    document, _ = both
    drawings = b"".join(parts(to_xlsx(document), "drawing1.xml")).decode()
    alts = [b.alt for b in document.blocks if isinstance(b, Figure)]
    assert alts
    assert re.findall(r'descr="([^"]*)"', drawings) == [a.replace("&", "&amp;").replace("<", "&lt;") for a in alts]


def test_titles_of_sheets_are_short_and_differ() -> None:
    tables = tuple(Table(f"t{i}", "a/b:c*d?e[f]\\g" + "长" * 40, ("a",), (("1",),)) for i in range(12))
    titles = opened(Document("zh", "t", "s", "m", tables)).sheetnames
    assert len({t.casefold() for t in titles}) == 13
    assert max(map(len, titles)) <= 31


def test_the_same_report_gives_the_same_workbook(run: ScoringRun) -> None:
    document = short(city_report(run, "zh"))
    assert to_xlsx(document) == to_xlsx(document)


def test_hostile_names_are_written_whole(hostile: ScoringRun) -> None:
    sheet = opened(short(city_report(hostile, "zh")))["得分一览"]
    names = {row[0] for row in sheet.iter_rows(min_row=HEAD + 2, values_only=True)}
    assert {clean(zh) for zh, _ in HOSTILE.values()} <= names


def test_the_place_that_a_report_names_holds_the_value(run: ScoringRun) -> None:
    book = opened(results_document(run))
    sources = {b.id: b for b in city_report(run, "en").blocks if isinstance(b, Table)}
    for level, unit in (("group", "G005"), ("school", "S0051")):
        sheet = book[SHEETS[level]]
        row = next(r for r in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(r, 1).value == unit)
        values = run.values.filter(level=level, unit_id=unit, period=run.latest).select("indicator", "value")
        for indicator, value in values.iter_rows():
            assert sheet[f"{letters(run)[indicator]}{row}"].value == value
    note = sources["from-G005"].note
    rows = [r for r in range(FIRST_ROW, 100) if str(book[SHEETS["school"]].cell(r, 1).value).startswith("S005")]
    assert f"{rows[0]}–{rows[-1]}" in note


def test_the_workbook_of_the_run_withholds_what_rests_on_few_cases(run: ScoringRun) -> None:
    from dataclasses import replace

    few = replace(run, values=run.values.with_columns(n=pl.lit(7, pl.Int64)))
    held = {b.id: b for b in results_document(few).blocks if isinstance(b, Table)}
    flags = held["预警提示 flags"]
    at = flags.columns.index("节点 node")
    of_indicators = [row for row in flags.rows if row[at] in run.framework.indicators]
    assert of_indicators
    assert all("少于 10" in row[-2] and "fewer than 10" in row[-1] for row in of_indicators)
    assert not any(re.search(r"\d\d\.\d", "".join(row[-2:])) for row in of_indicators)
    assert {c for row in held[SHEETS["school"]].rows for c in row[3:]} == {""}


def test_an_office_program_opens_the_workbook_and_prints_it(run: ScoringRun, tmp_path: Path) -> None:
    path = report(run, tmp_path / "report.xlsx", "zh")
    text = printed(path, "Calc", "libsclo.so")
    assert squeezed(city_report(run, "zh").title) in text
    assert run.fingerprint in text
