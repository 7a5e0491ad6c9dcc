"""Findings are gathered here, row by row, and become the `findings` table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import polars as pl

from toolkit.checks.letters import cell_name
from toolkit.checks.message import Message
from toolkit.checks.words import MESSAGES
from toolkit.facts import TableFacts
from toolkit.tables import Place

FINDINGS: dict[str, Any] = {
    "code": pl.String,
    "severity": pl.String,
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "cell": pl.String,
    "rule": pl.String,
    "count": pl.Int64,
    "value": pl.String,
    "message_zh": pl.String,
    "message_en": pl.String,
    "remedy_zh": pl.String,
    "remedy_en": pl.String,
}
"""Columns of `schemas.derived.Findings`, here as plain types so that reading need not ask pandera."""

SEVERITIES = ["fatal", "error", "warning", "info"]

CAP = 1000
"""Cells listed one by one for each rule and column; one more finding tells how many follow."""

HIDDEN = ("（个人信息，不显示）", "(personal, not shown)")


@dataclass(frozen=True)
class Spot:
    """What a finding points at: a cell, a column, a table or a file. Words are (zh, en)."""

    table: tuple[str, str] = ("", "")
    file: str | None = None
    sheet: str | None = None
    column: str | None = None
    words: tuple[str, str] = ("", "")
    row: int | None = None
    cell: str | None = None
    personal: bool = False

    @property
    def at(self) -> tuple[str, str]:
        """The row, and the cell where it is known, in words."""
        cell = (f"（{self.cell}）", f" ({self.cell})") if self.cell else ("", "")
        return f"第 {self.row} 行{cell[0]}", f"row {self.row}{cell[1]}"


def spot(facts: TableFacts, place: Place | None, column: str | None = None, index: int | None = None) -> Spot:
    """Point at a table, a column of it, or a cell (data row `index`).

    A frame without a place is pointed at as if it were a file with its header in row 1.
    """
    seen = place or Place("", facts.id)
    row = seen.row_of(index) if index is not None else None
    names = (place.sheet or place.file,) * 2 if place else (facts.zh, facts.en)
    known = facts.columns.get(column) if column else None
    header = seen.headers.get(column) if column else None
    words = (
        (header or (known.zh if known else column), header or (known.en if known else column)) if column else ("", "")
    )
    position = seen.positions.get(column) if column else None
    cell = cell_name(row, position) if row is not None and position is not None else None
    return Spot(
        table=names,
        file=seen.file or None,
        sheet=seen.sheet,
        column=header or column,
        words=(str(words[0]), str(words[1])),
        row=row,
        cell=cell,
        personal=bool(known and known.personal),
    )


@dataclass
class Findings:
    """A growing list of findings."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        message: str | Message,
        at: Spot,
        *,
        value: Any = None,
        count: int = 1,
        rule: str | None = None,
        severity: str | None = None,
        **facts: Any,
    ) -> None:
        """Add one finding.

        Parameters
        ----------
        message : str or Message
            Name in `MESSAGES`, or a message.
        at : Spot
            What it points at. The value of a personal column is left out of texts and of the table.
        value : object
            The value that is wrong; null when there is none.
        facts
            Further places of the texts; a pair is (zh, en).
        """
        said = MESSAGES[message] if isinstance(message, str) else message
        name = rule or (message if isinstance(message, str) else message.code)
        hidden = at.personal and value is not None
        given = {"table": at.table, "column": at.words, "at": at.at, "row": at.row, "cell": at.cell, **facts}
        given["value"] = HIDDEN if hidden else (shown(value, 0), shown(value, 1))
        texts = {
            part: getattr(said, part).format(**{k: v[lang] if isinstance(v, tuple) else v for k, v in given.items()})
            for part, lang in (("zh", 0), ("en", 1), ("remedy_zh", 0), ("remedy_en", 1))
        }
        self.rows.append(
            {
                "code": said.code,
                "severity": severity or said.severity,
                "file": at.file,
                "sheet": at.sheet,
                "row": at.row,
                "column": at.column,
                "cell": at.cell,
                "rule": name,
                "count": count,
                "value": None if hidden or value is None else clean(value),
                "message_zh": texts["zh"],
                "message_en": texts["en"],
                "remedy_zh": texts["remedy_zh"],
                "remedy_en": texts["remedy_en"],
            }
        )

    def add_cells(
        self,
        message: str | Message,
        facts: TableFacts,
        place: Place | None,
        column: str,
        indices: Sequence[int],
        values: Iterable[Any],
        *,
        total: int | None = None,
        **more: Any,
    ) -> None:
        """Add one finding a cell, up to `CAP`, and one more that counts the rest of `total`."""
        listed = list(islice(zip(indices, values, strict=False), CAP))
        for index, value in listed:
            self.add(message, spot(facts, place, column, index), value=value, **more)
        self.add_rest(facts, place, column, (len(indices) if total is None else total) - len(listed))

    def add_rest(self, facts: TableFacts, place: Place | None, column: str, rest: int) -> None:
        """Say how many more cells have the problem of the last finding."""
        if rest > 0 and self.rows:
            last = self.rows[-1]
            self.add(
                "more", spot(facts, place, column), count=rest, rule=last["rule"], severity=last["severity"], n=rest
            )
            self.rows[-1]["code"] = last["code"]

    def frame(self) -> pl.DataFrame:
        """Return the findings as a table."""
        return pl.DataFrame(self.rows, schema=FINDINGS, orient="row")


def clean(value: Any) -> str:
    """Write a value as text that can stand in a message: one line, no control characters, at most 60 characters."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    text = "".join(c if c.isprintable() else " " for c in str(value))
    return text if len(text) <= 60 else text[:59] + "…"


def shown(value: Any, lang: int) -> str:
    """Write a value in a sentence: text in quotation marks, numbers and dates bare."""
    if value is None:
        return ("空", "empty")[lang]
    if isinstance(value, str):
        return (f"“{clean(value)}”", f"'{clean(value)}'")[lang]
    return clean(value)
