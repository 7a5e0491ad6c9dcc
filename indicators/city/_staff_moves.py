"""Table `staff_moves`: exchange, walking lessons and exchange of leaders between the schools of a group."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from indicators.city._frames import gaps, ids, words
from indicators.city._people import LEADER, NEVER
from indicators.city._plan import DIMENSIONS, City, Ints, day, group_on
from indicators.city._staff import eligible

KINDS = ("exchange", "walking", "leader")
BEFORE = 4
"""School years before the first period from which moves are known, so that completed moves of three years exist."""

RATE = 0.125
"""Usual share of eligible staff that starts a move in a year."""

YEARS, ODDS = (1, 2, 3, 4), (0.15, 0.15, 0.55, 0.15)
"""Length of a move in school years (walking lessons: one)."""

TEACHERS = DIMENSIONS.index("teachers")


def staff_moves(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a move, ordered by school year of its start. A person has one move at a time.

    A move ends on 10 September, once the new school year is staffed, or in July for those who leave the service.
    """
    free_from = np.zeros(city.people.school.size, dtype=np.int64)
    years = range(int(city.years[0]) - BEFORE, int(city.years[-1]) + 1)
    columns = [np.concatenate(part) for part in zip(*(_start(city, rng, y, free_from) for y in years), strict=True)]
    who, to, kind, started, ended, running = columns
    return pl.DataFrame(
        {
            "move_id": ids("M", 6, np.arange(who.size)),
            "staff_id": ids("T", 6, who),
            "from_school": ids("S", 4, city.people.school[who]),
            "to_school": ids("S", 4, to),
            "kind": words(KINDS, kind),
            "started": started,
            "ended": gaps(ended, running),
        }
    )


def _start(city: City, rng: np.random.Generator, year: int, free_from: Ints) -> tuple[Any, ...]:
    """Start the moves of one school year; `free_from` (year in which a person is free again) is brought up to date."""
    people, period = city.people, max(year - int(city.years[0]), 0)
    host, order = _hosts(city, group_on(city.spells, city.school_group.size, day(year, 9)))
    there = (people.entry <= period) & (period <= people.exit) & eligible(people, year)
    there &= (free_from < year) & (host[people.school, 1] > 1)
    titled, lead = people.backbone_from <= year, city.school_lead[people.school]
    rate = RATE * np.exp(0.35 * city.latent[people.school, TEACHERS, period])
    rate *= np.where(lead, np.where(titled, 2.2, 1.3), np.where(titled, 0.8, 1.0))
    who = np.flatnonzero(there & (rng.random(people.school.size) < rate))

    begin, size, place = host[people.school[who]].T
    to = order[begin + (place + rng.integers(1, size)) % size]
    walking = rng.random(who.size) < 0.25
    kind = np.where(people.post[who] == LEADER, 2, np.where(walking, 1, 0))
    length = np.where(kind == 1, 1, rng.choice(YEARS, size=who.size, p=ODDS))
    gone = np.where(people.exit[who] < len(city.periods) - 1, int(city.years[0]) + people.exit[who] + 1, NEVER)
    until = np.minimum(year + length, gone)
    free_from[who] = until
    spring = rng.random(who.size) < 0.1
    started = np.where(spring, day(year + 1, 3), day(year, 9))
    closing = np.array([[day(y, 9, 10), day(y, 7, 10)] for y in range(year, year + max(YEARS) + 1)])
    ended = closing[until - year, (until == gone).astype(np.int64)]
    return who, to, kind, started, ended, until > int(city.years[-1])


def _hosts(city: City, group: Ints) -> tuple[Ints, Ints]:
    """Return where each school stands among the schools of its group (begin, size, place), and the schools in that order."""
    order = np.argsort(group, kind="stable")
    _, begin, inverse, size = np.unique(group[order], return_index=True, return_inverse=True, return_counts=True)
    host = np.empty((group.size, 3), dtype=np.int64)
    host[order] = np.stack([begin[inverse], size[inverse], np.arange(group.size) - begin[inverse]], axis=1)
    host[group < 0, 1] = 0
    return host, order
