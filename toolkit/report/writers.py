"""The kinds of files a report is written as."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from toolkit.errors import unknown
from toolkit.report.blocks import Document
from toolkit.report.docx import write_docx
from toolkit.report.html import write_html
from toolkit.report.pdf import write_pdf
from toolkit.report.xlsx import write_xlsx

WRITERS: dict[str, Callable[[Document, Path], None]] = {
    ".html": write_html,
    ".pdf": write_pdf,
    ".docx": write_docx,
    ".xlsx": write_xlsx,
}


def writer_of(path: Path) -> Callable[[Document, Path], None]:
    """Return the writer for the ending of `path`.

    >>> writer_of(Path("report.PDF")).__name__
    'write_pdf'
    """
    kind = path.suffix.lower()
    if kind not in WRITERS:
        raise unknown("kind of report", path.suffix or path.name, WRITERS)
    return WRITERS[kind]
