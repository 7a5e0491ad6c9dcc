"""Table `incidents`: complaints and other cases, as the petition system of the city holds them."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._frames import gaps, ids, words
from indicators.city._plan import DIMENSIONS, City, Days, Ints, first_day, last_day
from schemas.raw.incidents import GRAVITIES, INCIDENTS

RATE = 2.4
"""Complaints a year per 1 000 students at quality 0; of other cases about a tenth as many, by kind."""

MIX = np.array([0.9, 0.03, 0.02, 0.02, 0.01, 0.02])
UPHELD, MAJOR, HARMED = 0.4, 0.08, 0.08
PLANTED = 12.0
"""Upheld complaints a year per 1 000 students of the planted school."""

STATED = 20
"""Days before the end of the last period on which the register was read: what was not closed then is open."""

SATISFACTION = DIMENSIONS.index("satisfaction")


def incidents(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a case, ordered by the day on which it occurred."""
    school, occurred, kind, sure = _cases(city, rng)
    upheld = sure | (rng.random(school.size) < UPHELD)
    closed = occurred + rng.integers(10, 75, size=school.size).astype("timedelta64[D]")
    stated = last_day(city.periods[-1]) - np.timedelta64(STATED, "D")
    major = rng.random(school.size) < MAJOR
    harmed = upheld & major & (rng.random(school.size) < HARMED)
    open_ = closed > stated
    frame = pl.DataFrame(
        {
            "school_id": ids("S", 4, school),
            "incident": words(INCIDENTS, kind),
            "occurred": occurred,
            "gravity": words(GRAVITIES, major.astype(np.int64)),
            "upheld": gaps(upheld, open_),
            "harmed_reputation": gaps(harmed, open_),
            "closed": gaps(closed, open_),
        }
    )
    known = frame.filter(pl.Series(occurred <= stated)).sort("occurred", "school_id", maintain_order=True)
    return known.select(ids("I", 6, np.arange(known.height)).alias("incident_id"), pl.all())


def _cases(city: City, rng: np.random.Generator) -> tuple[Ints, Days, Ints, np.ndarray]:
    """Draw school, day and kind of each case, and whether it is one of the planted ones, which are all upheld."""
    rate = RATE / MIX[0] * np.exp(-0.35 * city.latent[:, SATISFACTION]) / 1000
    planted = np.zeros(city.pupils.shape)
    planted[city.schools_of("many_complaints")] = PLANTED / 1000
    usual, more = rng.poisson(rate * city.pupils), rng.poisson(planted * city.pupils)
    cell = np.concatenate([np.repeat(np.arange(times.size), times.reshape(-1)) for times in (usual, more)])
    sure = np.arange(cell.size) >= usual.sum()
    school, period = np.divmod(cell, len(city.periods))
    first = np.array([first_day(p) for p in city.periods])
    length = np.array([(last_day(p) - first_day(p)).astype(np.int64) for p in city.periods])
    days = np.floor(rng.random(cell.size) * (length[period] + 1)).astype("timedelta64[D]")
    kind = np.where(sure, 0, rng.choice(len(INCIDENTS), size=cell.size, p=MIX))
    return school, first[period] + days, kind, sure
