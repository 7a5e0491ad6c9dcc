"""Table `cards`: a few yellow cards of member schools; that of the school that inflates its returns was never cleared."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from indicators.city._frames import ids, words
from indicators.city._plan import City, day, first_day

CAUSES = ("breach", "incident")
OTHERS = 4
NEVER = np.datetime64("NaT", "D")

Card = tuple[int, int, Any, int, Any, Any]
"""Group, school, shown, cause, deadline, cleared."""


def cards(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a card, in the order of groups, schools and dates."""
    rows = sorted([*_planted(city), *_drawn(city, rng)], key=lambda row: (row[0], row[1], row[2]))
    group, school, shown, cause, deadline, cleared = (list(column) for column in zip(*rows, strict=True))
    return pl.DataFrame(
        {
            "group_id": ids("G", 3, np.array(group)),
            "school_id": ids("S", 4, np.array(school)),
            "card": pl.repeat("yellow", len(rows), dtype=pl.String, eager=True),
            "shown": np.array(shown, dtype="datetime64[D]"),
            "cause": words(CAUSES, np.array(cause)),
            "deadline": np.array(deadline, dtype="datetime64[D]"),
            "cleared": pl.Series(np.array(cleared, dtype="datetime64[D]")),
        }
    )


def _planted(city: City) -> list[Card]:
    now = int(city.years[-1])
    found = {plant.kind: plant for plant in city.plants}
    inflated, weakest = found["inflated_returns"], found["weakest_member"]
    return [
        (inflated.group, inflated.school, day(now, 10, 20), 0, day(now + 1, 4, 20), NEVER),
        (weakest.group, weakest.school, day(now - 1, 11, 5), 0, day(now, 5, 5), day(now, 4, 28)),
    ]


def _drawn(city: City, rng: np.random.Generator) -> list[Card]:
    """Cards of members that joined before the first period and stayed; the first one still has time."""
    spells, taken = city.spells, {p.group for p in city.plants}
    stayed = ~spells.lead & np.isnat(spells.left) & (spells.joined < first_day(city.periods[0]))
    open_to = np.flatnonzero(stayed & ~np.isin(spells.group, list(taken)))
    chosen = rng.permutation(open_to)[:OTHERS]
    now = int(city.years[-1])
    rows: list[Card] = []
    for number, place in enumerate(chosen.tolist()):
        shown = day(now - number % 2, 12) + int(rng.integers(0, 60))
        deadline = shown + (330 if number == 0 else 180)
        cleared = NEVER if number == 0 else shown + int(rng.integers(90, 170))
        rows.append((int(spells.group[place]), int(spells.school[place]), shown, number % 2, deadline, cleared))
    return rows
