"""Derived tables where stages 1 to 3 did not run: empty ones, and units named by their ids."""

from __future__ import annotations

import polars as pl


def bare_units(keys: pl.DataFrame) -> pl.DataFrame:
    """Name units by their ids, where nothing more is known of them."""
    ids = keys.select("level", "unit_id").unique().sort("level", "unit_id")
    null = pl.lit(None, pl.String)
    return ids.with_columns(name_zh=pl.col("unit_id"), name_en=pl.col("unit_id"), district_id=null, stage=null)


def known(table: pl.DataFrame | None, name: str) -> pl.DataFrame:
    """Return the table, or an empty one of its kind."""
    return empty(name) if table is None else table


def empty(name: str) -> pl.DataFrame:
    """Return an empty derived table."""
    from schemas import DERIVED

    columns = DERIVED[name].to_schema().columns
    return pl.DataFrame(schema={c: spec.dtype.type for c, spec in columns.items()})
