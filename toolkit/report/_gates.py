"""The gates: obligations met or missed, beside the scores."""

from __future__ import annotations

import polars as pl

from toolkit.report._cells import cell, name
from toolkit.report._view import View
from toolkit.report.blocks import Block, Callout, Heading, Table
from toolkit.words import label_of

MOST = 200
OUTCOMES = ("met", "missed", "not_assessable")


def gates(view: View) -> list[Block]:
    """Count the outcomes of each gate in the latest period, and list who missed one and why."""
    rows = view.run.gates.filter(level=view.level, period=view.period)
    if not rows.height:
        return []
    return [
        Heading(view.say("gates_heading"), "gates"),
        Callout(view.say("gates_text")),
        _counts(view, rows),
        _missed(view, rows),
    ]


def _counts(view: View, rows: pl.DataFrame) -> Table:
    keys = ["gate", "rule", f"label_{view.lang}", "authority"]
    counts = rows.group_by(keys).agg((pl.col("outcome") == o).sum().alias(o) for o in OUTCOMES).sort("rule", "gate")
    return Table(
        "gate-counts",
        view.say("gates_counts", period=view.period, unit=view.unit),
        (
            view.say("col_gate"),
            view.say("col_rule"),
            *(view.say(f"outcome.{o}") for o in OUTCOMES),
            view.say("col_authority"),
        ),
        tuple(
            (name(label), rule, *(cell(n, "count") for n in outcomes), label_of("authority", authority, view.lang))
            for _, rule, label, authority, *outcomes in counts.iter_rows()
        ),
        numeric=frozenset({2, 3, 4}),
    )


def _missed(view: View, rows: pl.DataFrame) -> Table:
    missed = rows.filter(outcome="missed").sort(
        pl.len().over("unit_id"), "unit_id", "rule", descending=[True, False, False]
    )
    more = missed.height - MOST
    said = "reason" if view.lang == "zh" else "message"
    return Table(
        "gates-missed",
        view.say("gates_missed", period=view.period),
        tuple(view.say(key) for key in ("col_name", "col_id", "col_gate", "col_reason")),
        tuple(
            (view.name(row["unit_id"]), row["unit_id"], name(row[f"label_{view.lang}"]), name(row[said]))
            for row in missed.head(MOST).iter_rows(named=True)
        ),
        note=view.say("gates_more", n=more) if more > 0 else "",
    )
