"""The first sheet: everything that is said in words, in its order, with links to the tables and pictures."""

from __future__ import annotations

from typing import Any

from toolkit.charts._names import clean
from toolkit.report._xlsx_looks import CALLOUTS, TITLES, Looks
from toolkit.report._xlsx_places import FIRST, Places, lines_of
from toolkit.report._xlsx_table import LINE, write_cell
from toolkit.report.blocks import Block, Callout, Document, Facts, Figure, Heading, Paragraph, Table
from toolkit.workbook.looks import text_width

WIDE, BESIDE = 96, 24
"""Widths of the two columns in characters."""


def write_contents(sheet: Any, document: Document, places: Places, looks: Looks) -> None:
    """Write title, mark and one line a block (`Facts` take one line each)."""
    sheet.set_column(0, 0, WIDE)
    sheet.set_column(1, 1, BESIDE)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, clean(document.title), looks.make(bold=True, font_size=TITLES[1]))
    sheet.write_string(1, 0, clean(document.subtitle), looks.text)
    sheet.write_string(2, 0, clean(document.mark), looks.small)
    row = FIRST
    for block in document.blocks:
        row += _line(sheet, row, block, places, looks)
    if places.details:
        sheet.write_url(row, 0, f"internal:'{places.detail}'!A1", looks.back, places.detail)


def _line(sheet: Any, row: int, block: Block, places: Places, looks: Looks) -> int:
    match block:
        case Heading():
            sheet.write_string(row, 0, clean(block.text), looks.make(bold=True, font_size=TITLES[block.level]))
            sheet.set_row(row, LINE * 1.6)
        case Paragraph():
            _text(sheet, row, block.text, looks.text)
        case Callout():
            _text(sheet, row, block.text, looks.make(text_wrap=True, bg_color=CALLOUTS[block.kind]))
        case Facts():
            for at, (label, value) in enumerate(block.items, start=row):
                sheet.write_string(at, 0, clean(label), looks.text)
                write_cell(sheet, at, 1, value, places, looks, right=True)
        case Table() if not block.detail:
            sheet.write_url(row, 0, places.url(block.id), looks.back, clean(block.caption)[:255])
            sheet.write_number(row, 1, len(block.rows), looks.small)
        case Figure():
            sheet.write_url(row, 0, places.url(block.id), looks.back, clean(block.title)[:255])
    return lines_of(block)


def _text(sheet: Any, row: int, text: str, look: Any) -> None:
    """Write a text on as many lines as it needs: Excel does not find that out by itself for every font."""
    sheet.write_string(row, 0, clean(text), look)
    sheet.set_row(row, LINE * max(1, -(-text_width(clean(text)) // (WIDE - 6))))
