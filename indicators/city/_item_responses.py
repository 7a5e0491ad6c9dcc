"""Table `item_responses`: a questionnaire about conduct, answered by some students of every school, eight of its twelve items each."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._frames import gaps, ids
from indicators.city._plan import DIMENSIONS, City, Floats
from indicators.city._students import PART, YEARS

ITEMS, BOOKLETS, PER_BOOKLET = 12, 3, 8
ASKED = 24
"""Students asked in a school, fewer where the cohort is smaller."""

EASE = np.linspace(-0.5, 1.3, ITEMS)
STEPS = np.array([1.1, 0.0, -1.1])
"""Log-odds of the next answer for a student at 0: ease of the item and of its three steps (partial credit model)."""

STRENGTH = 0.45
"""Standard deviations of students for one unit of true quality."""

COMPETENCIES = DIMENSIONS.index("competencies")


def conduct(city: City) -> Floats:
    """Return the true mean of the conduct of the students (school, period), in standard deviations of students."""
    return STRENGTH * city.latent[:, COMPETENCIES]


def item_responses(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a student and item, ordered by period, school, student, item."""
    schools, periods = city.pupils.shape
    cohort = np.rint(city.pupils.T / YEARS[city.school_stage] * PART).astype(np.int64).clip(1, ASKED)
    period, school = (np.repeat(axis.reshape(-1), cohort.reshape(-1)) for axis in np.indices((periods, schools)))
    ability = conduct(city)[school, period] + rng.standard_normal(school.size)

    booklet = np.arange(school.size) % BOOKLETS
    asked = (np.arange(PER_BOOKLET) + booklet[:, None] * (ITEMS // BOOKLETS)) % ITEMS
    asked.sort(axis=1)
    odds = np.cumsum(ability[:, None, None] + EASE[asked][:, :, None] + STEPS, axis=2)
    weight = np.concatenate([np.ones((*asked.shape, 1)), np.exp(odds)], axis=2)
    upto = np.cumsum(weight, axis=2)
    answer = (rng.random(asked.shape)[:, :, None] * upto[:, :, -1:] > upto).sum(axis=2)
    answer[np.isin(school, city.schools_of("inflated_returns"))] = len(STEPS)

    row = np.repeat(np.arange(school.size), PER_BOOKLET)
    skipped = rng.random(row.size) < 0.01
    return pl.DataFrame(
        {
            "student_id": ids("K", 7, row),
            "period": pl.Series(city.periods).gather(period[row]),
            "school_id": ids("S", 4, school[row]),
            "scale": pl.Series(["conduct"]).gather(np.zeros(row.size, dtype=np.int64)),
            "item": ids("C", 2, asked.reshape(-1)),
            "answer": gaps(answer.reshape(-1).astype(np.int64), skipped),
        }
    )
