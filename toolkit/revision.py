"""Provisional then final: what changed between two versions of the same tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from toolkit.errors import DataError, OptionError
from toolkit.facts import TableFacts, all_facts
from toolkit.tables import as_tables

COUNTS = {"table": pl.String, "column": pl.String, "kind": pl.String, "count": pl.Int64, "rows": pl.Int64}
CELLS = {
    "table": pl.String,
    "key": pl.String,
    "column": pl.String,
    "kind": pl.String,
    "before": pl.String,
    "after": pl.String,
}


@dataclass(frozen=True, repr=False)
class Revision:
    """The answer of `compare` for tables.

    Attributes
    ----------
    counts : polars.DataFrame
        table, column, kind (changed, filled, emptied; added and removed rows with an empty column), count, and `rows`, the
        rows of both versions among which they are counted.
    cells : polars.DataFrame
        table, key, column, kind, before, after: every revised cell and every row that came or went. Tables whose key is
        a person are counted, not listed.
    """

    counts: pl.DataFrame
    cells: pl.DataFrame

    def __repr__(self) -> str:
        return f"Revision: {self.counts['count'].sum()} cells and rows in {self.counts['table'].n_unique()} tables"


def compare_tables(
    before: Mapping[str, pl.DataFrame], after: Mapping[str, pl.DataFrame], *, models: Mapping[str, Any] | None = None
) -> Revision:
    """Compare two versions of raw tables, row by row by their keys; the order of rows and columns does not matter.

    Parameters
    ----------
    before, after : Tables or mapping
        As `read_tables` or `validate` give them.
    models : mapping, optional
        Table name -> pandera model; default `schemas.RAW`.

    Raises
    ------
    OptionError
        The versions have no table in common.
    DataError
        A key stands twice, so that rows can't be told apart.

    Examples
    --------
    >>> import polars as pl
    >>> old = pl.DataFrame({"district_id": ["D01", "D02"], "name_zh": ["和平区", "河东区"]})
    >>> new = pl.DataFrame({"district_id": ["D02", "D01"], "name_zh": ["河东区", "和平新区"]})
    >>> compare_tables({"districts": old}, {"districts": new}).cells.row(0)
    ('districts', 'D01', 'name_zh', 'changed', '和平区', '和平新区')
    """
    facts = all_facts(models)
    old, new = as_tables(before), as_tables(after)
    shared = [name for name in facts if name in old and name in new]
    if not shared:
        raise OptionError("The two versions have no table in common: nothing to compare.")
    found = [_table(old[name], new[name], facts[name]) for name in shared]
    for name in (n for n in facts if (n in old) != (n in new)):
        rows = (old if name in old else new)[name].height
        kind = "removed" if name in old else "added"
        found.append(
            (pl.DataFrame([(name, None, kind, rows, 0)], schema=COUNTS, orient="row"), pl.DataFrame(schema=CELLS))
        )
    counts = pl.concat([c for c, _ in found]).filter(pl.col("count") > 0)
    return Revision(counts, pl.concat([cells for _, cells in found]))


def _table(old: pl.DataFrame, new: pl.DataFrame, facts: TableFacts) -> tuple[pl.DataFrame, pl.DataFrame]:
    key = list(facts.key)
    for frame in (old, new):
        if not set(key) <= set(frame.columns) or frame.select(key).is_duplicated().any():
            raise DataError(f"Table {facts.id!r}: each {', '.join(key)} must stand once in each version.")
    columns = [name for name in facts.columns if name not in key and (name in old.columns or name in new.columns)]
    both = _full(old, key, columns, "before").join(
        _full(new, key, columns, "after"), on=key, how="full", coalesce=True, nulls_equal=True
    )
    there = [pl.col(f"there|{side}").is_not_null() for side in ("before", "after")]
    names = pl.concat_str([pl.col(k).cast(pl.String).fill_null("") for k in key], separator=" ")
    cells = [
        both.filter(mine & ~other).select(names.alias("key"), column=pl.lit(None, pl.String), kind=pl.lit(kind),
                                          before=pl.lit(None, pl.String), after=pl.lit(None, pl.String))
        for mine, other, kind in ((there[0], there[1], "removed"), (there[1], there[0], "added"))
    ]  # fmt: skip
    kept = both.filter(there[0] & there[1])
    for name in columns:
        a, b = pl.col(f"{name}|before"), pl.col(f"{name}|after")
        kind = (
            pl.when(a.is_null())
            .then(pl.lit("filled"))
            .when(b.is_null())
            .then(pl.lit("emptied"))
            .otherwise(pl.lit("changed"))
        )
        texts = [side.cast(pl.String).alias(word) for side, word in ((a, "before"), (b, "after"))]
        if facts.columns[name].personal:
            texts = [pl.lit(None, pl.String).alias(word) for word in ("before", "after")]
        differ = kept.filter(a.ne_missing(b))
        cells.append(differ.select(names.alias("key"), pl.lit(name).alias("column"), kind.alias("kind"), *texts))
    listed = pl.concat(cells).select(pl.lit(facts.id).alias("table"), *list(CELLS)[1:]).sort("key", "column")
    counts = listed.group_by("table", "column", "kind").agg(count=pl.len().cast(pl.Int64)).sort("column", "kind")
    told = counts.with_columns(rows=pl.lit(kept.height, pl.Int64)).select(list(COUNTS))
    secret = any(facts.columns[k].personal for k in key)
    return told, listed.clear() if secret else listed


def _full(frame: pl.DataFrame, key: list[str], columns: list[str], side: str) -> pl.DataFrame:
    cells = [(pl.col(name) if name in frame.columns else pl.lit(None)).alias(f"{name}|{side}") for name in columns]
    return frame.select(*key, *cells, pl.lit(True).alias(f"there|{side}"))
