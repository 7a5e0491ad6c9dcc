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
from toolkit.report.blocks import Block, Document, Figure, Table
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
        blocks=[_prepared(block) for block in document.blocks],
        policy=POLICY,
        fonts=_safe(WEB_FAMILY),
        style=_safe((folder / "page.css").read_text(encoding="utf-8")),
        word=lambda key: word(key, document.lang),
        language={"zh": "zh-Hans", "en": "en"}[document.lang],
    )
    return page.replace(FONT_PLACE, font_face(page), 1).rstrip() + "\n"


def _prepared(block: Block) -> dict[str, Any]:
    """Return what the template needs of a block: its kind, its fields, and the drawing of a figure."""
    fields = {name: getattr(block, name) for name in block.__dataclass_fields__}
    fields |= {"kind_of_block": type(block).__name__}
    if isinstance(block, Figure):
        fields["svg"] = _drawing(block)
    if isinstance(block, Table):
        fields["classes"] = _classes(block)
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


def _safe(text: str) -> Markup:
    """Mark a text of our own making as HTML; nothing of the data goes through here but what `inline_svg` has escaped."""
    from markupsafe import Markup

    return Markup(text)
