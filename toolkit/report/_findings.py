"""Findings of validation, gathered by rule; of tables about persons nothing but the rule is told."""

from __future__ import annotations

from typing import Any

import polars as pl

from toolkit.disclosure.redact import about_persons
from toolkit.report._cells import DASH, name, records
from toolkit.report._view import View
from toolkit.report.blocks import Block, Paragraph, Table
from toolkit.words import label_of

MOST = 60
SEVERITIES = ["fatal", "error", "warning", "info"]


def findings(view: View) -> list[Block]:
    """List the findings by severity, table, column and rule, with one example of each."""
    table = view.run.findings
    if not table.height:
        return [Paragraph(view.say("gaps_none"))]
    lang = view.lang
    order = pl.col("severity").replace_strict({s: i for i, s in enumerate(SEVERITIES)}, return_dtype=pl.Int64)
    gathered = (
        table.group_by("severity", "code", "sheet", "column", "rule", maintain_order=True)
        .agg(
            pl.col("count").sum(),
            pl.col(f"message_{lang}").first().alias("message"),
            pl.col(f"remedy_{lang}").first().alias("remedy"),
        )
        .sort(order, "sheet", "column", "code", "rule", nulls_last=True)
    )
    keys = ("col_place", "col_severity", "col_code", "col_count", "col_example", "col_remedy")
    rows: tuple[tuple[str, ...], ...] = tuple(_row(view, row) for row in gathered.head(MOST).iter_rows(named=True))
    more = gathered.height - MOST
    return [
        Table(
            "findings",
            view.say("gaps_findings"),
            tuple(map(view.say, keys)),
            rows,
            numeric=frozenset({3}),
            note=view.say("findings_more", n=more) if more > 0 else "",
        )
    ]


def _row(view: View, row: dict[str, Any]) -> tuple[str, ...]:
    place = view.say("comma").join(part for part in (row["sheet"], row["column"]) if part) or DASH
    open_ = not about_persons(row["sheet"])
    return (
        name(place),
        label_of("severity", row["severity"], view.lang),
        row["code"],
        records(row["count"], view.lang),
        name(row["message"]) if open_ else DASH,
        name(row["remedy"]) if open_ else DASH,
    )
