"""The two tables of a brief: what drives the score, and what is flagged with the school to look at first."""

from __future__ import annotations

from typing import Any

import polars as pl

from toolkit.explain import Explanation
from toolkit.report._cells import DASH, anchor, beside, cell, is_few, link, name, records, short
from toolkit.report._flags import SEVERITIES
from toolkit.report._view import View
from toolkit.report.blocks import Block, Cell, Paragraph, Table
from toolkit.words import label_of, listed

EACH = 3
"""Indicators at each end of what was lost and won."""
MOST = 6
"""Flags on the page."""
LEAST = 0.05
"""Points that are still told; less is written as 0.0."""


def drivers(view: View, told: Explanation, peers: list[str] | None) -> Block:
    """List the indicators that cost and that bring most points against the median peer."""
    table = _ordered(told)
    if not table.height:
        known = told.indicators["normalised"].count()
        return Paragraph(view.say("brief_no_drivers") if known else view.say("not_assessable") + view.say("full_stop"))
    lost = table.filter(pl.col("against_peers") <= -LEAST).head(EACH)
    won = table.filter(pl.col("against_peers") >= LEAST).tail(EACH)
    values = view.run.values.filter(level=told.level, period=told.period)
    among = values if peers is None else values.filter(pl.col("unit_id").is_in(peers))
    median = dict(among.group_by("indicator").agg(pl.col("value").median()).iter_rows())
    columns = ("brief_value", "brief_median", "standard", "brief_count", "brief_points")
    return Table(
        "drivers",
        view.say("brief_drivers"),
        (view.say("indicator"), *map(view.say, columns)),
        tuple(_driver(view, told, row, median) for row in pl.concat([lost, won]).iter_rows(named=True)),
        numeric=frozenset({1, 2, 3, 4, 5}),
    )


def _ordered(told: Explanation) -> pl.DataFrame:
    known = pl.col("against_peers").is_not_null() & (pl.col("effective_weight") != 0)
    return told.indicators.filter(known).sort("against_peers", "indicator")


def _driver(view: View, told: Explanation, row: dict[str, Any], median: dict[str, float | None]) -> tuple[str, ...]:
    half = (row["se"] or 0.0) * view.z
    unit = "" if not row["unit"] else label_of("measure", row["unit"], view.lang)
    value = cell(row["value"], "short", n=row["n"], unit=unit)
    sure = f"{short(row['value'])} ±{half:.2g} {unit}".rstrip() if half and value.number is not None else value
    to = anchor("from", told.unit_id, row["indicator"]) if view.traced(told.unit_id) else ""
    return (
        link(view.label(row["indicator"]), to),
        Cell(sure, value.number, value.form, unit=value.unit),
        cell(median.get(row["indicator"]), "short"),
        cell(row["standard"], "short"),
        DASH if row["n"] is None else records(row["n"], view.lang),
        cell(row["against_peers"], "signed"),
    )


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
    columns = ("col_reason", "brief_school") if told.level == "group" else ("col_reason", "col_probability")
    table = Table(
        "flags",
        view.say("brief_flags"),
        tuple(map(view.say, columns)),
        tuple(_flag(view, told, row) for row in found.head(MOST).iter_rows(named=True)),
        note=view.say("brief_more", n=more) if more > 0 else "",
        numeric=frozenset() if told.level == "group" else frozenset({1}),
    )
    return [table, *first]


def _flag(view: View, told: Explanation, row: dict[str, Any]) -> tuple[str, ...]:
    count = told.indicators.filter(indicator=row["node"])["n"].to_list()
    rule = view.say("colon").join((view.label(row["node"]), label_of("rule", row["rule"], view.lang)))
    reason = name(row["reason" if view.lang == "zh" else "message"])
    last = _lowest(view, told, row["node"]) if told.level == "group" else cell(row["probability"], "chance")
    return (rule if any(map(is_few, count)) else reason, last)


def _lowest(view: View, told: Explanation, node: str) -> str:
    """Name the school of the group that is lowest at a node, with its value if ten or more stand behind it."""
    run = view.run
    if node not in run.framework.indicators:
        rows = told.bundled.filter(node=node).drop_nulls("weakest_id")
        found = [(view.name(r["weakest_id"], "school"), r["weakest_score"]) for r in rows.iter_rows(named=True)]
        return beside(found[0][0], cell(found[0][1], "points"), view.lang) if found else DASH
    schools = run.members.filter(period=told.period, group_id=told.unit_id)["school_id"]
    at = run.matrix.keys.select(
        (pl.col("level") == "school") & (pl.col("period") == told.period) & pl.col("unit_id").is_in(schools.implode())
    ).to_series()
    held = run.matrix.rows(at.to_numpy())
    values = held.keys.select("unit_id").with_columns(
        value=pl.Series(held.values[:, run.matrix.indicators.index(node)], nan_to_null=True)
    )
    values = values.drop_nulls("value").sort("value", "unit_id")
    if not values.height:
        return DASH
    school = str(values["unit_id"][0])
    raw = run.values.filter(level="school", period=told.period, unit_id=school, indicator=node)
    value = cell(raw["value"][0], "short", n=raw["n"][0]) if raw.height else DASH
    return beside(view.name(school, "school"), value, view.lang)
