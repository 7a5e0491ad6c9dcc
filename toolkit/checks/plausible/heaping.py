"""Counts of people that end in 0 or 5 far too often: estimated, not counted."""

from __future__ import annotations

import polars as pl

from toolkit.checks.message import Message
from toolkit.checks.plausible._base import Check, numbers
from toolkit.facts import TableFacts

PEOPLE = frozenset({"students", "answers", "questionnaires"})
LEAST, SMALL, SHARE = 30, 100, 0.6
"""At least 30 numbers of 100 or more; two of the ten digits are expected in a fifth of them, not in three fifths."""


def _find(frame: pl.DataFrame, facts: TableFacts) -> list[tuple[str, pl.DataFrame]]:
    found = []
    for name in numbers(facts, frame.columns):
        if facts.columns[name].unit not in PEOPLE or facts.columns[name].kind != "integer":
            continue
        large = frame[name].drop_nulls()
        large = large.filter(large >= SMALL)
        round_ = int((large % 5 == 0).sum())
        if large.len() >= LEAST and round_ > SHARE * large.len():
            told = {"row": None, "value": None, "count": round_, "n": large.len(), "round": round_}
            found.append((name, pl.DataFrame([told], schema_overrides={"row": pl.Int64, "value": pl.String})))
    return found


HEAPING = Check(
    _find,
    Message(
        "implausible-value",
        "warning",
        "“{column}”的 {n} 个数中有 {round} 个以 0 或 5 结尾：像是估计数，不像清点数",
        "{round} of the {n} numbers of '{column}' end in 0 or 5: estimated rather than counted",
        "请确认这些数是清点的结果",
        "make sure that these numbers were counted",
    ),
)
