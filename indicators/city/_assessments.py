"""Table `assessments`: the final cohort of each school in Chinese and mathematics, assessed from outside."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._frames import gaps, ids, words
from indicators.city._plan import DIMENSIONS, City, Floats, Ints
from indicators.city._students import MANY, cohorts, subgroups

SUBJECTS = ("chinese", "mathematics")
CUTS = (340.0, 420.0, 560.0)
"""Lowest scores of levels II, III and IV; a score on the line reaches the level."""

VALUE_ADDED = 0.19
"""Standard deviations of students for one unit of true teaching quality."""

SLOPE = 0.65
GAP = 0.6
"""Standard deviations by which the planted subgroup is behind, where it is."""

TEACHING = DIMENSIONS.index("teaching")


def value_added(city: City) -> Floats:
    """Return the true value added (school, period), in standard deviations of students."""
    return VALUE_ADDED * city.latent[:, TEACHING]


def _behind(city: City, school: Ints) -> Floats:
    """Return by how much each student is behind because of the planted gap; the mean of the group stays where it was."""
    belongs = np.logical_or(*subgroups(city, school))
    planted = np.isin(school, city.schools_of("subgroup_gap"))
    return np.asarray(np.where(planted, GAP * (belongs - MANY), 0.0))


def assessments(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a student and subject, ordered by period, school, student, subject; students are new every year."""
    period, school = cohorts(city)
    students = school.size
    ability = 0.85 * rng.standard_normal(students)
    prior = city.intake[school] + ability + 0.5 * rng.standard_normal(students)
    common = 0.55 * rng.standard_normal(students) + value_added(city)[school, period] + 0.02 * period
    common -= _behind(city, school)
    own = 0.52 * rng.standard_normal((students, len(SUBJECTS)))
    standard = (SLOPE * prior + common)[:, None] + own
    score = np.round(np.clip(500.0 + 100.0 * standard, 100.0, 900.0), 1).reshape(-1)
    level = np.searchsorted(CUTS, score, side="right") + 1

    row = np.repeat(np.arange(students), len(SUBJECTS))
    ill = rng.random(row.size) < 0.012
    arrived = (rng.random(students) < 0.02)[row]
    return pl.DataFrame(
        {
            "student_id": ids("P", 7, row),
            "period": pl.Series(city.periods).gather(period[row]),
            "school_id": ids("S", 4, school[row]),
            "subject": words(SUBJECTS, np.tile(np.arange(len(SUBJECTS)), students)),
            "score": gaps(score, ill),
            "prior_score": gaps(np.round(50.0 + 10.0 * prior, 1)[row], arrived),
            "level": gaps(level, ill),
        }
    )
