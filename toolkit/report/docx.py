"""The report as a Word file that an official goes on writing: real headings, real tables, pictures with a description."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.charts._names import clean
from toolkit.charts._saving import close, png_bytes
from toolkit.errors import OutputError
from toolkit.files import write_whole
from toolkit.report._docx_parts import add_table, close_set, fonts_of_styles, page_numbers, paper, shade
from toolkit.report._paper import shown_at
from toolkit.report.blocks import Callout, Document, Facts, Figure, Heading, PageBreak, Paragraph, Table

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

COLOURS = {"warning": ("FDF1E8", "B84A00"), "note": ("EEF5FA", "0072B2")}
"""Background and left edge of a callout."""


def write_docx(document: Document, path: Path) -> None:
    """Write the document as one Word file."""
    data = to_docx(document)
    write_whole(path, lambda draft: draft.write_bytes(data))


def to_docx(document: Document) -> bytes:
    """Return the document as a Word file; the same document gives the same bytes."""
    try:
        import docx
    except ImportError:
        raise OutputError("A Word report needs python-docx: pip install 'duxue[report]'.") from None
    file = docx.Document()
    about: Any = file.core_properties
    about.title, about.author, about.comments = clean(document.title), "Duxue", ""
    for date in about._element.xpath("dcterms:created | dcterms:modified"):
        about._element.remove(date)
    fonts_of_styles(file, document.lang)
    paper(file)
    if document.compact:
        close_set(file)
    page_numbers(file, document.mark)
    file.add_heading(clean(document.title), level=1)
    file.add_paragraph(clean(document.subtitle))
    small(file, document.mark)
    for block in document.on_paper:
        _add(file, block, document.lang)
    buffer = io.BytesIO()
    file.save(buffer)
    return _undated(buffer)


def _add(file: WordDocument, block: object, lang: str) -> None:
    match block:
        case Heading():
            file.add_heading(clean(block.text), level=block.level)
        case Paragraph():
            file.add_paragraph(clean(block.text))
        case Callout():
            shade(file.add_paragraph(clean(block.text)), *COLOURS[block.kind])
        case Facts():
            columns = tuple(label for label, _ in block.items)
            add_table(file, Table("facts", "", columns, (tuple(value for _, value in block.items),)), lang)
        case Table():
            file.add_paragraph(clean(block.caption), style="Caption").paragraph_format.keep_with_next = True
            add_table(file, block, lang)
            if block.note:
                small(file, block.note)
        case Figure():
            _picture(file, block)
        case PageBreak():
            file.add_paragraph().paragraph_format.page_break_before = True


def small(file: WordDocument, text: str) -> None:
    """Add a paragraph in small letters: what stands below a table or a picture."""
    from docx.shared import Pt, RGBColor

    run = file.add_paragraph().add_run(clean(text))
    run.font.size, run.font.color.rgb = Pt(8), RGBColor(0x55, 0x55, 0x55)


def _picture(file: WordDocument, figure: Figure) -> None:
    from docx.shared import Mm

    axes = figure.draw()
    size: Any = axes.figure
    wide, high = shown_at(tuple(size.get_size_inches()))
    picture = file.add_picture(io.BytesIO(png_bytes(axes)), Mm(wide), Mm(high))
    close(axes)
    about: Any = picture._inline.docPr
    about.set("descr", clean(figure.alt))
    about.set("title", clean(figure.title))
    file.paragraphs[-1].paragraph_format.keep_with_next = True
    small(file, figure.alt)


def _undated(written: io.BytesIO) -> bytes:
    """Write the archive again without times."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(zipfile.ZipInfo(entry.filename), source.read(entry), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
