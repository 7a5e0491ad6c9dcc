"""A folder of shards that was written: its index, its files, and whether they are still what they were."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from toolkit.errors import UnreadableInputError
from toolkit.files import sha256

INDEX = "shards.json"
FORMAT = 1
ELSEWHERE = "elsewhere-"
"""Begins the name of a file with keys of another shard."""


@dataclass(frozen=True)
class Shards:
    """Shards by name; the name of a shard is its folder, such as `province=…/city=…`.

    Parameters
    ----------
    folder : Path
        Where they are.
    by : str
        How they were cut.
    index : mapping
        Shard -> districts, groups, schools, rows of each table, SHA-256 of each file.
    """

    folder: Path
    by: str
    index: Mapping[str, Mapping[str, Any]]

    @classmethod
    def open(cls, folder: str | os.PathLike[str]) -> Shards:
        """Open a folder that `write_shards` wrote.

        Raises
        ------
        UnreadableInputError
            No such folder, no index, or one of another version.
        """
        path = Path(folder)
        try:
            content = json.loads((path / INDEX).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise UnreadableInputError(
                f"{path.name!r} is no folder of shards: it has no {INDEX}. Write one with `duxue shard`."
            ) from None
        except (OSError, ValueError) as error:
            raise UnreadableInputError(f"{INDEX} of {path.name!r} can't be read: {error}.") from None
        if content.get("format") != FORMAT:
            raise UnreadableInputError(
                f"{INDEX} of {path.name!r} has the format {content.get('format')!r}; this version reads {FORMAT}."
            )
        return cls(path, content["by"], {shard["name"]: shard for shard in content["shards"]})

    @property
    def names(self) -> tuple[str, ...]:
        """Names in order."""
        return tuple(self.index)

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables, the same in every shard."""
        return tuple(self.index[self.names[0]]["sha256"])

    @property
    def rows(self) -> int:
        """Rows of all tables in all shards."""
        return sum(sum(shard["rows"].values()) for shard in self.index.values())

    def fingerprint(self) -> dict[str, str]:
        """Return a SHA-256 a shard, over the hashes of its files."""
        return {
            name: hashlib.sha256(json.dumps(shard["sha256"], sort_keys=True).encode()).hexdigest()
            for name, shard in self.index.items()
        }

    def path(self, name: str, table: str) -> Path:
        """Return the file of a table in a shard."""
        return self.folder / name / f"{table}.parquet"

    def load(self, name: str, *, check: bool = True) -> dict[str, pl.DataFrame]:
        """Return the tables of a shard; with `check` after a look at their hashes.

        Raises
        ------
        UnreadableInputError
            A file is absent, damaged, or not the one that was written.
        """
        tables = {}
        for table, digest in self.index[name]["sha256"].items():
            file = self.path(name, table)
            try:
                if check and sha256(file) != digest:
                    raise UnreadableInputError(
                        f"Shard {name}: {file.name} is not the file that was written. Write the shards anew."
                    )
                tables[table] = pl.read_parquet(file, glob=False)
            except (OSError, pl.exceptions.PolarsError) as error:
                why = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
                raise UnreadableInputError(f"Shard {name}: {file.name} can't be read ({why}).") from None
        return tables

    def elsewhere(self, name: str) -> dict[str, pl.DataFrame]:
        """Return the keys, by table, that rows of a shard refer to and that are at home in another one."""
        files = sorted((self.folder / name).glob(f"{ELSEWHERE}*.parquet"))
        return {file.stem.removeprefix(ELSEWHERE): pl.read_parquet(file, glob=False) for file in files}

    def whole(self, tables: Iterable[str]) -> dict[str, pl.DataFrame]:
        """Return small tables of all shards in one piece, each row once; names that no shard has are passed over."""
        present = [table for table in sorted(tables) if table in self.tables]
        parts = {table: [pl.scan_parquet(self.path(name, table)) for name in self.names] for table in present}
        return {table: pl.concat(files).unique().collect(engine="streaming") for table, files in parts.items()}

    def empty(self) -> dict[str, pl.DataFrame]:
        """Return the tables without rows."""
        first = self.names[0]
        return {t: pl.scan_parquet(self.path(first, t)).head(0).collect() for t in self.tables}
