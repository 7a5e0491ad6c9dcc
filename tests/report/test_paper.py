"""The report on paper: PDF and Word hold the words of the content, every name as it is written, and nothing else."""

import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from tests.charts.conftest import HOSTILE
from tests.report.office import pdf_text, printed, squeezed
from toolkit.charts._names import clean
from toolkit.disclosure import published
from toolkit.errors import OutputError
from toolkit.report import city_report, report
from toolkit.report._paper import PAGE, columns
from toolkit.report.blocks import Callout, Document, Facts, Figure, Heading, PageBreak, Paragraph, Table
from toolkit.report.docx import to_docx
from toolkit.report.pdf import _compiler, to_pdf
from toolkit.scoring_run import ScoringRun

LANGS = ("zh", "en")
NAMES = (
    *(name for pair in HOSTILE.values() for name in map(clean, pair)),
    "#let x = 1 *bold* _it_ @ref \\u{41} [c]",
    "=1+1",
)


def named(lang: str) -> Document:
    """A document of nothing but names that a careless writer would take for markup."""
    table = Table("t", NAMES[0], ("name", "n"), tuple((name, "1") for name in NAMES), frozenset({1}))
    texts = [block for name in NAMES for block in (Heading(name, "h"), Paragraph(name), Callout(name, "warning"))]
    return Document(lang, NAMES[0], NAMES[2], NAMES[3], (*texts, PageBreak(), table))


def short(document: Document) -> Document:
    """The document with its first drawing only: drawing takes most of the time."""
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    return replace(document, blocks=tuple(b for b in document.blocks if b not in figures[1:]))


def word_text(file: Any) -> str:
    return "\n".join("".join(p.itertext()) for p in file.element.body.iter(qn("w:p")))


@pytest.mark.parametrize("lang", LANGS)
def test_a_pdf_holds_all_words_and_chinese_can_be_selected(run: ScoringRun, lang: str, tmp_path: Path) -> None:
    document = city_report(published(run), lang)
    text = squeezed(pdf_text(report(run, tmp_path / "report.pdf", lang).read_bytes(), tmp_path / "again.pdf"))
    for block in document.on_paper:
        if isinstance(block, Heading | Paragraph | Callout):
            assert squeezed(block.text) in text
        if isinstance(block, Figure):
            assert squeezed(block.alt) in text
        if isinstance(block, Table) and block.rows:
            assert [c for row in block.rows for c in row if squeezed(c) not in text and len(c) < 8] == []
    assert text.count(run.fingerprint) >= 3
    assert ("合成数据" if lang == "zh" else "SYNTHETICDATA") in text


def test_names_are_text_in_a_pdf_and_never_markup(tmp_path: Path) -> None:
    text = squeezed(pdf_text(to_pdf(named("zh")), tmp_path / "names.pdf"))
    for name in NAMES:
        assert text.count(squeezed(name)) >= 4, name


def test_a_break_starts_a_new_page_and_the_header_of_a_long_table_stands_on_each(tmp_path: Path) -> None:
    rows = tuple((f"unit {i}", "1") for i in range(150))
    long = Table("t", "caption", ("head of names", "n"), rows, frozenset({1}))
    document = Document("en", "title", "subtitle", "mark", (Paragraph("before"), PageBreak(), long))
    pages = pdf_text(to_pdf(document), tmp_path / "long.pdf").split("\f")[:-1]
    assert "before" in pages[0]
    assert "unit 0" not in pages[0]
    assert len(pages) >= 4
    assert all("head of names" in page and "mark" in page for page in pages[1:])


@pytest.mark.parametrize("write", [to_pdf, to_docx])
@pytest.mark.parametrize("name", ["𠮷野家😀 กขค عربي", "a\x00b\x0bc\u202ed", "W" * 200, "第" * 200])
def test_no_character_and_no_length_stops_a_report(write: Any, name: str) -> None:
    table = Table("t", name, (name, "n"), ((name, "1"),), frozenset({1}))
    blocks = (Heading(name, "h"), Paragraph(name), Callout(name), Facts(((name, name),)), table)
    assert len(write(Document("zh", name, name, name, blocks))) > 1000


@pytest.mark.parametrize("write", [to_pdf, to_docx])
def test_the_same_report_gives_the_same_bytes(write: Any, run: ScoringRun) -> None:
    document = short(city_report(run, "zh"))
    data = write(document)
    assert data == write(document)
    assert data.startswith(b"%PDF-" if write is to_pdf else b"PK")


@pytest.mark.parametrize("lang", LANGS)
def test_a_word_file_holds_the_content_as_headings_tables_and_described_pictures(run: ScoringRun, lang: str) -> None:
    document = short(city_report(run, lang))
    file = docx.Document(io.BytesIO(to_docx(document)))
    headings = [p.text for p in file.paragraphs if (p.style.name or "").startswith("Heading")]
    assert headings == [document.title, *(b.text for b in document.on_paper if isinstance(b, Heading))]
    tables = [b for b in document.on_paper if isinstance(b, Table) and b.rows]
    held = [[[c.text for c in row.cells] for row in table.rows] for table in file.tables]
    assert all([list(t.columns), *map(list, t.rows)] in held for t in tables)
    assert all(table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None for table in file.tables)
    pictures = [p.get("descr") for p in file.element.body.iter(qn("wp:docPr"))]
    assert pictures == [b.alt for b in document.blocks if isinstance(b, Figure)]
    assert run.fingerprint in file.sections[0].footer.paragraphs[0].text


def test_names_are_text_in_word_and_both_scripts_have_a_font() -> None:
    file = docx.Document(io.BytesIO(to_docx(named("zh"))))
    for name in NAMES:
        assert word_text(file).count(name) >= 4, name
    fonts = list(file.styles.element.iter(qn("w:rFonts")))
    assert fonts
    for font in fonts:
        assert [a for a in font.attrib if a.endswith("Theme")] == []
        assert all(font.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia"))


def test_an_office_program_opens_the_word_file(run: ScoringRun, tmp_path: Path) -> None:
    path = report(run, tmp_path / "report.docx", "zh")
    text = printed(path, "Writer", "libswlo.so")
    assert squeezed(city_report(run, "zh").title) in text
    assert run.fingerprint in text


def test_columns_fill_the_page_and_numbers_are_never_broken() -> None:
    wide = Table(
        "t",
        "",
        ("name", "score", *"abcdefg"),
        ((HOSTILE["G002"][1], "61.2", *["−12.3 – 45.6"] * 7),),
        frozenset(range(1, 9)),
    )
    size, widths = columns(wide)
    assert sum(widths) == pytest.approx(PAGE)
    assert min(widths[2:]) > 12 * 0.6 * size * 25.4 / 72  # twelve characters of 0.6 em
    assert columns(Table("t", "", ("a", "b"), ()))[1] == pytest.approx([PAGE / 2] * 2)


@pytest.mark.parametrize(
    ("package", "write"), [("typst", _compiler.__wrapped__), ("docx", lambda: to_docx(named("zh")))]
)
def test_without_the_extra_one_sentence_says_what_to_install(
    package: str, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # as Python sees a package that is not installed
    with pytest.raises(OutputError, match=r"pip install 'duxue\[report\]'"):
        write()
