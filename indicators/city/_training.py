"""Table `training`: hours of teachers and leaders, five school years back from the first period."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._frames import expit, ids, words
from indicators.city._people import SUPPORT
from indicators.city._plan import DIMENSIONS, City, day, group_on

BEFORE = 4
"""School years before the first period: five years count for the 360-hour rule."""

STRICT = 0.8
"""Share of the groups that see to it that everybody gets the 72 hours of every year."""

KINDS = ("joint", "other")
TEACHERS = DIMENSIONS.index("teachers")


def training(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a person, school year and kind, ordered by school year, kind and person."""
    diligence = 6.0 * rng.standard_normal(city.people.school.size)
    custom = 3.0 * rng.standard_normal(city.school_group.size)
    by_group = rng.random(city.school_group.max() + 1) < STRICT
    strict = np.where(city.school_group >= 0, by_group[city.school_group], True)
    years = range(int(city.years[0]) - BEFORE, int(city.years[-1]) + 1)
    return pl.concat([_year(city, rng, year, diligence, custom, strict) for year in years])


def _year(
    city: City, rng: np.random.Generator, year: int, diligence: np.ndarray, custom: np.ndarray, strict: np.ndarray
) -> pl.DataFrame:
    people, position = city.people, year - int(city.years[0])
    period = max(position, 0)
    here = np.flatnonzero((people.began <= year) & (position <= people.exit) & (people.post != SUPPORT))
    school, service = people.school[here], year - people.began[here]
    quality = city.latent[school, TEACHERS, period]
    grouped = group_on(city.spells, city.school_group.size, day(year + 1, 8, 31))[school] >= 0

    total = 84.0 + 4.0 * quality + custom[school] + diligence[here] + 16.0 * rng.standard_normal(here.size)
    total = np.where(strict[school], np.maximum(total, 72.0), total)
    total = np.rint(np.where(service == 0, np.maximum(total, 120.0), np.clip(total, 24.0, 200.0)))
    joins = grouped & (rng.random(here.size) < expit(-0.1 + 0.5 * quality))
    joint = np.where(joins, np.minimum(rng.integers(4, 11, size=here.size) * 4.0, total), 0.0)
    inflated = np.isin(school, city.schools_of("inflated_returns"))
    total, joint = np.where(inflated, 72.0, total), np.where(inflated, 72.0, joint)

    hours = np.concatenate([joint, total - joint])
    rows = np.flatnonzero(hours > 0)
    return pl.DataFrame(
        {
            "staff_id": ids("T", 6, np.concatenate([here, here])[rows]),
            "period": pl.repeat(f"{year:04d}-{(year + 1) % 100:02d}", rows.size, eager=True),
            "kind": words(KINDS, np.repeat([0, 1], here.size)[rows]),
            "hours": hours[rows],
        }
    )
