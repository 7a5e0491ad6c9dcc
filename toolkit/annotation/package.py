"""The parts of a workbook, which of them were changed, their relations and content types."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from toolkit.reading.archive import contents, open_archive, part, raw

TYPES = "[Content_Types].xml"
BOOK = "xl/workbook.xml"

TRANSITIONAL = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships")  # fmt: skip
STRICT = ("http://purl.oclc.org/ooxml/spreadsheetml/main", "http://purl.oclc.org/ooxml/officeDocument/relationships")

CONTENT = "application/vnd.openxmlformats-officedocument."


@dataclass
class Package:
    """A workbook that is being copied: `changed` holds the parts that will differ."""

    archive: zipfile.ZipFile
    sheets: dict[str, str]
    main: str
    """Namespace of the elements of sheets."""
    links: str
    """Namespace of relations."""
    changed: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path) -> Package:
        """Open a workbook with the checks of reading."""
        archive = open_archive(path)
        namespaces = STRICT if STRICT[0].encode() in part(archive, BOOK) else TRANSITIONAL
        return cls(archive, contents(archive).parts, *namespaces)

    def text(self, name: str) -> str:
        """Return a part as text, empty when there is none."""
        data = self.changed.get(name) or part(self.archive, name)
        codec = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        return data.decode(codec)

    def put(self, name: str, text: str) -> None:
        """Change or add a part."""
        self.changed[name] = re.sub(r"(<\?xml[^>]*encoding=[\"'])[^\"']*", r"\1UTF-8", text, count=1).encode()

    def relate(self, source: str, kind: str, target: str) -> str:
        """Add a relation from one part to another; returns its id."""
        name = posixpath.join(posixpath.dirname(source), "_rels", posixpath.basename(source) + ".rels")
        text = self.text(name) or _EMPTY
        taken, number = set(re.findall(r"\bId=[\"']([^\"']*)", text)), 1
        while f"duxue{number}" in taken:
            number += 1
        line = f'<Relationship Id="duxue{number}" Type="{self.links}/{kind}" Target={quoteattr("/" + target)}/>'
        self.put(name, before_end(text, "Relationships", line))
        return f"duxue{number}"

    def related(self, source: str, kind: str) -> str | None:
        """Return the part to which a relation of a kind leads, or None."""
        folder = posixpath.dirname(source)
        text = self.text(posixpath.join(folder, "_rels", posixpath.basename(source) + ".rels"))
        for line in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", text):
            if re.search(rf"\bType=[\"'][^\"']*/{kind}[\"']", line) and (
                found := re.search(r"\bTarget=[\"']([^\"']*)", line)
            ):
                target = found[1]
                return (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
        return None

    def declare(self, name: str, kind: str) -> None:
        """Say of which type a new part is."""
        line = f'<Override PartName="/{escape(name)}" ContentType="{CONTENT}{kind}"/>'
        self.put(TYPES, before_end(self.text(TYPES), "Types", line))

    def declare_extension(self, extension: str, kind: str) -> None:
        """Say of which type all parts with an extension are."""
        if not re.search(rf"Extension=[\"']{extension}[\"']", self.text(TYPES), re.IGNORECASE):
            line = f'<Default Extension="{extension}" ContentType="{CONTENT}{kind}"/>'
            text = self.text(TYPES)
            at = text.index(">", text.index("<Types")) + 1
            self.put(TYPES, text[:at] + line + text[at:])

    def write(self, path: Path) -> None:
        """Write the copy."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as out:
            for entry in self.archive.infolist():
                if not entry.is_dir() and entry.filename not in self.changed:
                    out.writestr(entry.filename, raw(self.archive, entry.filename))
            for name, data in self.changed.items():
                out.writestr(name, data)


_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


def prefix(text: str, root: str) -> str:
    """Return the namespace prefix of a root element with its colon, or nothing.

    >>> prefix('<x:worksheet xmlns:x="u"/>', "worksheet"), prefix("<worksheet/>", "worksheet")
    ('x:', '')
    """
    found = re.search(rf"<(\w+:)?{root}\b", text)
    return (found[1] or "") if found else ""


def before_end(text: str, element: str, more: str) -> str:
    """Put `more` at the end of the first element of a name, opening it when it is empty.

    >>> before_end("<a><b/></a>", "b", "<c/>"), before_end("<a><b></b></a>", "b", "<c/>")
    ('<a><b><c/></b></a>', '<a><b><c/></b></a>')
    """
    empty = re.search(rf"<((?:\w+:)?{element}\b[^>]*?)\s*/>", text)
    closing = re.search(rf"</((?:\w+:)?{element})\s*>", text)
    if closing is None and empty is not None:
        name = empty[1].split()[0]
        return f"{text[: empty.start()]}<{empty[1]}>{more}</{name}>{text[empty.end() :]}"
    assert closing is not None
    return text[: closing.start()] + more + text[closing.start() :]
