"""The report as a workbook: contents with links, a sheet a table, the pictures, and no formula anywhere."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from toolkit.charts._names import clean
from toolkit.files import write_whole
from toolkit.report._xlsx_contents import write_contents
from toolkit.report._xlsx_looks import Looks
from toolkit.report._xlsx_pictures import write_pictures
from toolkit.report._xlsx_places import places_of
from toolkit.report._xlsx_table import write_details, write_table
from toolkit.report.blocks import Document
from toolkit.workbook.write import CREATED, OPTIONS


def write_xlsx(document: Document, path: Path) -> None:
    """Write the document as one workbook."""
    data = to_xlsx(document)
    write_whole(path, lambda draft: draft.write_bytes(data))


def to_xlsx(document: Document) -> bytes:
    """Return the document as a workbook; the same document gives the same bytes."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS | {"in_memory": True}) as book:
        book.set_properties({"title": clean(document.title), "author": "Duxue", "created": CREATED})
        looks, places = Looks(book), places_of(document)
        sheets = {title: _sheet(book, title, document) for title in places.titles}
        for table in places.tables:
            write_table(sheets[places.sheet_of[table.id]], table, document, places, looks)
        if places.details:
            write_details(sheets[places.detail], document, places, looks)
        if places.figures:
            write_pictures(sheets[places.charts], document, places, looks)
        write_contents(sheets[places.contents], document, places, looks)  # last: only now the pictures have a place
    return buffer.getvalue()


def _sheet(book: Any, title: str, document: Document) -> Any:
    """Add a sheet that prints on A4 with the mark of the run below every page."""
    sheet = book.add_worksheet(title)
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&8 {clean(document.mark).replace('&', '&&')[:200]}&R&8 &P / &N")
    return sheet
