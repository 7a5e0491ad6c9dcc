"""Formats and widths of the workbook."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from toolkit.facts import ColumnFacts

FONT = "Microsoft YaHei"
REQUIRED_FILL, OPTIONAL_FILL, GUIDE_FILL = "#FFD27F", "#DDE6EE", "#F4F4F4"


@dataclass(frozen=True)
class Looks:
    """The formats of one workbook."""

    title: Any
    text: Any
    head: Any
    required: Any
    optional: Any
    cells: dict[str, Any]


def looks(book: Any) -> Looks:
    """Make the formats; text columns are formatted as text, so that 007 stays 007 and 2011-12 is no date."""
    base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
    head = base | {"bold": True, "border": 1, "text_wrap": True, "align": "center"}
    plain = book.add_format(base | {"num_format": "@"})
    return Looks(
        title=book.add_format(base | {"bold": True, "font_size": 16}),
        text=book.add_format(base | {"text_wrap": True, "valign": "top"}),
        head=book.add_format(head | {"bg_color": GUIDE_FILL}),
        required=book.add_format(head | {"bg_color": REQUIRED_FILL}),
        optional=book.add_format(head | {"bg_color": OPTIONAL_FILL, "bold": False}),
        cells={
            "text": plain,
            "identifier": plain,
            "period": plain,
            "choice": plain,
            "boolean": plain,
            "integer": book.add_format(base | {"num_format": "0"}),
            "number": book.add_format(base | {"num_format": "General"}),
            "date": book.add_format(base | {"num_format": "yyyy-mm-dd"}),
        },
    )


def width(column: ColumnFacts, lang: str) -> float:
    """Return the width of a column in characters; a Chinese character takes two.

    Parameters
    ----------
    column : ColumnFacts
        Its header word and allowed values decide.
    """
    texts = [column.word(lang), *(pair[0 if lang == "zh" else 1] for pair in column.words.values())]
    return float(min(40, max(12, *(text_width(text) + 4 for text in texts))))


def text_width(text: str) -> int:
    """Count the cells of a monospaced grid that a text fills.

    >>> text_width("学校 A")
    6
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
