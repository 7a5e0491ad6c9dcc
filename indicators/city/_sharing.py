"""Table `sharing`: hours and items that the schools of a group open to each other."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._frames import expit, gaps, ids, words
from indicators.city._plan import DIMENSIONS, City, Ints, groups_on, last_day
from schemas.raw.sharing import RESOURCES

OPENED = np.array([0.7, 0.45, 0.3, 0.6, 0.85, 0.35])
"""By kind of resource: share of the schools that open it."""

IN_HOURS = np.array([True, True, True, False, False, True])
"""By kind: counted in hours; courses and digital resources are counted in items."""

HOURS, ITEMS = 110.0, 14.0
ALL_HOURS, ALL_ITEMS = 400.0, 100
"""What the planted schools report: the one that inflates, and the lead school that shares alone."""

QUALITY = DIMENSIONS.index("resources")


def sharing(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a period, school and kind of resource that it opens."""
    return pl.concat([_year(city, rng, number) for number in range(len(city.periods))])


def _year(city: City, rng: np.random.Generator, number: int) -> pl.DataFrame:
    inside, _, _ = groups_on(city, last_day(city.periods[number]))
    inside = np.sort(inside)
    school, kind = (axis.reshape(-1) for axis in np.indices((inside.size, len(RESOURCES))))
    school = inside[school]
    quality, lead = city.latent[school, QUALITY, number], city.school_lead[school]
    opened = rng.random(school.size) < OPENED[kind] ** np.where(lead, 0.5, 1.0)
    much = np.exp(0.3 * quality + 0.4 * lead + 0.45 * rng.standard_normal(school.size))
    offered = np.maximum(np.rint(HOURS * much / 2) * 2, 2.0)
    used = np.floor(offered * rng.beta(6.0, 6.0 / np.exp(0.5 * quality)))
    items = 1 + rng.poisson(ITEMS * much)
    uses = rng.poisson(items * 5.0 * expit(0.4 * quality))

    inflated = np.isin(school, city.schools_of("inflated_returns"))
    one_sided = np.isin(school, city.schools_of("one_sided_sharing"))
    whole = inflated | (one_sided & lead)
    offered, items = np.where(whole, ALL_HOURS, offered), np.where(whole, ALL_ITEMS, items)
    used = np.where(inflated, ALL_HOURS, np.minimum(used, offered))
    uses = np.where(inflated, 20 * ALL_ITEMS, uses)
    rows: Ints = np.flatnonzero((opened & ~one_sided) | whole)
    hours, unlogged = IN_HOURS[kind], rng.random(school.size) < 0.01
    frame = pl.DataFrame(
        {
            "school_id": ids("S", 4, school),
            "period": pl.repeat(city.periods[number], school.size, eager=True),
            "resource": words(RESOURCES, kind),
            "hours_offered": gaps(offered, ~hours),
            "hours_used": gaps(used, ~hours | (unlogged & ~whole)),
            "items_shared": gaps(items, hours),
            "item_uses": gaps(uses, hours),
        }
    )
    return frame[rows]
