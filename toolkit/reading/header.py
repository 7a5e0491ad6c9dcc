"""The header: which row it is, and which column of the file is which column of the table."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.checks.findings import Findings, Spot
from toolkit.checks.letters import cell_name, letters
from toolkit.facts import TableFacts, closest, plain

LOOK = 20
"""Rows among which the header is looked for."""


@dataclass(frozen=True)
class Header:
    """Row of the grid, and column -> (position, text)."""

    row: int
    columns: dict[str, tuple[int, str]]


def score(headers: list[str], facts: TableFacts) -> int:
    """Return how many columns of the table a row of texts names."""
    return len({facts.find(text) for text in headers if text.strip()} - {None})


def match(
    headers: list[str],
    facts: TableFacts,
    filled: list[bool],
    row: int,
    at: Spot,
    out: Findings,
    *,
    personal: bool = False,
) -> dict[str, tuple[int, str]]:
    """Match header texts to columns; unknown, double and blank ones become findings.

    Parameters
    ----------
    headers : list of str
        Texts of the header row, by position.
    filled : list of bool
        Whether there is data under each of them.
    row : int
        File row of the header.
    personal : bool
        Take personal columns that a table can do without, too.
    """
    found: dict[str, tuple[int, str]] = {}
    words = [column.word(_language(headers)) for column in facts.columns.values()]
    for position, text in enumerate(headers):
        text = " ".join(text.split())
        here = Spot(at.table, at.file, at.sheet, text or letters(position), (text, text), row, cell_name(row, position))
        name = facts.find(text) if text else None
        if not text:
            if filled[position]:
                out.add("blank-column", here, letter=letters(position))
        elif name is None:
            near = closest(text, [*words, *facts.columns])
            out.add("extra-column-near" if near else "extra-column", here, near=near)
        elif name in found:
            out.add("duplicate-column", here)
        elif facts.columns[name].personal and not facts.columns[name].required and not personal:
            out.add("personal-column", here)
        else:
            found[name] = (position, text)
    return found


def _language(texts: list[str]) -> str:
    return "zh" if any("一" <= character <= "鿿" for text in texts for character in text) else "en"


def names_table(name: str, tables: dict[str, TableFacts]) -> str | None:
    """Return the table that a sheet or file name means.

    >>> from toolkit.facts import all_facts
    >>> names_table("School_Year", all_facts()), names_table("学校年报", all_facts())
    ('school_year', 'school_year')
    """
    text = plain(name)
    for table in tables.values():
        if text in (plain(table.id), plain(table.zh), plain(table.en)):
            return table.id
    return None
