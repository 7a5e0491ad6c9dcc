"""Table `students`: the students whose results stand in `assessments`, and the subgroups that they belong to."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._frames import gaps, ids, words
from indicators.city._places import zones
from indicators.city._plan import Bools, City, Ints, stream
from schemas.raw.students import SEXES

YEARS = np.array([6.0, 3.0, 4.5])
"""By stage: years of schooling, so that a cohort is about pupils/years (nine-year schools: the junior part)."""

LARGEST, PART = 135, 0.97
"""A larger cohort is sampled; a few students are ill on the day."""

MIGRANT = np.array([0.14, 0.17, 0.07])
"""Share of children of migrants by zone: central, ring, outer districts."""

MANY = 0.3
"""Share in the group where a gap between subgroups is planted."""

SPECIAL_NEEDS, UNKNOWN = 0.015, 0.005


def cohorts(city: City) -> tuple[Ints, Ints]:
    """Return the period and the school of every assessed student, in order."""
    schools, periods = city.pupils.shape
    cohort = np.rint(city.pupils.T / YEARS[city.school_stage] * PART).astype(np.int64).clip(1, LARGEST)
    period, school = (np.repeat(axis.reshape(-1), cohort.reshape(-1)) for axis in np.indices((periods, schools)))
    return period, school


def subgroups(city: City, school: Ints) -> tuple[Bools, Bools]:
    """Return who of the students of these schools, in the order of `assessments`, is a child of migrants or has special needs.

    Both tables need it, so it has a stream of its own and is the same whichever of them asks.
    """
    draws = stream(city.seed, "students").random((2, school.size))
    share = MIGRANT[zones(city.school_district)]
    share[city.schools_of("subgroup_gap")] = MANY
    return draws[0] < share[school], draws[1] < SPECIAL_NEEDS


def students(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a student, ordered by period, school, student; students are new every year."""
    period, school = cohorts(city)
    migrant, special = subgroups(city, school)
    rng.random((2, school.size))  # the draws of `subgroups`
    female, unknown = rng.random(school.size) < 0.48, rng.random(school.size) < UNKNOWN
    return pl.DataFrame(
        {
            "student_id": ids("P", 7, np.arange(school.size)),
            "period": pl.Series(city.periods).gather(period),
            "school_id": ids("S", 4, school),
            "sex": words(SEXES, np.where(female, 0, 1)),
            "migrant": gaps(migrant, unknown),
            "special_needs": gaps(special, unknown),
        }
    )
