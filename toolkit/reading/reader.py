"""What has been read so far: tables, their places, and what had to be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from toolkit.checks.findings import Findings, Spot
from toolkit.facts import TableFacts, all_facts, closest
from toolkit.reading.cells import Cells
from toolkit.reading.columnar import read_columnar
from toolkit.reading.delimited import read_delimited
from toolkit.reading.grid import Grid
from toolkit.reading.header import match, names_table, score
from toolkit.reading.table import conform, table_of, typed
from toolkit.reading.workbook import read_workbook
from toolkit.tables import Place, Tables

GUIDES = frozenset({"guide", "说明", "填报说明", "readme"})
"""Sheets and files that tell people how to fill in the workbook: passed over without a word."""

SUMMARIES = ("duxue 校验结果", "duxue findings")
"""How the first sheet of an annotated copy is called: passed over too, so that the copy can be mended and checked again."""


@dataclass
class Reader:
    """Takes one source after the other."""

    tables: dict[str, TableFacts]
    out: Findings
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    personal: bool = False
    """Whether personal columns that nothing needs are loaded too."""

    @classmethod
    def of(cls, models: Mapping[str, Any] | None, personal: bool) -> Reader:
        """Return an empty reader for these models."""
        return cls(all_facts(models), Findings(), personal=personal)

    def done(self) -> Tables:
        """Return the tables, in the order of the schemas."""
        ordered = {name: self.frames[name] for name in self.tables if name in self.frames}
        return Tables(ordered, self.places, self.out.frame())

    def workbook(self, path: Path, stem: str | None) -> None:
        """Read the sheets of a workbook; when `stem` names a table, the workbook may hold that one on any sheet."""
        homes: dict[str, str] = {}

        def choose(names: list[str]) -> list[str]:
            ours = [n for n in names if not _passed_over(n.strip().casefold())]
            known = {n: t for n in ours if (t := names_table(n, self.tables))}
            if not known and stem and len(ours) == 1:
                known = {ours[0]: stem}
            for name in ours:
                if name not in known:
                    self.stranger(name, path.name, name)
                elif known[name] in homes.values() or known[name] in self.places:
                    self.twice(known[name], path.name, name)
                else:
                    homes[name] = known[name]
            return list(homes)

        remarks, grids = read_workbook(path, choose)
        for message, facts in remarks:
            self.out.add(message, Spot((path.name,) * 2, path.name), **facts)
        for grid in grids:
            self.grid(grid, homes[str(grid.sheet)])

    def grid(self, grid: Grid, table: str) -> None:
        """Take one grid as a table."""
        frame, place = table_of(grid, self.tables[table], self.out, personal=self.personal)
        self.places[table] = place
        if frame is not None:
            self.frames[table] = frame

    def text(self, path: Path, table: str) -> None:
        """Read a CSV or TSV file."""
        self.grid(read_delimited(path, lambda row: score(row, self.tables[table])), table)

    def columns(
        self, given: Mapping[str, pl.Series | Cells], file: str, table: str, *, sheet: str | None = None
    ) -> None:
        """Take named columns (Parquet, a database) as a table."""
        facts, at = self.tables[table], Spot((sheet or file,) * 2, file, sheet)
        found = match(list(given), facts, [True] * len(given), 1, at, self.out, personal=self.personal)
        place = Place(file, sheet, first_row=1, headers={name: text for name, (_, text) in found.items()})
        values, taken = list(given.values()), {}
        for name in (name for name in facts.columns if name in found):
            value = values[found[name][0]]
            if isinstance(value, Cells):
                taken[name] = typed(value, facts, name, place, self.out)
            else:
                taken[name] = conform(value, facts, name, place, self.out).alias(name)
        self.places[table] = place
        self.frames[table] = pl.DataFrame(taken)

    def parquet(self, path: Path, table: str) -> None:
        """Read a Parquet file."""
        self.columns(read_columnar(path).to_dict(), path.name, table)

    def stranger(self, name: str, file: str, sheet: str | None) -> None:
        """Say that a sheet or file is none of the tables."""
        self.strangers.append(name)
        stem = name if sheet else Path(name).stem
        near = closest(stem, [word for t in self.tables.values() for word in (t.zh, t.en, t.id)])
        allowed = tuple(joint.join(t.word(lang) for t in self.tables.values()) for lang, joint in _JOINTS)
        message = "unknown-table-near" if near else "unknown-table"
        self.out.add(message, Spot(file=file, sheet=sheet), name=name, near=near, allowed=allowed)

    def twice(self, table: str, file: str, sheet: str | None) -> None:
        """Say that a table stands in two places."""
        facts = self.tables[table]
        self.out.add("duplicate-table", Spot((facts.zh, facts.en), file, sheet), name=sheet or file)


def _passed_over(name: str) -> bool:
    return name in GUIDES or name.startswith(SUMMARIES)


_JOINTS = (("zh", "、"), ("en", ", "))
