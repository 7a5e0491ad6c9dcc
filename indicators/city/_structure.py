"""Groups, schools and membership spells: who belongs to whom, and from when to when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicators.city._places import PLACES
from indicators.city._plan import Bools, Days, Ints, Spells, day
from indicators.city._planted import PLACES_NEEDED
from indicators.city._spells import MOST, Groups, draw
from toolkit.errors import OptionError

LEAST, LEAST_PLANTED = 3, 5
"""Fewest member schools of a group, and of a group where a truth is planted."""

PRIMARY, JUNIOR, MIXED = 0, 1, 2
_STAGE_ODDS = {PRIMARY: (1.0, 0.0, 0.0), JUNIOR: (0.0, 0.85, 0.15), MIXED: (0.55, 0.35, 0.1)}
_LEAD_ODDS = {PRIMARY: (1.0, 0.0, 0.0), JUNIOR: (0.0, 1.0, 0.0), MIXED: (0.0, 0.4, 0.6)}


@dataclass(frozen=True)
class Structure:
    """Groups and schools by number, the spells, and the order in which truths are planted in groups."""

    group_district: Ints
    group_founded: Days
    group_governance: Ints
    school_district: Ints
    school_group: Ints
    school_stage: Ints
    school_lead: Bools
    spells: Spells
    planting: Ints


def build(rng: np.random.Generator, groups: int, members: int, first: int, last: int) -> Structure:
    """Draw the structure; `first` and `last` are the years in which the first and the last period start."""
    planting = rng.permutation(groups)
    planted = np.isin(np.arange(groups), planting[:PLACES_NEEDED])
    sizes = _sizes(rng, planted, members)
    group_district = _districts(groups)
    founded = _founded(rng, planted, first)
    home = np.repeat(np.arange(groups), sizes + 1)
    lead = np.zeros(groups + members, dtype=bool)
    lead[np.cumsum(sizes + 1) - sizes - 1] = True
    spells = draw(rng, Groups(group_district, founded, planted), home, lead, first, last)
    return Structure(
        group_district=group_district,
        group_founded=founded,
        group_governance=rng.choice(3, size=groups, p=(0.3, 0.45, 0.25)),
        school_district=group_district[home],
        school_group=home,
        school_stage=_stages(rng, home, lead, groups),
        school_lead=lead,
        spells=spells,
        planting=planting,
    )


def _sizes(rng: np.random.Generator, planted: Bools, members: int) -> Ints:
    sizes = np.where(planted, LEAST_PLANTED, LEAST).astype(np.int64)
    if planted.sum() < PLACES_NEEDED or not sizes.sum() <= members <= MOST * sizes.size:
        least = LEAST * sizes.size + (LEAST_PLANTED - LEAST) * PLACES_NEEDED
        raise OptionError(
            f"The bundled city cannot have {sizes.size} groups with {members} member schools: allowed are "
            f"{len(PLACES)} groups or more, and here from {least} to {MOST * sizes.size} members."
        )
    appeal = rng.gamma(2.0, size=sizes.size)
    while (short := members - int(sizes.sum())) > 0:
        open_ = sizes < MOST
        more = rng.multinomial(short, appeal * open_ / (appeal * open_).sum())
        sizes = np.minimum(sizes + more, MOST)
    return sizes


def _districts(groups: int) -> Ints:
    """Share the groups out: a minimum for every district, the rest by share (largest remainders)."""
    least = min(3, groups // len(PLACES))
    shares = np.array([place.share for place in PLACES], dtype=np.float64)
    exact = (groups - least * len(PLACES)) * shares / shares.sum()
    counts = np.floor(exact).astype(np.int64)
    rest = groups - least * len(PLACES) - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:rest]] += 1
    return np.repeat(np.arange(len(PLACES)), counts + least)


def _founded(rng: np.random.Generator, planted: Bools, first: int) -> Days:
    """Draw dates of founding, 1 September or 1 March; groups with a planted truth have existed for two years."""
    years = rng.integers(first - 7, np.where(planted, first - 2, first), endpoint=True)
    spring = rng.random(planted.size) < 0.15
    return np.array([day(y + 1, 3) if s else day(y, 9) for y, s in zip(years.tolist(), spring.tolist(), strict=True)])


def _stages(rng: np.random.Generator, home: Ints, lead: Bools, groups: int) -> Ints:
    kind = rng.choice(3, size=groups, p=(0.45, 0.25, 0.3))[home]
    member_odds = np.array([_STAGE_ODDS[k] for k in sorted(_STAGE_ODDS)])[kind]
    lead_odds = np.array([_LEAD_ODDS[k] for k in sorted(_LEAD_ODDS)])[kind]
    odds = np.where(lead[:, None], lead_odds, member_odds).cumsum(axis=1)
    return (rng.random(home.size)[:, None] >= odds[:, :2]).sum(axis=1)
