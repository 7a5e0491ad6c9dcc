"""The report as PDF, set by typst: text that can be selected and searched, fonts embedded, tagged for screen readers."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.charts import svg_text
from toolkit.charts._names import clean
from toolkit.charts._saving import close
from toolkit.errors import OutputError
from toolkit.files import write_whole
from toolkit.fonts import FAMILY, font_folders
from toolkit.report._paper import columns, shown_at
from toolkit.report.blocks import Block, Document, Figure, Table
from toolkit.words import word

if TYPE_CHECKING:
    import typst


def write_pdf(document: Document, path: Path) -> None:
    """Write the document as one PDF file."""
    data = to_pdf(document)
    write_whole(path, lambda draft: draft.write_bytes(data))


def to_pdf(document: Document) -> bytes:
    """Return the document as PDF. All content goes in as JSON: nothing of it is ever read as markup or code."""
    content = {
        "lang": document.lang,
        "title": clean(document.title),
        "subtitle": clean(document.subtitle),
        "mark": clean(document.mark),
        "compact": document.compact,
        "none": word("none", document.lang),
        "fonts": FAMILY,
        "blocks": [_prepared(block) for block in document.on_paper],
    }
    done = _compiler().compile(
        (Path(__file__).parent / "page.typ").read_bytes(),  # each time: typst 0.15 forgets an input that is not a file
        format="pdf",
        sys_inputs={"document": json.dumps(content, ensure_ascii=False)},
        pdf_standards="ua-1",
    )
    if not isinstance(done, bytes):
        raise OutputError(f"typst made {type(done).__name__} of the report, not one PDF file.")
    return done


@cache
def _compiler() -> typst.Compiler:
    """Return the one compiler: it keeps the fonts."""
    try:
        import typst
    except ImportError:
        raise OutputError("A PDF report needs typst: pip install 'duxue[report]'.") from None
    return typst.Compiler(font_paths=[str(folder) for folder in font_folders()], ignore_system_fonts=True)


def _prepared(block: Block) -> dict[str, Any]:
    fields = {name: _cleaned(getattr(block, name)) for name in block.__dataclass_fields__}
    fields |= {"kind_of_block": type(block).__name__}
    if isinstance(block, Figure):
        axes = block.draw()
        size: Any = axes.figure
        wide, high = shown_at(tuple(size.get_size_inches()))
        del fields["draw"]
        fields |= {"svg": svg_text(axes), "width": wide, "height": high}
        close(axes)
    if isinstance(block, Table):
        size, widths = columns(block)
        fields |= {"size": size, "widths": widths, "numeric": sorted(block.numeric)}
    return fields


def _cleaned(value: Any) -> Any:
    """Return the texts of a field without control characters: PDF/UA allows none, and no font has them."""
    if isinstance(value, tuple):
        return tuple(map(_cleaned, value))
    return clean(value) if isinstance(value, str) else value
