"""Workbooks changed inside, and zip archives with what no archive should hold."""

from __future__ import annotations

import io
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.intake.files import as_text, good, write


def workbook(at: Path) -> Path:
    return write(good(), at / "data.xlsx")


def changed(at: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Write the good workbook with its parts changed."""
    path = workbook(at)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(at / "changed.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return Path(shutil.move(at / "changed.xlsx", path))


def with_part(name: str, content: bytes) -> Callable[[Path], Path]:
    """Return a maker of the good workbook with one more part."""

    def make(at: Path) -> Path:
        path = workbook(at)
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        return path

    return make


def good_files(separator: str = ",") -> dict[str, bytes]:
    """Return the good data as text files by name."""
    return {f"{name}.csv": as_text(rows, separator).encode() for name, rows in good().sheets.items()}


def archive(
    change: Callable[[zipfile.ZipFile], object], files: dict[str, bytes] | None = None
) -> Callable[[Path], Path]:
    """Return a maker of a zip of the good data, with whatever `change` adds."""

    def make(at: Path) -> Path:
        path = at / "data.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for name, content in (good_files() if files is None else files).items():
                out.writestr(f"2025年报/{name}", content)
            change(out)
        return path

    return make


def link(out: zipfile.ZipFile) -> None:
    """Add a symbolic link to a file of the system."""
    member = zipfile.ZipInfo("staff.csv")
    member.create_system = 3
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    out.writestr(member, "/etc/passwd")


def nested(out: zipfile.ZipFile) -> None:
    """Add an archive."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as more:
        more.writestr("staff.csv", "x")
    out.writestr("more.zip", inner.getvalue())
