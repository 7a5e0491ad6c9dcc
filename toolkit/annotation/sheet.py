"""Colouring cells in the XML of a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from toolkit.annotation.package import prefix
from toolkit.annotation.styles import Styles
from toolkit.checks.letters import letters
from toolkit.reading.archive import column_number
from toolkit.reading.marks import placed

AFTER = (
    "mc:AlternateContent",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
"""What follows `legacyDrawing` in a sheet, in the order that the format prescribes."""

Cells = Mapping[tuple[int, int], str]
"""(row from 1, column from 0) -> severity."""


def coloured(text: str, cells: Cells, styles: Styles) -> str:
    """Return the sheet with the fills of its cells; a cell that is not there yet is added."""
    p = prefix(text, "worksheet")
    wanted: dict[int, dict[int, str]] = {}
    for (row, column), severity in cells.items():
        wanted.setdefault(row, {})[column] = severity
    text = placed(text.encode()).decode()
    of_column = _column_styles(text)

    def fill(found: re.Match[str]) -> str:
        number = re.search(r"\br=[\"'](\d+)", found[1])
        here = wanted.get(int(number[1])) if number else None
        if not here:
            return found[0]
        inside = _row(found[2] or "", int(number[1]) if number else 0, here, p, styles, of_column)
        return f"<{p}row{found[1].rstrip('/')}>{inside}</{p}row>"

    return re.sub(rf"<{p}row\b([^>]*?)(?:/>|>(.*?)</{p}row>)", fill, text, flags=re.DOTALL)


def _row(inside: str, number: int, wanted: Mapping[int, str], p: str, styles: Styles, of_column: dict[int, int]) -> str:
    found = {}
    for one in re.finditer(rf"<{p}c\b(?:[^>]*/>|[^>]*>.*?</{p}c>)", inside, re.DOTALL):
        place = re.search(r"\br=[\"']([A-Z]+)\d", one[0])
        if place:
            found[column_number(place[1])] = one[0]
    for column, severity in wanted.items():
        given = found.get(column, f'<{p}c r="{letters(column)}{number}"/>')
        style = re.search(r"\ss=[\"'](\d+)[\"']", given.partition(">")[0])
        base = int(style[1]) if style else of_column.get(column, 0) if column not in found else 0
        bare = re.sub(r"\ss=[\"']\d+[\"']", "", given, count=1) if style else given
        found[column] = bare.replace(f"<{p}c", f'<{p}c s="{styles.coloured(base, severity)}"', 1)
    return "".join(found[column] for column in sorted(found))


def _column_styles(text: str) -> dict[int, int]:
    """Style that a column gives to cells that are not there yet."""
    styles: dict[int, int] = {}
    for column in re.findall(r"<(?:\w+:)?col\b[^>]*>", text):
        facts = dict(re.findall(r"\b(min|max|style)=[\"'](\d+)[\"']", column))
        if "style" in facts:
            last = min(int(facts["max"]), int(facts["min"]) + 500)
            styles |= dict.fromkeys(range(int(facts["min"]) - 1, last), int(facts["style"]))
    return styles


def with_drawing(text: str, relation: str, links: str) -> str:
    """Return the sheet with the element that leads to its comments' shapes."""
    p = prefix(text, "worksheet")
    end = text.index(f"</{p}sheetData>") if f"</{p}sheetData>" in text else text.index(f"<{p}sheetData")
    places = [found.start() for name in AFTER if (found := re.compile(rf"<(?:\w+:)?{name}\b").search(text, end))]
    at = min([*places, text.rindex(f"</{p}worksheet>")])
    return f'{text[:at]}<{p}legacyDrawing xmlns:r="{links}" r:id="{relation}"/>{text[at:]}'


def not_selected(text: str) -> str:
    """Return the sheet without its mark of being open: two open sheets would be edited together."""
    return re.sub(r"\stabSelected=[\"'](?:1|true)[\"']", "", text)
