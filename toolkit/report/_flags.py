"""The flags: where most of them are, and every one with its probability and reason."""

from __future__ import annotations

import polars as pl

from toolkit.report._cells import anchor, cell, is_few, link, name, records
from toolkit.report._view import View
from toolkit.report.blocks import Block, Callout, Heading, Table
from toolkit.words import label_of

MOST = 400
SEVERITIES = ["alert", "watch", "info"]


def flags(view: View) -> list[Block]:
    """List the flags of the latest period: units with most flags first, each with its severest and surest first."""
    order = pl.col("severity").replace_strict({s: i for i, s in enumerate(SEVERITIES)}, return_dtype=pl.Int64)
    flagged = view.flags.filter(outcome="flagged").sort(
        pl.len().over("unit_id"),
        "unit_id",
        order,
        "probability",
        "rule",
        "node",
        descending=[True, False, False, True, False, False],
        nulls_last=True,
    )
    more, counts = flagged.height - MOST, cases(view)
    return [
        Heading(view.say("flags_heading"), "flags"),
        Callout(view.say("flags_text")),
        _by_node(view, flagged),
        Table(
            "all-flags",
            view.say("flags_table", period=view.period),
            tuple(
                view.say(k) for k in ("col_name", "col_id", "col_rule", "col_severity", "col_probability", "col_reason")
            ),
            tuple(_row(view, row, counts) for row in flagged.head(MOST).iter_rows(named=True)),
            numeric=frozenset({4}),
            note=view.say("flags_more", n=more) if more > 0 else "",
        ),
    ]


def cases(view: View) -> dict[tuple[str, str], int]:
    """Return how many cases stand behind each value of an indicator, by unit and indicator."""
    values = view.run.values.filter(pl.col("n").is_not_null(), level=view.level, period=view.period)
    return {(unit, indicator): n for unit, indicator, n in values.select("unit_id", "indicator", "n").iter_rows()}


def reason(view: View, row: dict[str, str | float | None], counts: dict[tuple[str, str], int]) -> str:
    """Return the reason, which holds the value; where that rests on few cases, only that they are few."""
    count = counts.get((str(row["unit_id"]), str(row["node"])))
    if count is not None and is_few(count):
        return view.say("brief_count") + view.say("colon") + records(count, view.lang)
    return name(str(row["reason" if view.lang == "zh" else "message"] or ""))


def _row(view: View, row: dict[str, str | float | None], counts: dict[tuple[str, str], int]) -> tuple[str, ...]:
    probability = row["probability"]
    return (
        view.name(str(row["unit_id"])),
        link(str(row["unit_id"]), anchor("unit", str(row["unit_id"]))),
        label_of("rule", str(row["rule"]), view.lang),
        label_of("severity", str(row["severity"]), view.lang),
        cell(None if probability is None else float(probability), "chance"),
        reason(view, row, counts),
    )


def _by_node(view: View, flagged: pl.DataFrame) -> Table:
    counts = (
        flagged.group_by("rule", "node")
        .agg(units=pl.col("unit_id").n_unique())
        .sort("units", "rule", "node", descending=[True, False, False])
    )
    return Table(
        "flags-by-node",
        view.say("flags_by_node"),
        (view.say("col_node"), view.say("col_rule"), view.say("col_flagged_units", unit=view.unit)),
        tuple(
            (view.label(node), label_of("rule", rule, view.lang), cell(n, "count"))
            for rule, node, n in counts.iter_rows()
        ),
        numeric=frozenset({2}),
    )
