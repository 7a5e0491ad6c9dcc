"""What python-docx has no call for: fonts of both scripts, shading, page numbers, tables with a header that repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.charts._names import clean
from toolkit.report._paper import columns
from toolkit.report.blocks import Table
from toolkit.words import word

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph

LATIN, CHINESE = "Arial", "Microsoft YaHei"
"""Fonts that Word has on every machine; other programs put their own in place."""
PER_MM = 1440 / 25.4
"""Twentieths of a point in a millimetre."""


def element(tag: str, *children: Any, **attributes: Any) -> Any:
    """Return an element of WordprocessingML; attributes of its own namespace."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made: Any = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    made.extend(children)
    return made


def fonts_of_styles(file: WordDocument, lang: str) -> None:
    """Name the fonts of both scripts everywhere: a font of the theme would win over them, and Chinese would fall back."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    styles: Any = file.styles.element
    for fonts in styles.iter(qn("w:rFonts")):
        for name in [n for n in fonts.attrib if n.endswith("Theme")]:
            del fonts.attrib[name]
        for script, family in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", CHINESE), ("cs", LATIN)):
            fonts.set(qn(f"w:{script}"), family)
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "zh-CN")
    file.core_properties.language = {"zh": "zh-CN", "en": "en-GB"}[lang]
    normal: Any = file.styles["Normal"]
    normal.font.size, normal.paragraph_format.space_after = Pt(10), Pt(5)


def paper(file: WordDocument) -> None:
    """Set A4 with the margins of the PDF."""
    from docx.shared import Mm

    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(14)
    section.top_margin = section.bottom_margin = Mm(16)


def close_set(file: WordDocument) -> None:
    """Take smaller letters and less space, for a brief that is to stay on one page."""
    from docx.shared import Mm, Pt

    section = file.sections[0]
    section.top_margin = section.bottom_margin = Mm(10)
    for name, size, before, after in (
        ("Normal", 8, 0, 2),
        ("Caption", 7.5, 0, 1),
        ("Heading 1", 14, 0, 2),
        ("Heading 2", 10.5, 5, 1),
    ):
        style: Any = file.styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.0


def page_numbers(file: WordDocument, mark: str) -> None:
    """Put the mark of the run and the number of the page below every page."""
    from docx.shared import Pt

    line: Any = file.sections[0].footer.paragraphs[0]
    line.add_run(f"{clean(mark)} · ").font.size = Pt(7.5)
    for part in (
        element("fldChar", fldCharType="begin"),
        _text("instrText", "PAGE"),
        element("fldChar", fldCharType="separate"),
        _text("t", "1"),
        element("fldChar", fldCharType="end"),
    ):
        number = line.add_run()
        number.font.size = Pt(7.5)
        number._r.append(part)


def shade(paragraph: Paragraph, background: str, edge: str) -> None:
    """Give a paragraph a background and a thick left edge."""
    properties: Any = paragraph._p.get_or_add_pPr()
    for child in (
        element("pBdr", element("left", val="single", sz=36, space=6, color=edge)),
        element("shd", val="clear", color="auto", fill=background),
    ):
        properties.insert_element_before(child, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def add_table(file: WordDocument, table: Table, lang: str) -> None:
    """Add a table; written as elements at once, since python-docx takes a second for a thousand cells."""
    size, widths = columns(table)
    twips = [round(w * PER_MM) for w in widths]
    rows = table.rows or ((word("none", lang), *[""] * (len(table.columns) - 1)),)
    edge = {"val": "single", "sz": 4, "space": 0, "color": "BFBFBF"}
    made = element(
        "tbl",
        element(
            "tblPr",
            element("tblW", w=sum(twips), type="dxa"),
            element("tblBorders", *(element(side, **edge) for side in ("top", "bottom", "insideH"))),
            element("tblLayout", type="fixed"),
            element("tblCellMar", *(element(side, w=60, type="dxa") for side in ("left", "right"))),
        ),
        element("tblGrid", *(element("gridCol", w=w) for w in twips)),
        _row(table.columns, twips, table.numeric, size, head=True),
        *(_row(row, twips, table.numeric, size) for row in rows),
    )
    body: Any = file.element.body
    body.insert(len(body) - 1, made)  # the last element says how the page is


def _row(cells: tuple[str, ...], twips: list[int], numeric: frozenset[int], size: float, head: bool = False) -> Any:
    properties = element("trPr", element("cantSplit"), *([element("tblHeader")] if head else []))
    return element("tr", properties, *(_cell(c, twips[i], i in numeric, size, head) for i, c in enumerate(cells)))


def _cell(text: str, wide: int, right: bool, size: float, head: bool) -> Any:
    shading = [element("shd", val="clear", color="auto", fill="F0F0F0")] if head else []
    line = element("pPr", element("spacing", before=20, after=20), *([element("jc", val="right")] if right else []))
    letters = element("rPr", *([element("b")] if head else []), element("sz", val=round(size * 2)))
    run = element("r", letters, _text("t", clean(text)))
    return element("tc", element("tcPr", element("tcW", w=wide, type="dxa"), *shading), element("p", line, run))


def _text(tag: str, text: str) -> Any:
    made = element(tag)
    made.text = text
    return made
