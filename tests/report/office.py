"""Text of what was written: of a PDF, and of what LibreOffice prints of a file; skipped with the reason where it is absent."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest


def squeezed(text: str) -> str:
    """Without white space and marks of direction, which stand elsewhere in the text of a page."""
    return re.sub(r"[\s\u202a-\u202e]", "", text)


def pdf_text(data: bytes, path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    path.write_bytes(data)
    return subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True).stdout.decode()


def printed(path: Path, program: str, library: str) -> str:
    """Open a file in LibreOffice, print it to PDF, and return its text without spaces."""
    office = shutil.which("soffice")
    if office is None or not (Path(office).resolve().parent / library).exists():
        pytest.skip(f"LibreOffice {program} is not installed")
    home = f"-env:UserInstallation={(path.parent / 'office').as_uri()}"
    convert = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(path)]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    return squeezed(pdf_text(path.with_suffix(".pdf").read_bytes(), path.parent / "again.pdf"))
