"""The shape of the data: which tables and columns are there, in the types of the schema."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from toolkit.checks.findings import Findings, Spot, spot
from toolkit.facts import TableFacts, closest
from toolkit.tables import Place, Tables


def shaped(
    tables: Tables, facts: Mapping[str, TableFacts], out: Findings
) -> tuple[dict[str, pl.DataFrame], dict[str, list[str]]]:
    """Return the known tables with the columns and types of the schema, and the columns that each one really had.

    A column that is missing is filled with null, so that a user who goes on in spite of the finding can.
    """
    for name in tables:
        if name not in facts:
            near = closest(name, facts)
            words = (", ".join(facts),) * 2
            message = "unknown-table-near" if near else "unknown-table"
            out.add(message, Spot((name, name), sheet=name), severity="warning", name=name, near=near, allowed=words)
    frames: dict[str, pl.DataFrame] = {}
    present: dict[str, list[str]] = {}
    for name, table in facts.items():
        if name in tables:
            frames[name], present[name] = _columns(tables[name], table, tables.places.get(name), out)
            if not frames[name].height:
                message = "empty-table" if table.optional else "empty-required-table"
                out.add(message, spot(table, tables.places.get(name)))
        elif not table.optional and name not in tables.places:
            out.add("missing-table", Spot((table.zh, table.en)), rule=f"missing-table:{name}")
    return frames, present


def _columns(
    frame: pl.DataFrame, table: TableFacts, place: Place | None, out: Findings
) -> tuple[pl.DataFrame, list[str]]:
    from toolkit.reading.table import conform

    for name in frame.columns:
        if name not in table.columns:
            near = closest(name, table.columns)
            out.add("extra-column-near" if near else "extra-column", spot(table, place, name), near=near)
    columns: dict[str, pl.Series] = {}
    present = []
    for name, column in table.columns.items():
        if name in frame.columns:
            columns[name] = _finite(conform(frame[name], table, name, place, out).alias(name), table, place, out)
            present.append(name)
        elif column.required:
            out.add("missing-column", spot(table, place, name))
            columns[name] = pl.Series(name, [None], dtype=column.dtype).new_from_index(0, frame.height)
    return pl.DataFrame(columns), present


def _finite(values: pl.Series, table: TableFacts, place: Place | None, out: Findings) -> pl.Series:
    """NaN and infinity are reported and become null: after validation, missing is null."""
    if not values.dtype.is_float() or values.is_finite().all():
        return values
    wrong = ~values.is_finite().fill_null(True)
    rows = wrong.arg_true()
    out.add_cells("finite", table, place, values.name, rows.to_list(), values.gather(rows).to_list())
    return values.set(wrong, None)
