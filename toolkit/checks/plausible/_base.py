"""The shape of a check of plausibility, and what the checks share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from toolkit.checks.findings import CAP, Findings, shown, spot
from toolkit.checks.message import Message
from toolkit.facts import TableFacts
from toolkit.tables import Place


@dataclass(frozen=True)
class Check:
    """A check of plausibility.

    Parameters
    ----------
    find : function
        Frame (with its data row in the column `row`), facts of the table -> for each column that is doubtful the rows
        and the places of the message: column, and a frame with `row` (null: the column as a whole), `value`, `count`
        and the places.
    message : Message
        What is said.
    """

    find: Callable[[pl.DataFrame, TableFacts], list[tuple[str, pl.DataFrame]]]
    message: Message


def numbers(facts: TableFacts, present: list[str]) -> list[str]:
    """Return the columns that hold measured or counted numbers, keys left out."""
    return [
        name
        for name, column in facts.columns.items()
        if name in present and column.kind in ("integer", "number") and name not in facts.key and not column.personal
    ]


def check_plausible(
    frames: Mapping[str, pl.DataFrame],
    present: Mapping[str, list[str]],
    models: Mapping[str, Any],
    facts: Mapping[str, TableFacts],
    places: Mapping[str, Place],
    out: Findings,
) -> None:
    """Check every table for what it says is worth checking."""
    from toolkit.checks.plausible import PLAUSIBLE

    for name, frame in frames.items():
        numbered = frame.select(present[name]).with_row_index("row")
        for check in models[name].facts().get("plausible", ()):
            for column, rows in PLAUSIBLE[check].find(numbered, facts[name]):
                _tell(PLAUSIBLE[check].message, check, column, rows, facts[name], places.get(name), out)


def _tell(
    message: Message, rule: str, column: str, rows: pl.DataFrame, facts: TableFacts, place: Place | None, out: Findings
) -> None:
    told = Findings()
    for row in rows.sort("row").head(CAP).iter_rows(named=True):
        said: dict[str, Any] = {
            k: (shown(v, 0), shown(v, 1)) for k, v in row.items() if k not in ("row", "value", "count")
        }
        at = spot(facts, place, column, row["row"])
        told.add(message, at, value=row.get("value"), count=row.get("count", 1), rule=rule, **said)
    told.add_rest(facts, place, column, rows.height - len(told.rows))
    out.rows += told.rows
