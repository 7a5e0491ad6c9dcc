"""A look at a workbook's archive before anything is unpacked. Standard library only: the child process imports it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from toolkit.checks.letters import place_of
from toolkit.reading.refusals import Refused

MAX_FILE = 512 * 2**20
MAX_UNPACKED = 3 * 2**30
MAX_ENTRIES = 10_000
BIG_ENTRY, MAX_RATIO = 64 * 2**20, 250
MAX_SMALL_PART = 32 * 2**20
MAX_CELLS = 60_000_000

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_DTD = [mark.encode(codec) for mark in ("<!DOCTYPE", "<!ENTITY") for codec in ("utf-8", "utf-16-le", "utf-16-be")]


def open_archive(path: Path) -> zipfile.ZipFile:
    """Open a workbook's archive, or refuse it: not a zip, too large, a zip bomb."""
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise Refused("empty-file")
    if head == OLE:
        raise Refused("encrypted" if ENCRYPTED in path.read_bytes() else "old-excel")
    size = path.stat().st_size
    if size > MAX_FILE:
        raise Refused("too-large", size=f"{size / 2**20:.0f} MB", limit=f"{MAX_FILE / 2**20:.0f} MB")
    if head[:2] != b"PK":
        raise Refused("not-a-workbook")
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused("broken") from error
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Refused("unsafe", what=f"{len(entries)} parts")
    unpacked = sum(entry.file_size for entry in entries)
    bomb = any(e.file_size > BIG_ENTRY and e.file_size > MAX_RATIO * max(1, e.compress_size) for e in entries)
    if unpacked > MAX_UNPACKED or bomb:
        raise Refused("unsafe", what=f"{size / 2**10:.0f} KB -> {unpacked / 2**20:.0f} MB")
    if "xl/workbook.xml" not in archive.namelist():
        raise Refused("not-a-workbook")
    return archive


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return one part; a document type definition has no place in a workbook."""
    data = raw(archive, name)
    if any(mark in data for mark in _DTD):
        raise Refused("unsafe", what="DTD")
    return data


def raw(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return one part as it is; empty when it is absent."""
    try:
        return archive.read(name)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused("broken") from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise Refused("broken") from error
        raise


def small_part(archive: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    """Return a small part as a tree, or None when it is absent."""
    data = part(archive, name)
    if not data:
        return None
    if len(data) > MAX_SMALL_PART:
        raise Refused("unsafe", what=name)
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise Refused("broken") from error


def each(tree: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Yield the elements of a name in any namespace: workbooks of the strict kind have another one than the usual."""
    return (node for node in tree.iter() if isinstance(node.tag, str) and node.tag.rpartition("}")[2] == name)


@dataclass(frozen=True)
class Contents:
    """The part of every sheet by its name, whether formulas wait to be recalculated, whether days count from 1904."""

    parts: dict[str, str]
    recalculate: bool
    from_1904: bool


def contents(archive: zipfile.ZipFile) -> Contents:
    """Read the list of sheets."""
    book, links = small_part(archive, "xl/workbook.xml"), small_part(archive, "xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        raise Refused("broken")
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = {}
    for sheet in each(book, "sheet"):
        link = next((value for key, value in sheet.items() if key.endswith("}id")), None)
        target = targets.get(link, "")
        found[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return Contents(
        found,
        recalculate=any(node.get("fullCalcOnLoad") in TRUE for node in each(book, "calcPr")),
        from_1904=any(node.get("date1904") in TRUE for node in each(book, "workbookPr")),
    )


TRUE = ("1", "true")


def remarks(archive: zipfile.ZipFile) -> list[tuple[str, dict[str, int]]]:
    """Return what is to be said of the workbook as a whole: macros are never run, linked workbooks never opened."""
    names = archive.namelist()
    links = sum(bool(re.fullmatch(r"xl/externalLinks/externalLink\d+\.xml", name)) for name in names)
    found: list[tuple[str, dict[str, int]]] = [("macros", {})] if "xl/vbaProject.bin" in names else []
    return found + ([("external-links", {"n": links})] if links else [])


def check_shared_strings(archive: zipfile.ZipFile) -> None:
    """Refuse a table of shared strings that announces more entries than it can hold (a reader may allocate them all)."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return
    data = part(archive, "xl/sharedStrings.xml")
    announced = re.search(rb"uniqueCount=[\"'](\d+)", data[:4096])
    if announced and int(announced[1]) * 4 > len(data) + 4096:
        raise Refused("unsafe", what="sharedStrings")


def check_used_range(xml: bytes) -> None:
    """Refuse a sheet whose cells lie so far apart that a rectangle round them would not fit into memory."""
    rows = [int(row) for row in re.findall(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d{1,9})[\"']", xml)]
    height = max(rows, default=1)
    width = 26
    if re.search(rb"r=[\"'][A-Z]{2}", xml):
        names = set(re.findall(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})\d", xml))
        width = max([width, *(column_number(name) + 1 for name in names)])
    if height * width > MAX_CELLS and height * width > 26 * len(rows):
        raise Refused("unsafe", what=f"{height} x {width}")


def column_number(name: bytes | str) -> int:
    """Return the position of a column by its letters: A is 0."""
    return place_of(f"{name if isinstance(name, str) else name.decode()}1")[1]
