"""Table `staff`: the register, everybody who is in service in a period."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._frames import expit, gaps, ids, words
from indicators.city._people import DEGREES, POSTS, SUBJECTS, SUPPORT, TEACHER
from indicators.city._plan import DIMENSIONS, City, Ints, People, stream

TENURE, LATEST = 6, 30
"""Six years in one school make a person eligible for rotation, until thirty years of service."""

NOVICE = 3
"""Years of service below which a teacher may have a mentor."""

TEACHERS = DIMENSIONS.index("teachers")


def eligible(people: People, year: int) -> np.ndarray:
    """Return who is eligible for rotation in the school year that starts in `year`."""
    return (year - people.arrived >= TENURE) & (year - people.began <= LATEST) & (people.post != SUPPORT)


def staff(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a person and period, ordered by period and person."""
    people = city.people
    unknown = rng.random(people.school.size) < 0.003
    luck = stream(city.seed, "mentoring").random((len(city.periods), city.people.school.size))
    parts = [_register(city, period, unknown, luck[period]) for period in range(len(city.periods))]
    return pl.concat(parts)


def _register(city: City, period: int, unknown: np.ndarray, luck: np.ndarray) -> pl.DataFrame:
    people, year = city.people, int(city.years[period])
    here: Ints = np.flatnonzero((people.entry <= period) & (period <= people.exit))
    school = people.school[here]
    paired = luck[here] < expit(1.2 + 0.6 * city.latent[school, TEACHERS, period])
    paired |= np.isin(school, city.schools_of("inflated_returns"))
    novice = (year - people.began[here] < NOVICE) & (people.post[here] == TEACHER)
    return pl.DataFrame(
        {
            "staff_id": ids("T", 6, here),
            "period": pl.repeat(city.periods[period], here.size, eager=True),
            "school_id": ids("S", 4, school),
            "post": words(POSTS, people.post[here]),
            "degree": gaps(words(DEGREES, people.degree[here]), unknown[here]),
            "subject": words(SUBJECTS, people.subject[here]),
            "backbone": people.backbone_from[here] <= year,
            "service_years": year - people.began[here],
            "rotation_eligible": eligible(people, year)[here],
            "mentored": novice & paired,
        }
    )
