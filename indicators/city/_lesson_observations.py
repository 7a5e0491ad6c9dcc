"""Table `lesson_observations`: lessons in a part of the schools, some of them rated by two observers."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._activities import SUBJECTS
from indicators.city._frames import gaps, ids, words
from indicators.city._people import TEACHER
from indicators.city._plan import DIMENSIONS, City, Floats, Ints, first_day

SCHOOLS, LESSONS = 0.2, 8
"""Share of the schools that are observed, and lessons in each of them a year."""

TWICE = 0.4
"""Share of the lessons with two observers."""

OBSERVERS = 5
"""Observers of a district."""

MEAN, QUALITY, LESSON, SEVERITY, ERROR = 78.0, 3.0, 5.0, 2.5, 3.0
"""Rating: mean, points for one unit of true quality, and standard deviations of lessons, observers and errors."""

PERFECT = 98.0
OPEN_DAYS = 280
TEACHING = DIMENSIONS.index("teaching")


def lesson_observations(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a lesson and observer, ordered by period, school and lesson."""
    school, period, lesson = _lessons(city, rng)
    teacher, subject = _teachers(city, rng, school, period), rng.integers(0, len(SUBJECTS), size=lesson.size)
    days = rng.integers(0, OPEN_DAYS, size=lesson.size).astype("timedelta64[D]")
    observed = np.array([first_day(p) for p in city.periods])[period] + days
    true = MEAN + QUALITY * city.latent[school, TEACHING, period] + LESSON * rng.standard_normal(lesson.size)
    joint = gaps(rng.random(lesson.size) < 0.3, rng.random(lesson.size) < 0.04)

    row = np.repeat(lesson, 1 + (rng.random(lesson.size) < TWICE))
    second = np.concatenate([[False], row[1:] == row[:-1]])
    observer = _observers(city, rng, school[row], second)
    rating = _ratings(rng, true[row], observer)
    rating = np.where(np.isin(school[row], city.schools_of("inflated_returns")), PERFECT, rating)
    return pl.DataFrame(
        {
            "observation_id": ids("B", 6, np.arange(row.size)),
            "lesson_id": ids("L", 6, row),
            "school_id": ids("S", 4, school[row]),
            "period": pl.Series(city.periods).gather(period[row]),
            "observed": observed[row],
            "subject": words(SUBJECTS, subject[row]),
            "observer_id": ids("E", 4, observer),
            "teacher_id": ids("T", 6, teacher[row]),
            "joint": joint.gather(row),
            "rating": gaps(rating, rng.random(row.size) < 0.005),
        }
    )


def _lessons(city: City, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    chosen = rng.random(city.school_group.size) < SCHOOLS
    chosen[city.schools_of("inflated_returns")] = True
    schools, periods = np.flatnonzero(chosen), len(city.periods)
    period, school = (axis.reshape(-1) for axis in np.indices((periods, schools.size)))
    period, school = np.repeat(period, LESSONS), np.repeat(schools[school], LESSONS)
    return school, period, np.arange(school.size)


def _teachers(city: City, rng: np.random.Generator, school: Ints, period: Ints) -> Ints:
    """Return a teacher of the school who is in service in that period, for each lesson."""
    found = np.zeros(school.size, dtype=np.int64)
    for number in range(len(city.periods)):
        people = city.people
        here = np.flatnonzero((people.post == TEACHER) & (people.entry <= number) & (number <= people.exit))
        here = here[np.argsort(people.school[here], kind="stable")]
        size = np.bincount(people.school[here], minlength=city.school_group.size)
        begin, rows = np.cumsum(size) - size, period == number
        found[rows] = here[begin[school[rows]] + rng.integers(0, size[school[rows]])]
    return found


def _observers(city: City, rng: np.random.Generator, school: Ints, second: np.ndarray) -> Ints:
    """Return an observer of the district for each row; the second one of a lesson is another person than the first."""
    place = rng.integers(0, OBSERVERS, size=school.size)
    step = rng.integers(1, OBSERVERS, size=school.size)
    at = np.flatnonzero(second)
    place[at] = (place[at - 1] + step[at]) % OBSERVERS
    return np.asarray(city.school_district[school] * OBSERVERS + place, dtype=np.int64)


def _ratings(rng: np.random.Generator, true: Floats, observer: Ints) -> Floats:
    severity = SEVERITY * rng.standard_normal(int(observer.max()) + 1)
    rating = true - severity[observer] + ERROR * rng.standard_normal(true.size)
    return np.asarray(np.clip(np.rint(2 * rating) / 2, 0.0, 100.0))
