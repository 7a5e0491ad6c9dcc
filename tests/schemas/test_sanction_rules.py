"""Rules over the tables of cards, orders, titles and inspections: who may get what, and from whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from schemas import RAW
from toolkit.validate import validate

D = dt.date
SPELL = {
    "group_id": "G1",
    "school_id": "S2",
    "role": "member",
    "joined": D(2024, 9, 1),
    "left": None,
    "exit_kind": None,
}
EXPELLED = SPELL | {"left": D(2025, 10, 1), "exit_kind": "expelled"}
CARD = {"group_id": "G1", "school_id": "S2", "card": "yellow", "shown": D(2025, 1, 5), "cause": "breach"}
RED = CARD | {"card": "red", "shown": D(2025, 10, 1)}
GROUPS = [{"group_id": "G1", "supervised_by": "district"}, {"group_id": "G2", "supervised_by": "city"}]
ORDER = {"order_id": "O1", "group_id": "G1", "owner": "district"}


def broken(**tables: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Return rule and row of what the rules over tables found; the tables hold only the columns that matter here."""
    frames = {}
    for name, rows in tables.items():
        types = {column: spec.dtype.type for column, spec in RAW[name].to_schema().columns.items()}
        frames[name] = pl.DataFrame(rows, schema={column: types[column] for column in rows[0]})
    found = validate(frames).findings.filter(~pl.col("code").str.contains("missing|foreign"))
    return found.select("rule", "row").rows()


@pytest.mark.parametrize(
    ("spells", "cards", "found"),
    [
        ([SPELL], [CARD], []),
        ([SPELL], [CARD | {"shown": D(2024, 9, 1)}], []),  # on the day of joining
        ([SPELL], [CARD | {"shown": D(2024, 8, 31)}], [("card-outside-membership", 2)]),
        ([SPELL | {"left": D(2025, 1, 5), "exit_kind": "agreed"}], [CARD], [("card-outside-membership", 2)]),
        ([SPELL | {"role": "lead"}], [CARD], [("card-outside-membership", 2)]),
        ([SPELL], [CARD, CARD | {"group_id": "G2", "shown": D(2025, 1, 6)}], [("card-outside-membership", 3)]),
        ([EXPELLED], [CARD, RED], []),
        ([EXPELLED], [CARD], [("expelled-without-red-card", 2)]),
        ([SPELL], [RED], [("red-card-without-exit", 2)]),
        ([EXPELLED], [RED | {"shown": D(2025, 9, 30)}],
         [("red-card-without-exit", 2), ("expelled-without-red-card", 2)]),
    ],
)  # fmt: skip
def test_cards_are_for_members_and_a_red_one_ends_the_spell(
    spells: list[dict[str, Any]], cards: list[dict[str, Any]], found: list[tuple[str, int]]
) -> None:
    assert broken(memberships=spells, cards=cards) == found


def test_an_order_comes_from_the_authority_of_its_group() -> None:
    assert broken(groups=GROUPS, orders=[ORDER, ORDER | {"order_id": "O2", "group_id": "G2", "owner": "city"}]) == []
    assert broken(groups=GROUPS, orders=[ORDER, ORDER | {"order_id": "O2", "owner": "city"}]) == [
        ("order-by-another-authority", 3)
    ]
    unknown = [group | {"supervised_by": None} for group in GROUPS]
    assert broken(groups=unknown, orders=[ORDER]) == []


@pytest.mark.parametrize(
    ("table", "rule"), [("inspection_findings", "finding-of-another-group"), ("titles", "title-of-another-group")]
)
def test_an_order_is_one_of_the_same_group(table: str, rule: str) -> None:
    rows = [
        {"group_id": "G1", "order_id": "O1"},
        {"group_id": "G2", "order_id": "O1"},
        {"group_id": "G2", "order_id": None},
    ]
    assert broken(orders=[ORDER], **{table: rows}) == [(rule, 3)]
