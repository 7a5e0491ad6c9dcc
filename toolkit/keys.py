"""Keys of raw tables: a row that was copied counts once, two different rows with one key are refused."""

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
