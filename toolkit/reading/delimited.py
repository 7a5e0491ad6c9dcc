"""CSV and TSV files: encoding and separator are found out and said, rows of a wrong length are findings."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from toolkit.reading.cells import Cells
from toolkit.reading.grid import Grid
from toolkit.reading.refusals import Refused

MAX_FILE = 4 * 2**30
SEPARATORS = ",;\t"
LOOK = 20
"""Rows among which the header is looked for."""

CHUNK = 2_048
"""Records held as Python lists at a time: more of them keep the garbage collector busy."""

Score = Callable[[list[str]], int]
"""How many columns of the table a row names: the header is the row that names most."""


def read_delimited(path: Path, score: Score) -> Grid:
    """Read a text file as a grid of text cells.

    Raises
    ------
    Refused
        Empty, too large, of unknown encoding, or with quotes that do not pair up.
    """
    size = path.stat().st_size
    if size > MAX_FILE:
        raise Refused("too-large", size=f"{size / 2**30:.1f} GB", limit=f"{MAX_FILE / 2**30:.0f} GB")
    text, encoding = decoded(path.read_bytes(), score)
    if not text.strip():
        raise Refused("empty-file")
    if "\x00" in text:
        raise Refused("encoding")
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    separator, width, header = _shape(text, score)
    remarks: list[tuple[str, int | None, dict[str, Any]]] = []
    if encoding != "UTF-8":
        remarks.append(("encoding", None, {"encoding": encoding}))
    found = _quick(text, separator, width)
    if found is None:
        found, ragged = _thorough(text, separator, width, header)
        remarks += [("long-row" if n > width else "short-row", row, {"n": n, "width": width}) for row, n in ragged]
    rows, columns = found
    doubtful = separator == ";"
    cells = [Cells(c.len(), text=c, typed=False, comma_is_doubtful=doubtful) for c in columns]
    return Grid(path.name, None, rows, cells, remarks)


def decoded(data: bytes, score: Score) -> tuple[str, str]:
    """Decode by byte order mark, else strictly as UTF-8 or as GB18030; anything else is refused.

    A short text in GB18030 can happen to be valid UTF-8 (学校 reads as ѧУ): then the header decides.

    >>> words = {"学校", "学段"}
    >>> decoded("学校,学段".encode("gb18030"), lambda row: len(words & set(row)))
    ('学校,学段', 'GB18030')
    """
    for mark, name in ((codecs.BOM_UTF8, "UTF-8"), (codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16")):
        if data.startswith(mark):
            text = _strictly(data, "utf-8-sig" if name == "UTF-8" else "utf-16")
            return (text, name) if text is not None else _unknown()
    if b"\x00" in data[:LINE]:
        for codec in ("utf-16-le", "utf-16-be"):
            text = _strictly(data, codec)
            if text is not None and _header(text, score):
                return text, "UTF-16"
    plain = _strictly(data, "utf-8")
    if plain is not None and (
        plain.isascii() or _header(plain, score) >= _header(_strictly(data[:LINE], "gb18030", whole=False), score)
    ):
        return plain, "UTF-8"
    chinese = _strictly(data, "gb18030")
    if chinese is not None:
        return chinese, "GB18030"
    return (plain, "UTF-8") if plain is not None else _unknown()


LINE = 65_536
"""Bytes of a file in which its header is looked for under another encoding."""


def _strictly(data: bytes, codec: str, whole: bool = True) -> str | None:
    try:
        return codecs.getincrementaldecoder(codec)().decode(data, final=whole)
    except UnicodeDecodeError:
        return None


def _unknown() -> tuple[str, str]:
    raise Refused("encoding")


def _header(text: str | None, score: Score) -> int:
    lines = [] if text is None else text[:LINE].splitlines()[:LOOK]
    return max((score([cell.strip('" ') for cell in line.split(s)]) for line in lines for s in SEPARATORS), default=0)


def _shape(text: str, score: Score) -> tuple[str, int, int]:
    """Return the separator under which the best header is found, the header's width and its row (from 0)."""
    found: list[tuple[tuple[int, int, int], tuple[str, int, int]]] = []
    failed: Refused | None = None
    for separator in SEPARATORS:
        try:
            records = [_trimmed(record) for record in islice(_records(text, separator), LOOK)]
        except Refused as refused:
            failed = refused
            continue
        found += [((score(r), len(records[0]), -i), (separator, len(r), i)) for i, r in enumerate(records) if r]
    best = max(found, key=lambda one: one[0]) if found else None
    if failed and (best is None or best[0][0] == 0):
        raise failed
    assert best is not None
    return best[1]


def _records(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    count = 0
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused("quotes", row=count + 1) from error
        count += 1
        yield record


def _trimmed(record: list[str]) -> list[str]:
    last = max((i for i, cell in enumerate(record) if cell.strip()), default=-1)
    return record[: last + 1]


def _quick(text: str, separator: str, width: int) -> tuple[pl.Series, list[pl.Series]] | None:
    """Split a file without quotes, empty lines or rows of a wrong length; None when it is not such a file."""
    lines = text.count("\n") + (not text.endswith("\n"))
    if '"' in text or "\n\n" in text or text.startswith("\n") or text.count(separator) != (width - 1) * lines:
        return None
    try:
        frame = pl.read_csv(text.encode(), has_header=False, separator=separator, quote_char=None, infer_schema=False)
    except pl.exceptions.PolarsError:
        return None
    if frame.width != width or frame.height != lines:
        return None
    return pl.Series(range(1, lines + 1), dtype=pl.Int64), frame.get_columns()


def _thorough(
    text: str, separator: str, width: int, header: int
) -> tuple[tuple[pl.Series, list[pl.Series]], list[tuple[int, int]]]:
    """Split any file, record by record. Returns rows and columns, and (row, cells) of rows of a wrong length."""
    parts: list[list[pl.Series]] = [[] for _ in range(width)]
    kept: list[int] = []
    ragged: list[tuple[int, int]] = []
    records = enumerate(_records(text, separator), start=1)
    while chunk := list(islice(records, CHUNK)):
        fitting = []
        for row, record in chunk:
            if not any(record):
                continue
            fitted = record
            if len(record) != width:
                fitted = (record + [""] * width)[:width]
                if row > header and (len(record) < width or len(_trimmed(record)) > width):
                    ragged.append((row, len(record)))
            kept.append(row)
            fitting.append(fitted)
        for column, values in zip(parts, zip(*fitting, strict=True), strict=False):
            column.append(pl.Series(values, dtype=pl.String))
    columns = [pl.concat(column, rechunk=True) if column else pl.Series([], dtype=pl.String) for column in parts]
    return (pl.Series(kept, dtype=pl.Int64), columns), ragged
