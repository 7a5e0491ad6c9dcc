"""Raw tables before measuring: a row that was copied counts once, an optional column that is absent is empty."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from toolkit.errors import DataError
from toolkit.ledger import Line


def distinct_rows(tables: Mapping[str, pl.DataFrame]) -> tuple[dict[str, pl.LazyFrame], list[Line]]:
    """Return the tables, lazy, each row once, with a line for every table that had exact copies.

    Tables that `schemas.RAW` does not know have no key and pass as they are.

    Raises
    ------
    DataError
        Two rows that differ have the same key: no indicator could count them rightly.
    """
    from schemas import RAW

    frames = {name: frame.lazy() for name, frame in tables.items()}
    keys = {name: list(RAW[name].Config.unique or []) for name in frames if name in RAW}
    lines = []
    for name, height in _not_unique(frames, keys).items():
        frames[name] = frames[name].unique()
        kept = frames[name].select(pl.len()).collect().item()
        if _not_unique({name: frames[name]}, keys):
            raise DataError(
                f"Table {name}: several rows that differ have the same key ({', '.join(keys[name])}). "
                "Validation (`duxue check`) lists them; keep one of each."
            )
        if kept < height:
            lines.append(Line("measure", "exact_copies", height, kept, name))
    return frames, lines


def with_optional_columns(tables: Mapping[str, pl.DataFrame]) -> tuple[dict[str, pl.DataFrame], list[Line]]:
    """Return the tables with every column that the schema calls optional, empty where it was absent.

    Names of people are left out: no indicator needs them. A table that has all the other columns of its schema gets a
    line: one that follows another scheme is not short of anything.
    """
    from toolkit.facts import all_facts

    known, complete, lines = all_facts(), {}, []
    for name, frame in tables.items():
        columns = list(known[name].columns.values()) if name in known else []
        absent = [c for c in columns if not c.required and not c.personal and c.id not in frame.columns]
        complete[name] = frame.with_columns(pl.lit(None, c.dtype).alias(c.id) for c in absent)
        if absent and all(c.id in frame.columns for c in columns if c.required):
            lines.append(Line("measure", "column_absent", 0, 0, f"{name}: {', '.join(c.id for c in absent)}"))
    return complete, lines


def _not_unique(frames: Mapping[str, pl.LazyFrame], keys: Mapping[str, list[str]]) -> dict[str, int]:
    """Return the heights of the tables whose key is not unique: by hash first, confirmed on the keys themselves."""
    names = [name for name in frames if keys.get(name)]
    quick = pl.collect_all(
        [frames[n].select(height=pl.len(), keys=pl.struct(keys[n]).hash().n_unique()) for n in names]
    )
    doubtful = [n for n, counts in zip(names, quick, strict=True) if counts["height"][0] != counts["keys"][0]]
    exact = pl.collect_all([frames[n].select(height=pl.len(), keys=pl.struct(keys[n]).n_unique()) for n in doubtful])
    return {
        n: counts["height"][0]
        for n, counts in zip(doubtful, exact, strict=True)
        if counts["height"][0] != counts["keys"][0]
    }
