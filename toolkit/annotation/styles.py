"""Fills for the severities: the style of a cell is copied with another fill, so that its format and borders stay."""

from __future__ import annotations

import re

from toolkit.annotation.package import BOOK, Package, before_end, prefix

FILLS = {"fatal": "FFF4B0B0", "error": "FFF8CBAD", "warning": "FFFFE699", "info": "FFDDEBF7"}
"""Severity -> colour (ARGB), light enough for black text."""

BARE = (
    '<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="{main}"><fonts count="1"><font><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellXfs></styleSheet>'
)
"""For workbooks without styles."""


class Styles:
    """The styles of a workbook, and those that are added."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.name = package.related(BOOK, "styles") or "xl/styles.xml"
        self.text = package.text(self.name)
        if not self.text:
            self.text = BARE.format(main=package.main)
            package.relate(BOOK, "styles", self.name)
            package.declare(self.name, "spreadsheetml.styles+xml")
        self.prefix = prefix(self.text, "styleSheet")
        block = re.search(rf"<{self.prefix}cellXfs\b.*?</{self.prefix}cellXfs>", self.text, re.DOTALL)
        self.formats: list[str] = re.findall(
            rf"<{self.prefix}xf\b(?:[^>]*/>|.*?</{self.prefix}xf>)", block[0] if block else "", re.DOTALL
        )
        self.old = len(self.formats)
        self.fills = {severity: self._add("fills", _fill(colour)) for severity, colour in FILLS.items()}
        self.known: dict[tuple[int, str], int] = {}

    def coloured(self, style: int, severity: str) -> int:
        """Return the style with the fill of a severity."""
        if (style, severity) not in self.known:
            given = self.formats[style] if style < self.old else f"<{self.prefix}xf/>"
            self.known[style, severity] = self._format(
                _with(_with(given, "fillId", self.fills[severity]), "applyFill", 1)
            )
        return self.known[style, severity]

    def made(self, *, size: int = 10, bold: bool = False, wrap: bool = False, severity: str | None = None) -> int:
        """Return a style of our own."""
        weight = "<b/>" if bold else ""
        font = self._add(
            "fonts", f'<font>{weight}<sz val="{size}"/><name val="Microsoft YaHei"/><charset val="134"/></font>'
        )
        fill = self.fills[severity] if severity else 0
        look = f'<alignment vertical="top"{" wrapText=" + chr(34) + "1" + chr(34) if wrap else ""}/>'
        return self._format(
            f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" applyFont="1" applyFill="1" '
            f'applyAlignment="1">{look}</xf>'
        )

    def save(self) -> None:
        """Put the styles into the package."""
        added = "".join(self.formats[self.old :])
        text = _counted(before_end(self.text, "cellXfs", added), "cellXfs", len(self.formats))
        self.package.put(self.name, text)

    def _format(self, text: str) -> int:
        self.formats.append(self._own(text))
        return len(self.formats) - 1

    def _add(self, group: str, text: str) -> int:
        inside = re.search(rf"<{self.prefix}{group}\b[^>]*>(.*?)</{self.prefix}{group}>", self.text, re.DOTALL)
        one = {"fills": "fill", "fonts": "font"}[group]
        count = len(re.findall(rf"<{self.prefix}{one}\b", inside[1])) if inside else 0
        self.text = _counted(before_end(self.text, group, self._own(text)), group, count + 1)
        return count

    def _own(self, text: str) -> str:
        """Write new elements with the prefix of the part."""
        if not self.prefix or f"<{self.prefix}" in text:
            return text
        return re.sub(r"<(/?)(?=[a-zA-Z])", rf"<\1{self.prefix}", text)


def _fill(colour: str) -> str:
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill></fill>'
    )


def _with(element: str, attribute: str, value: int) -> str:
    """Set an attribute of the outermost element."""
    head, mark, tail = element.partition(">")
    bare = re.sub(rf'\s{attribute}=["\'][^"\']*["\']', "", head)
    closed = bare.endswith("/")
    return f'{bare.rstrip("/").rstrip()} {attribute}="{value}"{"/" if closed else ""}{mark}{tail}'


def _counted(text: str, group: str, count: int) -> str:
    return re.sub(rf'(<(?:\w+:)?{group}\b[^>]*\bcount=)["\']\d+["\']', rf'\g<1>"{count}"', text, count=1)
