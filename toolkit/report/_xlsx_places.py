"""Which sheet each block of a document stands on, and which cell each anchor is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from toolkit.charts._names import shorten
from toolkit.report.blocks import Block, Cell, Document, Facts, Figure, Heading, PageBreak, Table
from toolkit.words import WORDS, word

HEAD = 3
"""Row (from 0) of the header of a table; above it the way back, the caption, the note."""
FIRST = 4
"""First row of the blocks on the first sheet, below title and mark."""
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


@dataclass
class Places:
    """Titles of the sheets, and where things are.

    Attributes
    ----------
    titles : list of str
        The sheets in order; `contents`, `charts`, `detail` are the titles of the three that hold many blocks.
    sheet_of : dict
        Id of a table -> title of its sheet.
    at : dict
        Anchor -> (title, row, column).
    tops : dict
        Id of a detail table -> row of its caption.
    """

    contents: str
    charts: str
    detail: str
    titles: list[str] = field(default_factory=list)
    sheet_of: dict[str, str] = field(default_factory=dict)
    at: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    tops: dict[str, int] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    details: list[Table] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    def url(self, anchor: str) -> str:
        """Return the address of an anchor inside the workbook; empty where it has none."""
        if anchor not in self.at:
            return ""
        from xlsxwriter.utility import xl_rowcol_to_cell

        title, row, column = self.at[anchor]
        quoted = title.replace("'", "''")
        return f"internal:'{quoted}'!{xl_rowcol_to_cell(row, column)}"


def places_of(document: Document) -> Places:
    """Say where everything goes, before anything is written: links point forwards too."""
    places = Places(
        contents=said("sheet.contents", document.lang),
        charts=said("sheet.charts", document.lang),
        detail=said("sheet.trace", document.lang),
    )
    places.titles.append(places.contents)
    for block in document.blocks:
        if isinstance(block, Table) and block.detail:
            places.details.append(block)
        elif isinstance(block, Table):
            places.tables.append(block)
        elif isinstance(block, Figure):
            places.figures.append(block)
    for table in places.tables:
        title = _title(places, table, document.lang)
        places.titles.append(title)
        places.sheet_of[table.id] = title
        _anchors(places, table, title, HEAD)
    top = 1
    for table in places.details:
        places.tops[table.id] = top
        places.sheet_of[table.id] = places.detail
        _anchors(places, table, places.detail, top + 2)
        top += max(1, len(table.rows)) + 4
    places.titles += [places.charts] * bool(places.figures) + [places.detail] * bool(places.details)
    row = FIRST
    for block in document.blocks:
        if isinstance(block, Heading):
            places.at[block.id] = (places.contents, row, 0)
        row += lines_of(block)
    return places


def lines_of(block: Block) -> int:
    """Return how many rows of the first sheet a block takes."""
    if isinstance(block, Facts):
        return len(block.items)
    return int(not isinstance(block, PageBreak) and not (isinstance(block, Table) and block.detail))


def _anchors(places: Places, table: Table, title: str, head: int) -> None:
    places.at[table.id] = (title, head - 2, 0)
    for r, row in enumerate(table.rows):
        column = 0
        for c, text in enumerate(row):
            if isinstance(text, Cell) and text.id:
                places.at[text.id] = (title, head + 1 + r, column)
            column += len(table.split.get(c, ("",)))


def _title(places: Places, table: Table, lang: str) -> str:
    """Return a title of at most 31 characters that no other sheet has."""
    text = said(f"sheet.{table.id}", lang) if f"sheet.{table.id}" in WORDS else FORBIDDEN.sub(" ", table.caption)
    text = text[:31].strip().strip("'") or shorten(table.id, 20)
    taken, number, full = {t.casefold() for t in (*places.titles, places.charts, places.detail)}, 2, text
    while full.casefold() in taken:
        full, number = f"{text[:27]} {number}", number + 1
    return full


def said(key: str, lang: str) -> str:
    """Return a word in the language of a document, in both where it has both.

    >>> said("score", "en"), said("score", "zh en")
    ('score', '得分 score')
    """
    return " ".join(word(key, one) for one in lang.split())
