"""Sections of results: ranking, dimensions, districts, all units, change."""

from __future__ import annotations

from typing import Any

import polars as pl

from toolkit.charts._saving import applicable
from toolkit.charts.slope import slope_table
from toolkit.report._cells import DASH, anchor, beside, cell, interval, link, percent, rank
from toolkit.report._view import View
from toolkit.report.blocks import Block, Heading, PageBreak, Table

SHOWN = 15
"""Units of the ranking at each end; the table lists all."""
WIDEST = 20


def ranking(view: View) -> list[Block]:
    """Draw the first and the last of the ranking."""
    cut = {"top": SHOWN, "bottom": SHOWN} if view.scores["score"].count() > 2 * SHOWN + 2 else {}
    return [Heading(view.say("ranking_heading"), "ranking"), view.figure("ranking", level=view.level, **cut)]


def profile(view: View) -> list[Block]:
    """Draw how the scores spread by dimension."""
    if not view.run.framework.dimensions:
        return []
    return [Heading(view.say("profile_heading"), "dimensions"), view.figure("profile", level=view.level)]


def districts(view: View) -> list[Block]:
    """Draw the map of districts."""
    if "map" not in applicable(view.run):
        return []
    return [Heading(view.say("map_heading"), "districts"), view.figure("map")]


def units(view: View) -> list[Block]:
    """List every unit, and for groups the spread between their schools."""
    return [
        PageBreak(),
        Heading(view.say("units_heading", unit=view.unit), "units"),
        _unit_table(view),
        *([view.figure("members", top=WIDEST)] if "members" in applicable(view.run) else []),
    ]


def _unit_table(view: View) -> Table:
    grouped = view.level == "group"
    flagged = pl.col("outcome") == "flagged"
    counts = view.flags.group_by("unit_id").agg(flags=flagged.sum())
    rows = view.scores.join(counts, on="unit_id", how="left")
    bundled = view.run.bundled.filter(period=view.period, node=view.run.framework.root)
    rows = rows.join(bundled.drop("score", "period", "node"), left_on="unit_id", right_on="group_id", how="left")
    rows = rows.sort("rank", "unit_id", nulls_last=True)
    keys = ["col_name", "col_id", "col_score", "col_interval", "col_rank", "col_coverage"]
    keys += ["col_lead", "col_weakest", "col_spread", "col_change"] if grouped else []
    cells = [
        [*_first(view, row), *(_bundle(view, row) if grouped else []), cell(row["flags"] or 0, "count")]
        for row in rows.iter_rows(named=True)
    ]
    note = (
        view.say("units_note", base=view.run.base_period, level=percent(view.run.study.coverage))
        if grouped
        else view.say("units_note_plain")
    )
    return Table(
        "all-units",
        view.say("units_table", period=view.period, unit=view.unit),
        (*map(view.say, keys), view.say("col_flags")),
        tuple(map(tuple, cells)),
        numeric=frozenset({2, 3, 4, 5, 6, 8, 9, 10} if grouped else {2, 3, 4, 5, 6}),
        note=note,
        split={3: view.ends, 4: view.places, **({7: view.named, 9: view.halves} if grouped else {})},
    )


def _first(view: View, row: dict[str, Any]) -> list[str]:
    to = view.traced(row["unit_id"])
    missing = link(view.say("not_assessable"), to)
    return [
        view.name(row["unit_id"]),
        link(row["unit_id"], id=anchor("unit", row["unit_id"])),
        missing if row["score"] is None else cell(row["score"], "points", to=to),
        interval(row["lower"], row["upper"]),
        rank(row["rank"], row["rank_lower"], row["rank_upper"]),
        cell(row["coverage"], "share"),
    ]


def _bundle(view: View, row: dict[str, Any]) -> list[str]:
    weakest = beside(view.name(row["weakest_id"], "school"), cell(row["weakest_score"], "points"), view.lang)
    return [cell(row["lead_score"], "points"), weakest, cell(row["spread"], "points"), view.moved(row)]


def change(view: View) -> list[Block]:
    """Draw and list what changed clearly since the base period."""
    table = slope_table(view.run, level=view.level, lang=view.lang)
    if not table["change"].count():
        return []
    clear = table.filter(pl.col("kind").is_in(["rise", "fall"]))
    same = _same_schools(view)
    keys = ("col_change", "col_interval", *(("col_same",) if same else ()), "col_kind")
    columns = (view.say("col_name"), view.say("col_id"), table["since"][0], view.period, *map(view.say, keys))
    rows = tuple(_change_row(view, row, same) for row in clear.iter_rows(named=True))
    return [
        Heading(view.say("change_heading"), "change"),
        view.figure("slope", level=view.level),
        Table(
            "changes",
            view.say("change_table"),
            columns,
            rows,
            numeric=frozenset(range(2, len(columns) - 1)),
            note=view.say("change_note") if same else "",
            split={5: view.ends, **({6: view.same} if same else {})},
        ),
    ]


def _change_row(view: View, row: dict[str, Any], same: dict[str, str]) -> tuple[str, ...]:
    return (
        view.name(row["unit_id"]),
        row["unit_id"],
        cell(row["before"], "points"),
        cell(row["after"], "points"),
        cell(row["change"], "signed"),
        interval(row["lower"], row["upper"], "signed"),
        *((same.get(row["unit_id"], DASH),) if same else ()),
        view.say(f"slope_{row['kind']}"),
    )


def _same_schools(view: View) -> dict[str, str]:
    """Return the change of the schools that were in the group both times, and their number."""
    if view.level != "group" or not view.run.members.height:
        return {}
    rows = view.run.bundled.filter(period=view.period, node=view.run.framework.root).drop_nulls("change_same_schools")
    columns = rows.select("group_id", "change_same_schools", "same_schools").iter_rows()
    return {
        group: beside(cell(change, "signed"), cell(number, "count"), view.lang) for group, change, number in columns
    }
