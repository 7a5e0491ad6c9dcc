"""From a score to the data behind it: for each unit its indicators, what each brings, the schools' values, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from toolkit.explain import drivers_of
from toolkit.report._cells import DASH, anchor, beside, cell, link, name, records
from toolkit.report._sources import sources
from toolkit.report._view import View
from toolkit.report.blocks import Block, Heading, Paragraph, Table
from toolkit.results_places import SHEETS, letters, rows_of
from toolkit.words import label_of

COLUMNS = (
    "indicator",
    "col_unit",
    "col_value",
    "col_half",
    "brief_count",
    "standard",
    "col_normalised",
    "col_weight_here",
    "col_contribution",
    "col_against",
    "col_letter",
)


def trace(view: View) -> list[Block]:
    """Lead from the score of every unit that is told of to its data."""
    return traces(view, view.scores["unit_id"].to_list())


def traces(view: View, units: Sequence[str], peers: Iterable[str] | None = None) -> list[Block]:
    """Return, for each unit, the table that its score leads to, and the table of indicators that this one leads to."""
    if not units or not view.traced(units[0]):
        return [
            Heading(view.say("trace_heading"), "trace", detail=True),
            Paragraph(view.say("trace_workbook"), detail=True),
        ]
    held = _Held(view, None if peers is None else tuple(peers))
    return [
        Heading(view.say("trace_heading"), "trace", detail=True),
        Paragraph(view.say("trace_text"), detail=True),
        *(held.table(unit) for unit in units),
        sources(view),
    ]


@dataclass(frozen=True)
class _Held:
    """What the tables of all units are looked up in."""

    view: View
    peers: tuple[str, ...] | None

    @cached_property
    def values(self) -> dict[tuple[str, str, str], dict[str, Any]]:
        rows = self.view.run.values.filter(pl.col("level").is_in([self.view.level, "school"]), period=self.view.period)
        return {(row["level"], row["unit_id"], row["indicator"]): row for row in rows.iter_rows(named=True)}

    @cached_property
    def drivers(self) -> dict[tuple[str, str], dict[str, Any]]:
        view = self.view
        rows = drivers_of(view.run, view.run.framework.root, view.level, view.period)
        among = rows if self.peers is None else rows.filter(pl.col("unit_id").is_in(self.peers))
        median = among.group_by("indicator").agg(median=pl.col("normalised").median())
        lost = (pl.col("effective_weight") * (pl.col("normalised") - pl.col("median"))).round(6)
        told = rows.join(median, on="indicator", how="left").with_columns(against=lost)
        return {(row["unit_id"], row["indicator"]): row for row in told.iter_rows(named=True)}

    @cached_property
    def standards(self) -> dict[tuple[str, str], float | None]:
        rows = self.view.run.standards.filter(level=self.view.level, period=self.view.period)
        return {(unit, i): s for unit, i, s in rows.select("unit_id", "indicator", "standard").iter_rows()}

    @cached_property
    def members(self) -> dict[str, list[str]]:
        if self.view.level != "group":
            return {}
        rows = self.view.run.members.filter(period=self.view.period).sort("group_id", "school_id")
        return dict(rows.group_by("group_id", maintain_order=True).agg("school_id").iter_rows())

    @cached_property
    def places(self) -> dict[str, dict[str, int]]:
        return {level: rows_of(self.view.run, level) for level in {self.view.level, "school"} & set(SHEETS)}

    @cached_property
    def letter(self) -> dict[str, str]:
        return letters(self.view.run)

    def table(self, unit: str) -> Table:
        """Return the table of one unit."""
        view, schools = self.view, self.members.get(unit, [])
        heads = [beside(view.name(school, "school"), school, view.lang) for school in schools]
        rows = tuple(self._row(unit, indicator, schools) for indicator in view.run.framework.indicators)
        return Table(
            anchor("from", unit),
            view.say("trace_table", name=beside(view.name(unit), unit, view.lang), period=view.period),
            (*map(view.say, COLUMNS), *heads),
            rows,
            numeric=frozenset({*range(2, 10), *range(11, 11 + len(schools))}),
            note=self._where(unit, schools),
            detail=True,
        )

    def _row(self, unit: str, indicator: str, schools: list[str]) -> tuple[str, ...]:
        view = self.view
        row = self.values.get((view.level, unit, indicator), {})
        told = self.drivers.get((unit, indicator), {})
        n = row.get("n")
        half = None if row.get("se") is None else row["se"] * view.z
        return (
            link(view.label(indicator), to=anchor("source", indicator), id=anchor("from", unit, indicator)),
            label_of("measure", view.run.framework.node(indicator)["unit"] or DASH, view.lang),
            cell(row.get("value"), "short", n=n),
            cell(half, "short", n=n),
            DASH if n is None else records(n, view.lang),
            cell(self.standards.get((unit, indicator)), "short"),
            cell(told.get("normalised"), "points", n=n),
            cell(told.get("effective_weight"), "share1"),
            cell(told.get("contribution"), "points2", n=n),
            cell(told.get("against"), "signed2", n=n),
            self.letter[indicator],
            *(self._of_school(school, indicator) for school in schools),
        )

    def _of_school(self, school: str, indicator: str) -> str:
        row = self.values.get(("school", school, indicator), {})
        return cell(row.get("value"), "short", n=row.get("n"))

    def _where(self, unit: str, schools: list[str]) -> str:
        """Say in which sheet and rows of results.xlsx the values stand."""
        view = self.view
        if view.level not in SHEETS:
            return ""
        own = view.say("trace_where", sheet=SHEETS[view.level], rows=self.places[view.level].get(unit, DASH))
        if not schools or "school" not in self.places:
            return own
        found = sorted(self.places["school"][school] for school in schools if school in self.places["school"])
        return own + view.say("trace_where_schools", sheet=SHEETS["school"], rows=name(_runs(found)))


def _runs(rows: list[int]) -> str:
    """Return row numbers as short as they can be told.

    >>> _runs([4, 5, 6, 9])
    '4–6, 9'
    """
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return ", ".join(f"{run[0]}{DASH}{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
