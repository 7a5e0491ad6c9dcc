"""Stage 1, read: a workbook, a folder or a single file becomes raw tables and the findings of reading."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import UnreadableInputError

if TYPE_CHECKING:
    from toolkit.tables import Tables

SUFFIXES = (".xlsx", ".csv", ".tsv", ".parquet")

GUIDES = frozenset({"guide", "说明", "填报说明", "readme"})
"""Sheets that tell people how to fill in the workbook: passed over without a word."""


def read_tables(source: str | os.PathLike[str], *, lang: str = "en", models: Mapping[str, Any] | None = None) -> Tables:
    r"""Read raw tables, and everything that had to be said about their cells.

    Sheets and files are recognised by the id of a table or its Chinese or English name, columns by their id, their
    Chinese or English word or an alias. Cells are parsed to the types of the schema: what can't be read is null and an
    error finding; what was converted (full-width digits, thousands separators, ...) is an info finding.

    Parameters
    ----------
    source : str or path
        An .xlsx workbook (one sheet a table), a .csv, .tsv or .parquet file (one table, named by the file), or a folder
        of such files.
    lang : "zh" or "en"
        Language of the error when the source can't be read at all. Findings carry both.
    models : mapping, optional
        Table name -> pandera model; default `schemas.RAW`.

    Returns
    -------
    Tables
        Frames in the types of the schema, the place of each one, and `.reading` (findings).

    Raises
    ------
    UnreadableInputError
        No such file, not an accepted kind, damaged, protected, or too large.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "districts.csv").write_text("区编号,区名称\nD01,和平区\n", encoding="utf-8")
    >>> read_tables(folder)["districts"].rows()
    [('D01', '和平区')]
    """
    from toolkit.reading.refusals import Refused
    from toolkit.words import check_lang

    check_lang(lang)
    name = str(source)
    try:
        if "://" in name:
            raise Refused("database")
        path = Path(source)
        name = path.name or str(path)
        return _read(path, models)
    except Refused as refused:
        raise UnreadableInputError(refused.texts(name)[lang == "en"]) from None
    except PermissionError:
        raise UnreadableInputError(Refused("denied").texts(name)[lang == "en"]) from None


@dataclass
class _Reader:
    """What has been read so far."""

    tables: dict[str, Any]
    out: Any
    frames: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Any] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)

    def workbook(self, path: Path, stem: str | None) -> None:
        """Read the sheets of a workbook; when `stem` names a table, the workbook may hold that one on any sheet."""
        from toolkit.reading.header import names_table
        from toolkit.reading.workbook import read_workbook

        homes: dict[str, str] = {}

        def choose(names: list[str]) -> list[str]:
            ours = [n for n in names if n.strip().casefold() not in GUIDES]
            known = {n: t for n in ours if (t := names_table(n, self.tables))}
            if not known and stem and len(ours) == 1:
                known = {ours[0]: stem}
            for name in ours:
                if name not in known:
                    self.stranger(name, path.name, name)
                elif known[name] in homes.values():
                    self.twice(known[name], path.name, name)
                else:
                    homes[name] = known[name]
            return list(homes)

        _, grids = read_workbook(path, choose)
        for grid in grids:
            self.grid(grid, homes[str(grid.sheet)])

    def grid(self, grid: Any, table: str) -> None:
        """Take one grid as a table."""
        from toolkit.reading.table import table_of

        frame, place = table_of(grid, self.tables[table], self.out)
        self.places[table] = place
        if frame is not None:
            self.frames[table] = frame

    def text(self, path: Path, table: str) -> None:
        """Read a CSV or TSV file."""
        from toolkit.reading.delimited import read_delimited
        from toolkit.reading.header import score

        self.grid(read_delimited(path, lambda row: score(row, self.tables[table])), table)

    def columns(self, path: Path, table: str) -> None:
        """Read a Parquet file."""
        import polars as pl

        from toolkit.checks.findings import Spot
        from toolkit.reading.columnar import read_columnar
        from toolkit.reading.header import match
        from toolkit.reading.table import conform
        from toolkit.tables import Place

        facts, frame = self.tables[table], read_columnar(path)
        at = Spot((path.name,) * 2, path.name)
        found = match(frame.columns, facts, [True] * frame.width, 1, at, self.out)
        place = Place(path.name, first_row=1, headers={name: text for name, (_, text) in found.items()})
        series = {name: frame.to_series(found[name][0]) for name in facts.columns if name in found}
        self.places[table] = place
        self.frames[table] = pl.DataFrame(
            {n: conform(s, facts, n, place, self.out).alias(n) for n, s in series.items()}
        )

    def stranger(self, name: str, file: str, sheet: str | None) -> None:
        """Say that a sheet or file is none of the tables."""
        from toolkit.checks.findings import Spot
        from toolkit.facts import closest

        self.strangers.append(name)
        stem = name if sheet else Path(name).stem
        near = closest(stem, [word for t in self.tables.values() for word in (t.zh, t.en, t.id)])
        allowed = tuple(f"{', '.join(t.word(lang) for t in self.tables.values())}" for lang in ("zh", "en"))
        message = "unknown-table-near" if near else "unknown-table"
        self.out.add(
            message,
            Spot(file=file, sheet=sheet),
            name=name,
            near=near,
            allowed=(allowed[0].replace(", ", "、"), allowed[1]),
        )

    def twice(self, table: str, file: str, sheet: str | None) -> None:
        """Say that a table stands in two places."""
        from toolkit.checks.findings import Spot

        facts = self.tables[table]
        self.out.add("duplicate-table", Spot((facts.zh, facts.en), file, sheet), name=sheet or file)


def _read(path: Path, models: Mapping[str, Any] | None) -> Tables:
    from toolkit.checks.findings import Findings
    from toolkit.facts import all_facts
    from toolkit.reading.header import names_table
    from toolkit.reading.refusals import Refused
    from toolkit.tables import Tables

    if not path.exists():
        raise Refused("not-found")
    reader = _Reader(all_facts(models), Findings())
    if path.is_dir():
        _folder(path, reader)
    else:
        if path.suffix.lower() not in SUFFIXES:
            raise Refused("old-excel" if path.suffix.lower() == ".xls" else "kind")
        table = names_table(path.stem, reader.tables)
        if path.suffix.lower() != ".xlsx" and table is None:
            raise Refused("not-a-table", allowed=", ".join(reader.tables))
        _file(path, table, reader)
    ordered = {name: reader.frames[name] for name in reader.tables if name in reader.frames}
    return Tables(ordered, reader.places, reader.out.frame())


def _folder(path: Path, reader: _Reader) -> None:
    from toolkit.checks.findings import Spot
    from toolkit.reading.header import names_table
    from toolkit.reading.refusals import Refused

    files = sorted(f for f in path.iterdir() if f.is_file() and not f.name.startswith((".", "~$")))
    readable = [f for f in files if f.suffix.lower() in SUFFIXES]
    if not readable:
        raise Refused("empty-folder")
    taken: set[str] = set()
    for file in files:
        table = names_table(file.stem, reader.tables)
        if file not in readable or (table is None and file.suffix.lower() != ".xlsx"):
            if file.stem.casefold() not in GUIDES:
                reader.stranger(file.name, file.name, None)
        elif table is not None and table in taken:
            reader.twice(table, file.name, None)
        else:
            taken |= {table} if table else set()
            try:
                _file(file, table, reader)
            except Refused as refused:
                reader.out.add("source-error", Spot(file=file.name), reason=refused.texts(file.name))
    if not reader.places and not (reader.out.rows and any(r["severity"] == "fatal" for r in reader.out.rows)):
        raise Refused("no-table", found=", ".join(reader.strangers[:10]), allowed=", ".join(reader.tables))


def _file(path: Path, table: str | None, reader: _Reader) -> None:
    from toolkit.reading.refusals import Refused

    kind = path.suffix.lower()
    if path.stat().st_size == 0:
        raise Refused("empty-file")
    if kind == ".xlsx":
        reader.workbook(path, table)
    elif table is None:
        raise Refused("kind")
    elif kind == ".parquet":
        reader.columns(path, table)
    else:
        reader.text(path, table)
