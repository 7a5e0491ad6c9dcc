"""Files, folders and zip archives: which file is which table."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.checks.findings import Spot
from toolkit.reading.columnar import damaged
from toolkit.reading.header import names_table
from toolkit.reading.reader import GUIDES, Reader
from toolkit.reading.refusals import Refused
from toolkit.reading.unpack import unpack
from toolkit.tables import Tables

WORKBOOKS = frozenset({".xlsx", ".xlsm"})
TABLES = WORKBOOKS | {".csv", ".tsv", ".parquet"}


def read_path(path: Path, models: Mapping[str, Any] | None, personal: bool = False) -> Tables:
    """Read a file, a folder or a zip.

    Raises
    ------
    Refused
        It can't be read at all.
    """
    if not path.exists():
        raise Refused("not-found")
    reader, kind = Reader.of(models, personal), path.suffix.lower()
    if path.is_dir():
        _folder([f for f in path.iterdir() if f.is_file()], "empty-folder", reader)
    elif kind == ".zip":
        with tempfile.TemporaryDirectory() as place:
            files, left = unpack(path, Path(place))
            for name, reason in left:
                reader.out.add("left-in-archive", Spot(file=path.name), name=name, reason=reason)
            _folder(files, "empty-archive", reader)
    elif kind not in TABLES:
        raise Refused("old-excel" if kind == ".xls" else "kind")
    else:
        table = names_table(path.stem, reader.tables)
        if kind not in WORKBOOKS and table is None:
            raise Refused("not-a-table", allowed=", ".join(reader.tables))
        _file(path, table, reader, damaged([path]) if kind == ".parquet" else set())
    return reader.done()


def _folder(found: list[Path], empty: str, reader: Reader) -> None:
    files = sorted((f for f in found if not f.name.startswith((".", "~$"))), key=lambda f: (f.name, f))
    readable = [f for f in files if f.suffix.lower() in TABLES]
    if not readable:
        raise Refused(empty)
    bad = damaged([f for f in readable if f.suffix.lower() == ".parquet"])
    taken: set[str] = set()
    for file in files:
        table = names_table(file.stem, reader.tables)
        if file not in readable or (table is None and file.suffix.lower() not in WORKBOOKS):
            if file.stem.casefold() not in GUIDES:
                reader.stranger(file.name, file.name, None)
        elif table is not None and (table in taken or table in reader.places):
            reader.twice(table, file.name, None)
        else:
            taken |= {table} if table else set()
            try:
                _file(file, table, reader, bad)
            except Refused as refused:
                reader.out.add("source-error", Spot(file=file.name), reason=refused.texts(file.name))
    if not reader.places and not any(row["severity"] == "fatal" for row in reader.out.rows):
        raise Refused("no-table", found=", ".join(reader.strangers[:10]), allowed=", ".join(reader.tables))


def _file(path: Path, table: str | None, reader: Reader, bad: set[Path]) -> None:
    kind = path.suffix.lower()
    if path.stat().st_size == 0:
        raise Refused("empty-file")
    if path in bad:
        raise Refused("broken")
    if kind in WORKBOOKS:
        reader.workbook(path, table)
    elif table is None:
        raise Refused("kind")
    elif kind == ".parquet":
        reader.parquet(path, table)
    else:
        reader.text(path, table)
