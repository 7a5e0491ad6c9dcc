"""The report as one HTML page: no script, no network, text stays text, and nothing of the data is ever read as markup."""

from __future__ import annotations

import importlib.resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.charts import svg_text
from toolkit.charts._names import width
from toolkit.charts._saving import close
from toolkit.files import write_text
from toolkit.fonts import WEB_FAMILY
from toolkit.report._font import font_face
from toolkit.report._svg import inline_svg
from toolkit.report.blocks import Block, Cell, Document, Figure, Heading, Table
from toolkit.words import word

if TYPE_CHECKING:
    from markupsafe import Markup

NARROW, WIDE = 8.0, 12.0
"""Width of texts in em, see `_classes`."""
FONT_PLACE = "/* font */"
"""First line of the style sheet; what is put there depends on the characters of the whole page."""
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)
"""Nothing may be loaded from elsewhere, nothing may run. Inline style is needed by the SVG that matplotlib writes."""


def write_html(document: Document, path: Path) -> None:
    """Write the document as one HTML file."""
    write_text(path, to_html(document))


def to_html(document: Document) -> str:
    """Return the document as HTML."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    held = _anchors(document)
    folder = importlib.resources.files("toolkit.report")
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
    )
    page = environment.get_template("page.html").render(
        document=document,
        blocks=[_prepared(block, held) for block in document.blocks],
        policy=POLICY,
        fonts=_safe(WEB_FAMILY),
        style=_safe((folder / "page.css").read_text(encoding="utf-8")),
        said=lambda text: _safe(_said(text, held)),
        word=lambda key: word(key, document.lang),
        language={"zh": "zh-Hans", "en": "en"}[document.lang],
    )
    return page.replace(FONT_PLACE, font_face(page), 1).rstrip() + "\n"


def _prepared(block: Block, held: set[str]) -> dict[str, Any]:
    """Return what the template needs of a block: its kind, its fields, and the drawing of a figure."""
    fields = {name: getattr(block, name) for name in block.__dataclass_fields__}
    fields |= {"kind_of_block": type(block).__name__}
    if isinstance(block, Figure):
        fields["svg"] = _drawing(block)
    if isinstance(block, Table):
        fields["classes"] = _classes(block)
        fields["body"] = _body(block, fields["classes"], held)
    return fields


def _classes(table: Table) -> list[str]:
    """Return a class a column: numbers to the right, short texts never broken, long ones never squeezed."""
    widest = [max(map(width, cells)) for cells in zip(*(table.columns, *table.rows), strict=True)]
    return [
        "n" if i in table.numeric else "s" if w <= NARROW else "w" if w > WIDE else "" for i, w in enumerate(widest)
    ]


def _drawing(figure: Figure) -> Markup:
    axes = figure.draw()
    svg = svg_text(axes)
    close(axes)
    return _safe(inline_svg(svg, figure.id, figure.title, figure.alt))


def _anchors(document: Document) -> set[str]:
    """Return the anchors of the page: a link to anything else is not written."""
    cells = (
        c.id
        for t in document.blocks
        if isinstance(t, Table)
        for row in t.rows
        for c in row
        if isinstance(c, Cell) and c.id
    )
    return {*cells, *(b.id for b in document.blocks if isinstance(b, Heading | Table | Figure))}


def _body(table: Table, classes: list[str], held: set[str]) -> Markup:
    """Return the rows of a table; a template would take seconds for those of a city."""
    marks = [f' class="{one}"' if one else "" for one in classes]
    rows = []
    for first, *others in table.rows:
        cells = (f"<td{m}{_own(c)}>{_said(c, held)}</td>" for m, c in zip(marks[1:], others, strict=True))
        rows.append(f'<tr><th scope="row"{_own(first)}>{_said(first, held)}</th>{"".join(cells)}</tr>\n')
    return _safe("".join(rows))


def _said(text: str, held: set[str]) -> str:
    """Return the text of a cell, as a link where it leads somewhere on the page."""
    from markupsafe import escape

    shown = escape(str(text))
    return f'<a href="#{escape(text.to)}">{shown}</a>' if isinstance(text, Cell) and text.to in held else shown


def _own(text: str) -> str:
    """Return the id of a cell that others lead to."""
    from markupsafe import escape

    return f' id="{escape(text.id)}"' if isinstance(text, Cell) and text.id else ""


def _safe(text: str) -> Markup:
    """Mark a text of our own making as HTML; nothing of the data goes through here that was not escaped."""
    from markupsafe import Markup

    return Markup(text)
