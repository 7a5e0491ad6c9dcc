"""Checks that have no expression go to pandera itself, on collected data: never skipped."""

from __future__ import annotations

import polars as pl

from toolkit.checks.compile import Plan
from toolkit.checks.findings import Findings, spot
from toolkit.facts import TableFacts
from toolkit.tables import Place


def check_beyond(frame: pl.DataFrame, plan: Plan, facts: TableFacts, place: Place | None, out: Findings) -> None:
    """Run the checks of a table that were not compiled."""
    import pandera.polars as pa

    for column, checks in plan.beyond.items():
        for check in checks:
            if column is None:
                schema = pa.DataFrameSchema(checks=[check])
            else:
                schema = pa.DataFrameSchema({column: pa.Column(frame.schema[column], checks=[check], nullable=True)})
            try:
                schema.validate(frame if column is None else frame.select(column), lazy=True)
            except pa.errors.SchemaErrors as error:
                _tell(
                    error.failure_cases,
                    frame,
                    column,
                    str(check.error or check.name),
                    str(check.name),
                    facts,
                    place,
                    out,
                )


def _tell(
    cases: pl.DataFrame,
    frame: pl.DataFrame,
    column: str | None,
    bound: str,
    rule: str,
    facts: TableFacts,
    place: Place | None,
    out: Findings,
) -> None:
    rows = [int(row) for row in cases["index"].drop_nulls().unique().sort()] if "index" in cases.columns else []
    if column is None or not rows:
        out.add("table_check", spot(facts, place, column), count=max(1, len(rows)), rule=rule, bound=bound)
        return
    out.add_cells("check", facts, place, column, rows, [frame[column][row] for row in rows], rule=rule, bound=bound)
