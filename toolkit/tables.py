"""`Tables`: the raw tables of one inspection, with the place each one came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from toolkit.errors import OptionError

NULL_MARK = "\x00"


@dataclass(frozen=True)
class Place:
    """Where a table came from, so that a finding can point at a cell.

    Parameters
    ----------
    file : str
        File name without its folder (paths of a machine do not belong in a report).
    sheet : str or None
        Sheet of a workbook.
    first_row : int
        Row of the file that holds the first data row, as its program shows it (header in row 1: 2).
    headers : mapping
        Column name -> header text as written in the file.
    """

    file: str
    sheet: str | None = None
    first_row: int = 2
    headers: Mapping[str, str] = field(default_factory=dict)
    positions: Mapping[str, int] = field(default_factory=dict)
    """Column name -> position of the column in the file (0 is column A)."""
    rows: pl.Series | None = field(default=None, compare=False)
    """File row of each data row, where rows were skipped; None when they follow each other from `first_row`."""

    def row_of(self, index: int) -> int:
        """Return the file row of a data row (0 is the first one).

        >>> Place("schools.csv").row_of(0)
        2
        """
        return self.first_row + index if self.rows is None else int(self.rows[index])


@dataclass(frozen=True)
class Tables(Mapping[str, pl.DataFrame]):
    """A mapping from table name to frame, plus places and the findings of reading. Nothing in it is ever changed."""

    frames: Mapping[str, pl.DataFrame]
    places: Mapping[str, Place] = field(default_factory=dict)
    reading: pl.DataFrame | None = None
    """Findings (schemas.derived.Findings) that arose while reading, e.g. a text where a number belongs."""

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.frames)

    def __len__(self) -> int:
        return len(self.frames)

    def __repr__(self) -> str:
        return "Tables(" + ", ".join(f"{n}: {f.height} x {f.width}" for n, f in self.frames.items()) + ")"

    def about(self) -> dict[str, str]:
        """Return what the data set says of itself (table `about`), keys to values."""
        if "about" not in self.frames:
            return {}
        return {k: v or "" for k, v in self.frames["about"].select("key", "value").iter_rows()}

    @property
    def synthetic(self) -> bool:
        """Whether the data set declares itself synthetic; every output repeats it."""
        return self.about().get("synthetic", "").strip().lower() in {"true", "1", "yes", "是"}

    def replace(self, **frames: pl.DataFrame) -> Tables:
        """Return new tables with some frames replaced or added."""
        return Tables({**self.frames, **frames}, self.places, self.reading)

    def fingerprint(self) -> dict[str, str]:
        """Return a SHA-256 per table over its sorted columns and rows: independent of row and column order."""
        return {name: frame_hash(frame) for name, frame in sorted(self.frames.items())}


def as_tables(tables: Mapping[str, pl.DataFrame] | Tables) -> Tables:
    """Accept any mapping of frames where tables are asked for.

    Raises
    ------
    OptionError
        It is no mapping (a path, for example), or holds something that is no polars DataFrame.
    """
    if isinstance(tables, Tables):
        return tables
    if not isinstance(tables, Mapping):
        raise OptionError(
            f"The tables are a {type(tables).__name__}: give a mapping of names to frames. Files are read by "
            "tk.read_tables(path)."
        )
    for name, frame in tables.items():
        if not isinstance(frame, pl.DataFrame):
            hint = " collect() it first." if isinstance(frame, pl.LazyFrame) else ""
            raise OptionError(f"The table {name!r} is a {type(frame).__name__}: give a polars DataFrame.{hint}")
    return Tables(dict(tables))


def frame_hash(frame: pl.DataFrame) -> str:
    """Hash a frame independently of the order of its rows and columns (SHA-256, hex)."""
    digest = hashlib.sha256()
    ordered = frame.select(sorted(frame.columns))
    digest.update(";".join(f"{name}:{dtype}" for name, dtype in ordered.schema.items()).encode())
    if ordered.width and ordered.height:
        ordered = ordered.sort(ordered.columns, nulls_last=True)
        digest.update(ordered.write_csv(include_header=False, null_value=NULL_MARK).encode())
    return digest.hexdigest()
