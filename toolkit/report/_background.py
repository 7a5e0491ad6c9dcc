"""Sections behind the results: weights, gaps in the data, method and manifest."""

from __future__ import annotations

from typing import Any

import polars as pl

from toolkit.charts.weights import weights_table
from toolkit.described import in_words
from toolkit.report._cells import DASH, cell, interval, name, number, records
from toolkit.report._findings import findings
from toolkit.report._view import View
from toolkit.report.blocks import Block, Heading, Paragraph, Table
from toolkit.words import label_of

STATUSES = ("value", "missing", "suppressed", "not_applicable")
CHOICES = (
    "framework",
    "imputer",
    "treatment",
    "normaliser",
    "weighting",
    "aggregator",
    "seed",
    "base_period",
    "reference_level",
    "minimum_coverage",
    "coverage",
    "catalogue",
)


def weights(view: View) -> list[Block]:
    """Draw and list the weights with their origin, goalposts, standards and authority."""
    table = weights_table(view.run, lang=view.lang)
    keys = (
        "col_node",
        "col_id",
        "col_weight",
        "col_global",
        "col_origin",
        "col_unit",
        "col_goalposts",
        "col_standard",
        "col_authority",
    )
    rows = tuple(_weight_row(view, row) for row in table.iter_rows(named=True))
    return [
        Heading(view.say("weights_heading"), "weights"),
        view.figure("weights"),
        Table(
            "all-weights",
            view.say("weights_table"),
            tuple(map(view.say, keys)),
            rows,
            numeric=frozenset({2, 3, 6, 7}),
            split={6: view.ends},
        ),
    ]


def _weight_row(view: View, row: dict[str, Any]) -> tuple[str, ...]:
    node = view.run.framework.node(row["node"])
    staged = view.run.framework.stages.filter(node=row["node"]).select("stage", "standard").drop_nulls()
    standard: str = cell(node["standard"], "number")
    if staged.height:
        standard = view.say("semicolon").join(f"{view.stage(s)} {number(v)}" for s, v in staged.iter_rows())
    return (
        name(row["label"]),
        row["node"],
        cell(row["weight"], "share1"),
        cell(row["global_weight"], "share1"),
        label_of("origin", row["origin"] or DASH, view.lang),
        label_of("measure", node["unit"] or DASH, view.lang),
        interval(node["low"], node["high"], "number"),
        standard,
        label_of("authority", node["authority"] or "cfg", view.lang),
    )


COUNTED = (
    "clipped_at_goalposts",
    "winsorised_high",
    "winsorised_low",
    "log",
    "box_cox",
    "yeo_johnson",
)
"""Events that change rows and drop none: their second number is the count of what was changed."""


def gaps(view: View) -> list[Block]:
    """Say what validation found, which indicators lack data, and what every stage left out."""
    return [Heading(view.say("gaps_heading"), "gaps"), *findings(view), _values(view), _ledger(view)]


def _values(view: View) -> Table:
    held = view.run.values.filter(level=view.level, period=view.period)
    status = pl.col("status").replace("revised", "value")
    counts = held.group_by("indicator").agg((status == s).sum().alias(s) for s in STATUSES)
    rows = {row["indicator"]: row for row in counts.iter_rows(named=True)}
    kept = [s for s in STATUSES if s in STATUSES[:2] or any(row[s] for row in rows.values())]
    return Table(
        "values",
        view.say("gaps_values", period=view.period, unit=view.unit),
        (view.say("col_node"), view.say("col_id"), *(view.say(f"status.{s}") for s in kept)),
        tuple(
            (view.label(i), i, *(cell(rows[i][s] if i in rows else 0, "count") for s in kept))
            for i in view.run.framework.indicators
        ),
        numeric=frozenset(range(2, 2 + len(kept))),
    )


def _ledger(view: View) -> Table:
    rows = []
    for stage, reason, before, after in view.run.ledger.select("stage", "reason", "rows_in", "rows_out").iter_rows():
        concerned = after if reason in COUNTED or stage == "read" else abs(before - after)
        cells = (records(before, view.lang), records(concerned, view.lang))
        rows.append((label_of("stage", stage, view.lang), label_of("event", reason, view.lang), *cells))
    columns = ("col_stage", "col_event", "col_rows_in", "col_rows_changed")
    return Table(
        "ledger", view.say("gaps_ledger"), tuple(map(view.say, columns)), tuple(rows), numeric=frozenset({2, 3})
    )


def method(view: View) -> list[Block]:
    """Say how it was done, with everything that is needed to do it again."""
    run = view.run
    choices = {**run.study.describe(), "base_period": run.base_period}
    chosen = tuple((view.say(f"choice.{key}"), _choice(choices.get(key))) for key in CHOICES)
    return [
        Heading(view.say("method_heading"), "method"),
        Paragraph(view.say("method_text", base=run.base_period)),
        Table("choices", view.say("method_choices"), (view.say("col_choice"), view.say("col_value")), chosen),
        Table("manifest", view.say("method_manifest"), (view.say("col_item"), view.say("col_value")), _manifest(view)),
    ]


def _choice(value: Any) -> str:
    return DASH if value is None else name(in_words(value))


def _manifest(view: View) -> tuple[tuple[str, str], ...]:
    manifest = view.run.manifest
    rows = [
        (view.say("manifest_run"), manifest["fingerprint"]),
        (view.say("manifest_version"), manifest["code"]["version"]),
        (view.say("manifest_code"), manifest["code"]["sha256"]),
        (view.say("manifest_framework"), manifest["framework"]["sha256"]),
        (view.say("manifest_python"), manifest["python"]),
    ]
    rows += [(view.say("manifest_library", name=key), value) for key, value in sorted(manifest["libraries"].items())]
    rows += [(view.say("manifest_input", name=name(key)), value) for key, value in sorted(manifest["inputs"].items())]
    return tuple((item, str(value)) for item, value in rows)
