"""Real workbooks, damaged at random: bytes, parts of the archive, attributes and values of the XML inside."""

from __future__ import annotations

import io
import random
import re
import zipfile

NASTY = [b"-1", b"0", b"1048577", b"99999999999999999999", b"NaN", b"1e308", b"A1:XFD1048576", b"XFE1", b"", b"\xff\xfe", b"&#0;",
         b"<!DOCTYPE x>", b"]]>", b"'", "\u202e".encode()]  # fmt: skip


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Return a workbook with one to three faults."""
    ways = [_part] if rng.random() < 0.8 else [_bytes, _cut, _archive]
    for _ in range(rng.randint(1, 3)):
        data = rng.choice(ways)(data, rng)
    return data


def _bytes(data: bytes, rng: random.Random) -> bytes:
    """Change single bytes of the file."""
    out = bytearray(data)
    for _ in range(rng.choice([1, 4, 64])):
        if out:
            out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def _cut(data: bytes, rng: random.Random) -> bytes:
    """Take a piece away, or put one in twice."""
    start = rng.randrange(len(data) + 1)
    end = min(len(data), start + rng.choice([1, 100, 5000]))
    return data[:start] + data[end:] if rng.random() < 0.5 else data[:end] + data[start:]


def _part(data: bytes, rng: random.Random) -> bytes:
    """Change the inside of one part and pack it again, so that every checksum is right."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            parts = {name: old.read(name) for name in old.namelist()}
    except Exception:
        return _bytes(data, rng)
    likely = [
        n for n in parts if n.startswith(("xl/worksheets", "xl/sharedStrings", "xl/styles", "xl/workbook", "xl/_rels"))
    ]
    name = rng.choice(likely or list(parts))
    parts[name] = rng.choice([_value, _value, _element, _bytes, _cut])(parts[name], rng)
    if rng.random() < 0.1:
        parts.pop(rng.choice(list(parts)))
    return _packed(parts)


def _value(xml: bytes, rng: random.Random) -> bytes:
    """Write something nasty into an attribute or a text."""
    found = list(re.finditer(rb'"[^"]*"|>[^<]+<', xml))
    if not found:
        return xml
    one = rng.choice(found)
    return xml[: one.start() + 1] + rng.choice(NASTY) + xml[one.end() - 1 :]


def _element(xml: bytes, rng: random.Random) -> bytes:
    """Take an element away, repeat it, or take off its end."""
    found = list(re.finditer(rb"<[^>]+>", xml))
    if not found:
        return xml
    one = rng.choice(found)
    return xml[: one.start()] + one[0] * rng.choice([0, 2, 50]) + xml[one.end() :]


def _archive(data: bytes, rng: random.Random) -> bytes:
    """Lie about sizes and methods in the headers of the archive."""
    heads = [m.start() for m in re.finditer(rb"PK\x01\x02|PK\x03\x04", data)]
    if not heads:
        return data
    out, at = bytearray(data), rng.choice(heads)
    for offset in rng.sample(range(4, 46), 3):
        if at + offset < len(out):
            out[at + offset] = rng.randrange(256)
    return bytes(out)


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()
