"""Comments and the shapes in which they are shown. Comments that a sheet has already are kept and continued."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from toolkit.annotation.package import Package, before_end, prefix
from toolkit.annotation.sheet import with_drawing
from toolkit.checks.letters import cell_name

AUTHOR = "Duxue"

Notes = Mapping[tuple[int, int], str]
"""(row from 1, column from 0) -> text."""

_SHAPES = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{number}"/>'
    '</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)

_SHAPE = (
    '<v:shape id="_duxue_{number}_{i}" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left},10,{top},4,{right},20,{bottom},4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def comment(package: Package, part: str, number: int, notes: Notes) -> None:
    """Add comments to a sheet."""
    name = package.related(part, "comments")
    if name is None:
        name = f"xl/duxue_comments{number}.xml"
        package.relate(part, "comments", name)
        package.declare(name, "spreadsheetml.comments+xml")
        package.put(name, f'<?xml version="1.0" encoding="UTF-8"?><comments xmlns="{package.main}"><authors></authors>'
                          "<commentList></commentList></comments>")  # fmt: skip
    new = _written(package, name, notes)
    _drawn(package, part, number, new)


def _written(package: Package, name: str, notes: Notes) -> list[tuple[int, int]]:
    """Write the texts; returns the cells that had no comment before."""
    text = package.text(name)
    p = prefix(text, "comments")
    authors = len(re.findall(rf"<{p}author\b", text))
    text = before_end(text, "authors", f"<{p}author>{AUTHOR}</{p}author>")
    runs = {
        cell_name(*cell): (cell, f'<{p}r><{p}t xml:space="preserve">{escape(said)}</{p}t></{p}r>')
        for cell, said in sorted(notes.items())
    }
    continued: set[str] = set()

    def go_on(found: re.Match[str]) -> str:
        if found[1] not in runs:
            return found[0]
        continued.add(found[1])
        more = runs[found[1]][1].replace('"preserve">', '"preserve">\n', 1)
        return before_end(found[0], "text", more)

    text = re.sub(rf"<{p}comment\b[^>]*\bref=[\"']([A-Z]+\d+)[\"'].*?</{p}comment>", go_on, text, flags=re.DOTALL)
    new = {place: run for place, run in runs.items() if place not in continued}
    lines = [
        f'<{p}comment ref="{place}" authorId="{authors}"><{p}text>{run}</{p}text></{p}comment>'
        for place, (_, run) in new.items()
    ]
    package.put(name, before_end(text, "commentList", "".join(lines)))
    return [cell for cell, _ in new.values()]


def _drawn(package: Package, part: str, number: int, cells: list[tuple[int, int]]) -> None:
    name = package.related(part, "vmlDrawing")
    if name is None:
        name = f"xl/duxue_shapes{number}.vml"
        package.declare_extension("vml", "vmlDrawing")
        relation = package.relate(part, "vmlDrawing", name)
        package.put(part, with_drawing(package.text(part), relation, package.links))
        package.put(name, _SHAPES.format(number=number + 900))
    shapes = [
        _SHAPE.format(number=number, i=i, row=row - 1, column=column, left=column + 1, right=column + 5,
                      top=max(0, row - 2), bottom=row + 5)
        for i, (row, column) in enumerate(cells)
    ]  # fmt: skip
    package.put(name, before_end(package.text(name), "xml", "".join(shapes)))
