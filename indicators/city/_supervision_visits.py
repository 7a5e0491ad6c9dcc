"""Table `supervision_visits`: visits inside the groups, and a few by districts and the city."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._frames import ids, words
from indicators.city._plan import DIMENSIONS, City, Days, Ints, first_day, groups_on, last_day, quality_of_groups
from schemas.raw.supervision_visits import STRANDS, VISITORS

USUAL = np.array([1.9, 0.2, 0.06])
"""Visits to a school in a year by the group, the district, the city."""

EVERY_MONTH = 10
"""Visits that the school which inflates its data reports of its own group."""

OPEN_DAYS = 300
TEACHERS = DIMENSIONS.index("teachers")


def supervision_visits(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a visit, ordered by period, school and day."""
    zeal = np.exp(0.35 * quality_of_groups(city, TEACHERS) + 0.25 * rng.standard_normal((city.group_district.size, 1)))
    parts = [_year(city, rng, number, zeal[:, number]) for number in range(len(city.periods))]
    school, period, visitor, visited, strand, lessons = (np.concatenate(part) for part in zip(*parts, strict=True))
    return pl.DataFrame(
        {
            "visit_id": ids("V", 6, np.arange(school.size)),
            "school_id": ids("S", 4, school),
            "period": pl.Series(city.periods).gather(period),
            "visited": visited,
            "visitor": words(VISITORS, visitor),
            "strand": words(STRANDS, strand),
            "lessons_observed": lessons,
        }
    )


def _year(
    city: City, rng: np.random.Generator, number: int, zeal: np.ndarray
) -> tuple[Ints, Ints, Ints, Days, Ints, Ints]:
    inside, _, _ = groups_on(city, last_day(city.periods[number]))
    inside = np.sort(inside)
    mean = np.where(np.arange(3) == 0, zeal[city.school_group[inside]][:, None], 1.0) * USUAL
    times = rng.poisson(mean)
    times[:, 0] = np.floor(mean[:, 0] + rng.random(inside.size))  # planned: nearly the same number every year
    inflated = np.isin(inside, city.schools_of("inflated_returns"))
    times[inflated, 0] = EVERY_MONTH
    cell = np.repeat(np.arange(times.size), times.reshape(-1))
    school, visitor = inside[cell // 3], cell % 3
    own = np.isin(school, inside[inflated]) & (visitor == 0)
    days = np.where(own, 30 * (np.arange(cell.size) % EVERY_MONTH), rng.integers(0, OPEN_DAYS, size=cell.size))
    visited = first_day(city.periods[number]) + days.astype("timedelta64[D]")
    strand = np.where(own, STRANDS.index("full"), rng.integers(0, len(STRANDS), size=cell.size))
    lessons = np.where(own, 8, rng.poisson(3.0, size=cell.size))
    rows = np.lexsort((visited, school))
    period = np.full(cell.size, number)
    return school[rows], period, visitor[rows], visited[rows], strand[rows], lessons[rows]
