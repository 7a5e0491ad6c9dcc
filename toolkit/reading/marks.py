"""What a sheet says of its cells beyond their values, found in its XML. Standard library only: the child imports it.

The reader of values turns an error into nothing, a formula that was never calculated into 0, and 00007 into 7.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field

from toolkit.checks.letters import letters
from toolkit.reading.archive import column_number, each, small_part

_CELL = rb"<(?:\w+:)?c\b([^>]*)(?<!/)>"
_ERROR = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt=[\"']e[\"'][^>]*)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_FORMULA = re.compile(
    _CELL + rb"\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v\b[^>]*/>|<(?:\w+:)?v\b[^>]*>[^<]*)?"
)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)<")
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_ROW_NUMBER = re.compile(rb"\br=[\"'](\d{1,7})[\"']")
_ROW_OR_CELL = re.compile(rb"<((?:\w+:)?(?:row|c)\b)([^>]*)")
_NO_PLACE = re.compile(rb"<(?:\w+:)?(?:row|c)(?=[\s/>])(?![^>]*\sr=)[^>]*>")
_HIDDEN = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*\bhidden=[\"'](?:1|true)[\"'])[^>]*?\br=[\"'](\d{1,7})[\"']")
_HIDDEN_COLUMNS = re.compile(rb"<(?:\w+:)?col\b(?=[^>]*\bhidden=[\"'](?:1|true)[\"'])[^>]*>")
_SPAN = re.compile(rb"\b(min|max)=[\"'](\d{1,7})[\"']")
_TYPE = re.compile(rb"\bt=[\"'](\w+)[\"']")

PERCENT_BUILT_IN = {9, 10}


@dataclass(frozen=True)
class Formats:
    """Styles (index in cellXfs) that show a percentage, and those that show leading zeros with their width."""

    percent: frozenset[int] = frozenset()
    zeros: dict[int, int] = field(default_factory=dict)


def formats(archive: zipfile.ZipFile) -> Formats:
    """Read the number formats of a workbook."""
    styles = small_part(archive, "xl/styles.xml")
    if styles is None:
        return Formats()
    codes = {int(f.get("numFmtId", 0)): f.get("formatCode", "") for f in each(styles, "numFmt")}
    uses = [int(xf.get("numFmtId", 0)) for group in each(styles, "cellXfs") for xf in group]
    bare = {number: re.sub(r'"[^"]*"|\\.', "", code) for number, code in codes.items()}
    percent = {i for i, number in enumerate(uses) if number in PERCENT_BUILT_IN or "%" in bare.get(number, "")}
    zeros = {i: len(codes[n]) for i, n in enumerate(uses) if re.fullmatch("0{2,}", codes.get(n, ""))}
    return Formats(frozenset(percent), zeros)


def marks(xml: bytes, shown: Formats, recalculate: bool) -> list[tuple[int, int, str, str]]:
    """Return (row, column, kind, detail) of every marked cell, counted from 0; the first mark of a cell counts."""
    found: list[tuple[int, int, str, str]] = []
    if b't="e"' in xml or b"t='e'" in xml:
        for cell in _ERROR.finditer(xml):
            text = _VALUE.search(cell[2])
            found += _at(cell[1], "error", text[1].decode("utf-8", "replace") if text else "")
    if any(tag in xml for tag in (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")):
        for cell in _FORMULA.finditer(xml):
            if _type(cell[1]) != b"e" and (recalculate or _never_calculated(cell[1], cell[2])):
                found += _at(cell[1], "formula", "")
    for style in sorted(shown.percent | set(shown.zeros)):
        kind, detail = ("percent", "") if style in shown.percent else ("zeros", str(shown.zeros[style]))
        for cell in re.finditer(rb"<(?:\w+:)?c\b([^>]*\bs=[\"']%d[\"'][^>]*)(?<!/)>" % style, xml):
            if _type(cell[1]) in (b"", b"n"):
                found += _at(cell[1], kind, detail)
    first: dict[tuple[int, int], tuple[int, int, str, str]] = {}
    for mark in found:
        first.setdefault(mark[:2], mark)
    return sorted(first.values())


def placed(xml: bytes) -> bytes:
    """Write the place into cells and rows that leave it out, as the format allows: they follow their neighbours."""
    if not _NO_PLACE.search(xml):
        return xml
    row = column = 0

    def place(found: re.Match[bytes]) -> bytes:
        nonlocal row, column
        known = _ROW_NUMBER.search(found[2]) if found[1].endswith(b"row") else _PLACE.search(found[2])
        if found[1].endswith(b"row"):
            row, column = int(known[1]) if known else row + 1, 0
            return found[0] if known else b'<%s r="%d"%s' % (found[1], row, found[2])
        column = column_number(known[1]) + 1 if known else column + 1
        return found[0] if known else b'<%s r="%s%d"%s' % (found[1], letters(column - 1).encode(), row, found[2])

    return _ROW_OR_CELL.sub(place, xml)


def hidden_rows(xml: bytes) -> list[int]:
    """Return the hidden rows, counted from 0."""
    return [int(row) - 1 for row in _HIDDEN.findall(xml)] if b"hidden=" in xml else []


def hidden_columns(xml: bytes, width: int) -> list[int]:
    """Return the hidden columns among the first `width`, counted from 0."""
    head = xml[: max(xml.find(b"sheetData"), 0)]
    spans = [dict(_SPAN.findall(column)) for column in _HIDDEN_COLUMNS.findall(head)]
    ends = [(int(s[b"min"]) - 1, int(s[b"max"])) for s in spans if len(s) == 2]
    return sorted({column for first, last in ends for column in range(first, min(last, width))})


def _never_calculated(attributes: bytes, value: bytes | None) -> bool:
    if _type(attributes) == b"str":
        return value is None
    return value is None or value.endswith((b"/>", b">"))


def _type(attributes: bytes) -> bytes:
    found = _TYPE.search(attributes)
    return found[1] if found else b""


def _at(attributes: bytes, kind: str, detail: str) -> list[tuple[int, int, str, str]]:
    place = _PLACE.search(attributes)
    return [(int(place[2]) - 1, column_number(place[1]), kind, detail)] if place else []
