"""Table `activities`: meetings, joint research, showcases and activities of students, by group, as a group logs them."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from indicators.city._frames import gaps, ids, words
from indicators.city._plan import DIMENSIONS, City, Floats, Ints, first_day, groups_on, last_day, quality_of_groups
from schemas.raw.activities import ACTIVITIES

SUBJECTS = ("chinese", "mathematics", "english", "science", "morality", "pe", "arts", "labour", "it")
TERMS = 2
RESEARCH = ("joint_research", "lesson_preparation")
MEAN = {
    "teaching_contest": 1.5,
    "exchange_display": 2.2,
    "district_showcase": 1.4,
    "city_showcase": 0.45,
    "studio": 2.5,
    "mentoring": 1.2,
    "student_activity": 4.0,
    "family_guidance": 1.6,
}
"""Usual number in a school year; meetings are two and more, joint research is drawn by subject and term."""

SESSIONS = 1.7
"""Usual sessions of joint research of a subject in a term."""

MEETS = 50
"""Days at the end of a school year without activities: the holidays."""

TEACHING = DIMENSIONS.index("teaching")
CODE = {name: number for number, name in enumerate(ACTIVITIES)}


def activities(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row an activity, ordered by period, group and date."""
    zeal = np.exp(0.25 * quality_of_groups(city, TEACHING) + 0.15 * rng.standard_normal((city.group_district.size, 1)))
    years = [_year(city, rng, number, zeal[:, number]) for number in range(len(city.periods))]
    rows = {name: np.concatenate([year[name] for year in years]) for name in years[0]}
    kind, people = rows["kind"], rng.poisson(6.0, size=rows["kind"].size)
    of_students = np.isin(kind, [CODE["student_activity"], CODE["family_guidance"]])
    joined = rng.poisson(90.0, size=kind.size)
    return pl.DataFrame(
        {
            "activity_id": ids("A", 6, np.arange(kind.size)),
            "group_id": ids("G", 3, rows["group"]),
            "period": pl.Series(city.periods).gather(rows["period"]),
            "activity": words(ACTIVITIES, kind),
            "held": rows["held"],
            "host_school": ids("S", 4, rows["host"]),
            "subject": words(SUBJECTS, rows["subject"]),
            "sessions": gaps(rows["sessions"], rng.random(kind.size) < 0.01),
            "schools": rows["schools"],
            "teachers": rows["schools"] + people,
            "students": gaps(np.where(of_students, joined, 0), ~of_students),
        }
    )


def _year(city: City, rng: np.random.Generator, number: int, zeal: Floats) -> dict[str, Any]:
    """Draw the activities of one school year: group, kind, subject, sessions, then day, host and schools."""
    order, begin, size = groups_on(city, last_day(city.periods[number]))
    there = np.flatnonzero(size > 0)
    group, kind, subject, sessions = (np.concatenate(part) for part in zip(*_blocks(rng, there, zeal), strict=True))
    silent = [plant.group for plant in city.plants if plant.kind == "no_meetings"]
    kept = (sessions > 0) & ~(np.isin(group, silent) & (kind == CODE["meeting"]))
    group, kind, subject, sessions = (part[kept] for part in (group, kind, subject, sessions))

    starts = np.maximum(first_day(city.periods[number]), city.group_founded[group])
    days = (last_day(city.periods[number]) - starts).astype(np.int64) - MEETS
    held = starts + np.floor(rng.random(group.size) * days).astype("timedelta64[D]")
    schools = 1 + rng.binomial(size[group] - 1, np.where(kind == CODE["meeting"], 0.97, 0.7))
    rows = np.lexsort((held, group))
    found = {
        "group": group,
        "period": np.full(group.size, number),
        "kind": kind,
        "held": held,
        "host": order[begin[group] + rng.integers(0, size[group])],
        "subject": subject,
        "sessions": sessions,
        "schools": schools,
    }
    return {name: column[rows] for name, column in found.items()}


def _blocks(rng: np.random.Generator, there: Ints, zeal: Floats) -> list[tuple[Ints, Ints, Ints, Ints]]:
    """Return group, kind, subject (-1 for none) and sessions, block by block."""
    cells = np.repeat(there, len(SUBJECTS) * TERMS)
    subject = np.tile(np.repeat(np.arange(len(SUBJECTS)), TERMS), there.size)
    research = np.array([CODE[name] for name in RESEARCH])[rng.integers(0, len(RESEARCH), size=cells.size)]
    blocks = [(cells, research, subject, rng.poisson(SESSIONS * zeal[cells]))]
    for name, mean in {"meeting": 0.8, **MEAN}.items():
        times = rng.poisson(mean * zeal[there]) + (2 if name == "meeting" else 0)
        group = np.repeat(there, times)
        none = np.full(group.size, -1)
        blocks.append((group, np.full(group.size, CODE[name]), none, np.ones(group.size, dtype=np.int64)))
    return blocks
