"""What every table of the bundled city is drawn from: the plan, its random streams, its vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit import periods as school_years

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Days = NDArray[Any]
"""Days are `datetime64[D]`; NaT is "not yet"."""

DIMENSIONS = ("resources", "teaching", "competencies", "teachers", "satisfaction")
"""The second axis of `City.latent`, named as in the framework."""

STAGES = ("primary", "junior", "nine_year")
GOVERNANCE = ("single_legal_person", "alliance", "chief_executive")
EXITS = ("spillover", "agreed")

STREAMS = {
    "structure": 0,
    "latent": 1,
    "enrolment": 2,
    "people": 3,
    "school_year": 4,
    "staff": 5,
    "staff_moves": 6,
    "training": 7,
    "assessments": 8,
    "surveys": 9,
    "about": 10,
    "districts": 11,
    "groups": 12,
    "schools": 13,
    "memberships": 14,
    "item_responses": 15,
    "activities": 16,
    "sharing": 17,
    "supervision_visits": 18,
    "incidents": 19,
    "agreements": 20,
    "lesson_observations": 21,
    "cards": 22,
    "orders": 23,
    "titles": 24,
    "inspection_findings": 25,
    "well_being": 26,
    "mentoring": 27,
    "students": 28,
}
"""Number of the child seed of each part. A new part takes the next number, so that the others keep their draws."""


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the generator of one part: child number `STREAMS[name]` of `SeedSequence(seed).spawn(…)`."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(STREAMS[name],)))


@dataclass(frozen=True)
class Spells:
    """Membership spells, one entry a spell; `exit` indexes `EXITS`, -1 while the spell is open."""

    group: Ints
    school: Ints
    lead: Bools
    joined: Days
    left: Days
    exit: Ints

    def active(self, day: Any) -> Bools:
        """Return which spells cover a day: joined on it or before, and not yet left (`left` is the first day outside)."""
        return (self.joined <= day) & (np.isnat(self.left) | (self.left > day))


@dataclass(frozen=True)
class Plant:
    """A planted truth: a kind of `KINDS`, its group, and its school (-1 when it is the whole group)."""

    kind: str
    group: int
    school: int


@dataclass(frozen=True)
class People:
    """The staff, one entry a person; a person keeps one home school. Years are those in which a school year starts."""

    school: Ints
    post: Ints
    subject: Ints
    degree: Ints
    began: Ints
    """First year of service anywhere."""
    arrived: Ints
    """First year in the home school."""
    backbone_from: Ints
    """Year of the title of backbone teacher; far in the future for the others."""
    entry: Ints
    exit: Ints
    """First and last period in the register, as positions in `City.periods`."""


@dataclass(frozen=True)
class City:
    """The plan: who exists and how good they really are. Arrays are aligned by district, group or school number."""

    seed: int
    periods: tuple[str, ...]
    group_district: Ints
    group_founded: Days
    group_governance: Ints
    school_district: Ints
    school_group: Ints
    """Home group: the one whose effect a school carries, also before it joins and after it leaves."""
    school_stage: Ints
    school_lead: Bools
    spells: Spells
    plants: tuple[Plant, ...]
    latent: Floats
    """True quality (school, dimension, period), about mean 0 and deviation 0.7."""
    intake: Floats
    """Mean entry level of a school's students (school), in standard deviations of students."""
    pupils: Ints
    """(school, period)."""
    people: People

    @property
    def group_by_city(self) -> Bools:
        """Whether the city supervises a group (M41): every twelfth one, the others their districts."""
        return np.arange(self.group_district.size) % 12 == 5

    @property
    def years(self) -> Ints:
        """Years in which the periods start."""
        return np.array([int(period[:4]) for period in self.periods], dtype=np.int64)

    def schools_of(self, kind: str) -> Ints:
        """Return the schools a kind of truth was planted in: one school each, or all of the group."""
        planted = [plant for plant in self.plants if plant.kind == kind]
        found = [
            np.array([plant.school]) if plant.school >= 0 else np.flatnonzero(self.school_group == plant.group)
            for plant in planted
        ]
        return np.concatenate(found).astype(np.int64) if found else np.zeros(0, dtype=np.int64)


def group_on(spells: Spells, schools: int, day: Any) -> Ints:
    """Return the group of each school on a day, -1 for none."""
    group = np.full(schools, -1, dtype=np.int64)
    active = spells.active(day)
    group[spells.school[active]] = spells.group[active]
    return group


def groups_on(city: City, day: Any) -> tuple[Ints, Ints, Ints]:
    """Return the schools that are in a group on a day, group by group, with where each group begins and how many it has."""
    group = group_on(city.spells, city.school_group.size, day)
    inside = np.flatnonzero(group >= 0)
    size = np.bincount(group[inside], minlength=city.group_district.size)
    return inside[np.argsort(group[inside], kind="stable")], np.cumsum(size) - size, size


def quality_of_groups(city: City, dimension: int) -> Floats:
    """Return the mean true quality of the schools of each group in a dimension (group, period)."""
    total = np.zeros((city.group_district.size, len(city.periods)))
    np.add.at(total, city.school_group, city.latent[:, dimension])
    return np.asarray(total / np.bincount(city.school_group)[:, None])


def years_on(spells: Spells, schools: int, day: Any) -> Floats:
    """Return how many years each school has been in its group on a day, 0 for none."""
    years = np.zeros(schools)
    active = spells.active(day)
    years[spells.school[active]] = (day - spells.joined[active]).astype(np.int64) / 365.25
    return years


def day(year: int, month: int, number: int = 1) -> Any:
    """Return a civil date as `datetime64[D]`."""
    return np.datetime64(f"{year:04d}-{month:02d}-{number:02d}", "D")


def first_day(period: str) -> Any:
    """Return the first day of a period as `datetime64[D]`."""
    return np.datetime64(school_years.start(period), "D")


def last_day(period: str) -> Any:
    """Return the last day of a period as `datetime64[D]`."""
    return np.datetime64(school_years.end(period), "D")
