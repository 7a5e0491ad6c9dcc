"""The two tables of a brief: what drives the score, and what is flagged with the school to look at first."""

from __future__ import annotations

from typing import Any

import polars as pl

from toolkit.explain import Explanation
from toolkit.report._cells import DASH, is_few, name, number, records, signed
from toolkit.report._flags import SEVERITIES
from toolkit.report._view import View
from toolkit.report.blocks import Block, Paragraph, Table
from toolkit.words import label_of, listed

EACH = 3
"""Indicators at each end of what was lost and won."""
MOST = 6
"""Flags on the page."""
LEAST = 0.05
"""Points that are still told; less is written as 0.0."""


def drivers(view: View, told: Explanation) -> Block:
    """List the indicators that cost and that bring most points against the median peer."""
    table = _ordered(told)
    if not table.height:
        known = told.indicators["normalised"].count()
        return Paragraph(view.say("brief_no_drivers") if known else view.say("not_assessable") + view.say("full_stop"))
    lost = table.filter(pl.col("against_peers") <= -LEAST).head(EACH)
    won = table.filter(pl.col("against_peers") >= LEAST).tail(EACH)
    peers = view.run.values.filter(level=told.level, period=told.period)
    median = dict(peers.group_by("indicator").agg(pl.col("value").median()).iter_rows())
    columns = ("brief_value", "brief_median", "standard", "brief_count", "brief_points")
    return Table(
        "drivers",
        view.say("brief_drivers"),
        (view.say("indicator"), *map(view.say, columns)),
        tuple(_driver(view, row, median) for row in pl.concat([lost, won]).iter_rows(named=True)),
        numeric=frozenset({1, 2, 3, 4, 5}),
    )


def _ordered(told: Explanation) -> pl.DataFrame:
    known = pl.col("against_peers").is_not_null() & (pl.col("effective_weight") != 0)
    return told.indicators.filter(known).sort("against_peers", "indicator")


def _driver(view: View, row: dict[str, Any], median: dict[str, float | None]) -> tuple[str, ...]:
    half = (row["se"] or 0.0) * view.z
    unit = "" if not row["unit"] else f" {label_of('measure', row['unit'], view.lang)}"
    return (
        view.label(row["indicator"]),
        DASH if is_few(row["n"]) else short(row["value"]) + (f" ±{half:.2g}" if half else "") + unit,
        short(median.get(row["indicator"])),
        short(row["standard"]),
        DASH if row["n"] is None else records(row["n"], view.lang),
        signed(row["against_peers"]),
    )


def short(value: float | None) -> str:
    """Return a value with four digits.

    >>> short(4719.86783), short(0.373354), short(None)
    ('4720', '0.3734', '–')
    """
    return number(None if value is None else float(f"{value:.4g}"))


def flagged(view: View, told: Explanation) -> list[Block]:
    """List the flags, those of the whole first, then the severest and surest, each with the school of the group to look at first."""
    order = pl.col("severity").replace_strict({s: i for i, s in enumerate(SEVERITIES)}, return_dtype=pl.Int64)
    found = told.flags.filter(outcome="flagged").sort(
        pl.col("node") != told.node,
        order,
        "probability",
        "rule",
        "node",
        descending=[False, False, True, False, False],
        nulls_last=True,
    )
    lost = _ordered(told).filter(pl.col("against_peers") <= -LEAST).head(EACH)["indicator"].to_list()
    names = listed((view.label(node) for node in lost), view.lang)
    first = [Paragraph(view.say("brief_first", names=names))] if lost else []
    if not found.height:
        return [Paragraph(view.say("explain_no_flags") + view.say("full_stop")), *first]
    more = found.height - MOST
    columns = ("col_reason", "brief_school")
    table = Table(
        "flags",
        view.say("brief_flags"),
        tuple(map(view.say, columns)),
        tuple(_flag(view, told, row) for row in found.head(MOST).iter_rows(named=True)),
        note=view.say("brief_more", n=more) if more > 0 else "",
    )
    return [table, *first]


def _flag(view: View, told: Explanation, row: dict[str, Any]) -> tuple[str, ...]:
    count = told.indicators.filter(indicator=row["node"])["n"].to_list()
    rule = view.say("colon").join((view.label(row["node"]), label_of("rule", row["rule"], view.lang)))
    reason = name(row["reason" if view.lang == "zh" else "message"])
    return (rule if any(map(is_few, count)) else reason, _lowest(view, told, row["node"]))


def _lowest(view: View, told: Explanation, node: str) -> str:
    """Name the school of the group that is lowest at a node, with its value if ten or more stand behind it."""
    if told.level != "group":
        return DASH
    run = view.run
    if node not in run.framework.indicators:
        rows = told.bundled.filter(node=node).drop_nulls("weakest_id")
        cells = [
            (view.name(r["weakest_id"], "school"), f"{r['weakest_score']:.1f}") for r in rows.iter_rows(named=True)
        ]
        return view.say("named", name=cells[0][0], id=cells[0][1]) if cells else DASH
    schools = run.members.filter(period=told.period, group_id=told.unit_id)["school_id"]
    at = run.matrix.keys.select(
        (pl.col("level") == "school") & (pl.col("period") == told.period) & pl.col("unit_id").is_in(schools.implode())
    ).to_series()
    held = run.matrix.rows(at.to_numpy())
    found = held.keys.select("unit_id").with_columns(
        value=pl.Series(held.values[:, run.matrix.indicators.index(node)], nan_to_null=True)
    )
    found = found.drop_nulls("value").sort("value", "unit_id")
    if not found.height:
        return DASH
    school = str(found["unit_id"][0])
    raw = run.values.filter(level="school", period=told.period, unit_id=school, indicator=node)
    label = view.name(school, "school")
    if not raw.height or is_few(raw["n"][0]):
        return label
    return view.say("named", name=label, id=short(raw["value"][0]))
