"""Tables of a workbook: a header that stays in sight, a filter, numbers as numbers, and texts that are never formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from toolkit.charts._names import clean
from toolkit.report._xlsx_looks import WIDEST, Looks
from toolkit.report._xlsx_places import HEAD, Places, said
from toolkit.report.blocks import Cell, Document, Table
from toolkit.workbook.looks import text_width

LONGEST = 32_767
"""Characters that a cell of Excel holds."""
FORMULA = ("=", "+", "-", "@")
NARROW, MEASURED = 8, 400
LINE = 15.0
"""Height of a line in points."""


def write_table(sheet: Any, table: Table, document: Document, places: Places, looks: Looks) -> None:
    """Write a table on a sheet of its own."""
    write_back(sheet, document, places, looks)
    heads, rows = spread(table)
    _put(sheet, table, heads, rows, HEAD, places, looks)
    if not rows:
        sheet.write_string(HEAD + 1, 0, said("none", document.lang), looks.text)
    widths = _widths([heads, *rows])
    _set_widths(sheet, widths)
    sheet.set_row(HEAD, LINE * _lines(heads, widths))
    sheet.freeze_panes(HEAD + 1, 1)
    sheet.repeat_rows(HEAD)
    if len(heads) > 5:
        sheet.set_landscape()
    if rows:
        last = HEAD + len(rows)
        sheet.autofilter(HEAD, 0, last, len(heads) - 1)
        for column, form in enumerate(_forms(table)):
            for condition in looks.conditions(form):
                sheet.conditional_format(HEAD + 1, column, last, column, condition)


def write_details(sheet: Any, document: Document, places: Places, looks: Looks) -> None:
    """Write the tables that scores lead to, one below the other."""
    write_back(sheet, document, places, looks)
    wide: list[Sequence[str]] = []
    for table in places.details:
        heads, rows = spread(table)
        _put(sheet, table, heads, rows, places.tops[table.id] + 2, places, looks)
        sheet.set_row(places.tops[table.id] + 2, LINE * 3)
        wide += rows if len(wide) < MEASURED else []
    _set_widths(sheet, _widths([[""], *wide]))
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()


def write_back(sheet: Any, document: Document, places: Places, looks: Looks) -> None:
    """Write the way back to the contents into the first cell."""
    text = f"← {said('sheet.contents', document.lang)}"
    sheet.write_url(0, 0, f"internal:'{places.contents}'!A1", looks.back, text)


def _put(
    sheet: Any,
    table: Table,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    top: int,
    places: Places,
    looks: Looks,
) -> None:
    """Write caption, note, header and rows; `top` is the row of the header."""
    sheet.write_string(top - 2, 0, clean(table.caption), looks.caption)
    if table.note:
        sheet.write_string(top - 1, 0, clean(table.note)[:LONGEST], looks.small)
    for column, head in enumerate(heads):
        sheet.write_string(top, column, clean(head), looks.head)
    right = _right(table)
    for r, row in enumerate(rows, start=top + 1):
        for column, text in enumerate(row):
            write_cell(sheet, r, column, text, places, looks, right=column in right)


def write_cell(
    sheet: Any, row: int, column: int, text: str, places: Places, looks: Looks, *, right: bool = False
) -> None:
    """Write a number as a number with its format, anything else as text; with the link that the cell has."""
    known = text if isinstance(text, Cell) else Cell(text)
    value, url = known.number, places.url(known.to)
    shown = clean(text)[:LONGEST]
    look = looks.cell(
        known.form if value is not None else "",
        known.unit if value is not None else "",
        link=bool(url),
        right=right and value is None,
        formula=shown.startswith(FORMULA),
        wrap=value is None and not right,
    )
    if url:
        sheet.write_url(row, column, url, look, shown[:255])
    if value is not None:
        sheet.write_number(row, column, value, look)
    elif not shown:
        sheet.write_blank(row, column, None, look)
    elif not url or len(shown) > 255:
        sheet.write_string(row, column, shown, look)


def spread(table: Table) -> tuple[list[str], list[list[str]]]:
    """Return header and rows, the columns of `split` taken apart."""
    heads = [head for c, column in enumerate(table.columns) for head in table.split.get(c, (column,))]
    return heads, [list(_apart(row, table)) for row in table.rows]


def _apart(row: Sequence[str], table: Table) -> Iterator[str]:
    for c, text in enumerate(row):
        if c not in table.split:
            yield text
            continue
        parts = text.parts if isinstance(text, Cell) else ()
        yield from parts or (text, *[""] * (len(table.split[c]) - 1))


def _right(table: Table) -> set[int]:
    """Return the columns of numbers, counted after taking apart."""
    found, column = set(), 0
    for c in range(len(table.columns)):
        wide = len(table.split.get(c, ("",)))
        found |= set(range(column, column + wide)) if c in table.numeric else set()
        column += wide
    return found


def _forms(table: Table) -> Iterator[str]:
    """Return the one form of each column, empty where a column has none, several, or is a part of something."""
    for c in range(len(table.columns)):
        forms = {cell.form for row in table.rows if isinstance(cell := row[c], Cell) and cell.number is not None}
        parts = table.split.get(c, ("",))
        yield forms.pop() if len(forms) == 1 and len(parts) == 1 else ""
        yield from [""] * (len(parts) - 1)


def _widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Return each column as wide as its widest cell, a header as wide as half of it; a Chinese character takes two."""
    wide = []
    for column in range(max(map(len, rows), default=0)):
        texts = [row[column] for row in rows[:MEASURED] if column < len(row)]
        needed = [text_width(text) + 2 if i else text_width(text) / 2 + 3 for i, text in enumerate(texts)]
        wide.append(min(WIDEST, max([NARROW, *needed])))
    return wide


def _set_widths(sheet: Any, widths: Sequence[float]) -> None:
    for column, wide in enumerate(widths):
        sheet.set_column(column, column, wide)


def _lines(heads: Sequence[str], widths: Sequence[float]) -> int:
    """Return how many lines the header needs."""
    return max((-(-text_width(h) // int(w - 2)) for h, w in zip(heads, widths, strict=False)), default=1)
