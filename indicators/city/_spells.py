"""Membership spells: most members join and stay; a few leave, come back, change group, or found a group of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from indicators.city._plan import EXITS, Bools, Days, Ints, Spells, day

MOST = 11
"""Most member schools of a group."""

SPILLOVER, AGREED = EXITS.index("spillover"), EXITS.index("agreed")
NEVER = np.datetime64("NaT", "D")
YEAR = np.timedelta64(365, "D")

Spell = tuple[int, int, Any, Any, int]
"""Group, school, joined, left, exit."""


@dataclass(frozen=True)
class Groups:
    """What the spells need to know of the groups, by number. Planted groups keep their members."""

    district: Ints
    founded: Days
    planted: Bools


def draw(rng: np.random.Generator, groups: Groups, home: Ints, lead: Bools, first: int, last: int) -> Spells:
    """Draw the spells; `first` and `last` are the years in which the first and the last period start."""
    joined = _joining(rng, groups, home, lead, first, last)
    spells = Spells(home, np.arange(home.size), lead, joined, np.full(home.size, NEVER), np.full(home.size, -1))
    leavers = list(_leavers(rng, groups, spells, first, last))[: max(4, home.size // 28)]
    closed, later = _leave(groups, spells, leavers, last)
    return _append(closed, [*later, *_founders(groups, spells)])


def _joining(rng: np.random.Generator, groups: Groups, home: Ints, lead: Bools, first: int, last: int) -> Days:
    """Leads join on the day of founding, and so do three members of five; the others on a later 1 September or 1 March."""
    founded = groups.founded[home]
    opened = founded.astype("datetime64[Y]").astype(np.int64) + 1970
    latest = np.where(groups.planted[home], first - 1, last)
    year = opened + np.floor(rng.random(home.size) * np.maximum(latest - opened + 1, 1)).astype(np.int64)
    spring = rng.random(home.size) < 0.2
    dates = np.array([day(y, 3 if s else 9) for y, s in zip(year.tolist(), spring.tolist(), strict=True)])
    late = ~lead & (rng.random(home.size) < 0.4)
    return np.where(late, np.maximum(founded, dates), founded)


def _leavers(
    rng: np.random.Generator, groups: Groups, spells: Spells, first: int, last: int
) -> Iterator[tuple[int, Any]]:
    """Yield one member of each group with five or more, and the day it leaves after a year or more."""
    days = [d for year in range(first - 2, last + 1) for d in (day(year, 9), day(year + 1, 3))]
    for group in rng.permutation(np.flatnonzero(~groups.planted)).tolist():
        members = np.flatnonzero((spells.group == group) & ~spells.lead)
        school, left = int(rng.choice(members)), days[int(rng.integers(len(days)))]
        if members.size >= 5 and spells.joined[school] + YEAR <= left:
            yield school, left


def _leave(groups: Groups, spells: Spells, leavers: list[tuple[int, Any]], last: int) -> tuple[Spells, list[Spell]]:
    """Close the spells of the leavers: half spill over, half leave as agreed; half of the latter have a second spell."""
    left, exit_ = spells.left.copy(), spells.exit.copy()
    later: list[Spell] = []
    for number, (school, date) in enumerate(leavers):
        left[school], exit_[school] = date, SPILLOVER if number % 2 else AGREED
        again = day(last, 9)
        if number % 4 == 0 and date < again:
            others = _open_to(groups, spells, int(spells.group[school]), date)
            if number % 8 == 0 and others:
                later.append((others[0], school, date, NEVER, -1))
            else:
                later.append((int(spells.group[school]), school, again, NEVER, -1))
    return Spells(spells.group, spells.school, spells.lead, spells.joined, left, exit_), later


def _open_to(groups: Groups, spells: Spells, group: int, date: Any) -> list[int]:
    """Return the other groups of the district that exist on a day and have room."""
    room = np.bincount(spells.group[~spells.lead], minlength=groups.district.size) < MOST - 1
    near = (groups.district == groups.district[group]) & (groups.founded <= date) & room & ~groups.planted
    near[group] = False
    return [int(g) for g in np.flatnonzero(near)]


def _founders(groups: Groups, spells: Spells, wanted: int = 2) -> Iterator[Spell]:
    """Yield the earlier spells of the leads of two young groups: spilled-over members of an older group nearby."""
    used: set[int] = set()
    for young in np.flatnonzero(~groups.planted).tolist():
        older = (groups.district == groups.district[young]) & ~groups.planted
        older &= groups.founded + 2 * YEAR < groups.founded[young]
        if older.any() and len(used) < wanted and int(groups.district[young]) not in used:
            used.add(int(groups.district[young]))
            old = int(np.flatnonzero(older)[0])
            school = int(spells.school[(spells.group == young) & spells.lead][0])
            yield old, school, groups.founded[old], groups.founded[young], SPILLOVER


def _append(spells: Spells, extra: list[Spell]) -> Spells:
    if not extra:
        return spells
    group, school, joined, left, exit_ = (np.array(column) for column in zip(*extra, strict=True))
    return Spells(
        np.concatenate([spells.group, group]),
        np.concatenate([spells.school, school]),
        np.concatenate([spells.lead, np.zeros(group.size, dtype=bool)]),
        np.concatenate([spells.joined, joined]),
        np.concatenate([spells.left, left]),
        np.concatenate([spells.exit, exit_]),
    )
