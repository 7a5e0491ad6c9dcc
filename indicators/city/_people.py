"""The staff of all schools: who comes, who goes, and what each person brings."""

from __future__ import annotations

import numpy as np

from indicators.city._frames import expit
from indicators.city._plan import DIMENSIONS, Floats, Ints, People
from indicators.city._structure import Structure

POSTS = ("teacher", "leader", "support")
SUBJECTS = ("academic", "pe", "music", "art", "other")
DEGREES = ("below_associate", "associate", "bachelor", "master", "doctor")
TEACHER, LEADER, SUPPORT = 0, 1, 2

PUPILS_A_TEACHER = np.array([17.3, 12.6, 14.8])
LEAVING = 0.05
"""Share of the staff that leaves in a year."""

DEGREE_CUTS = np.array([[-2.25, -0.75, 1.35, 4.0], [-3.6, -1.6, 1.0, 3.2], [-2.7, -1.1, 1.15, 3.6]])
"""By stage: limits between degrees on a normal scale."""

BACKBONE, ARTS = np.array([0.30, 0.25, 0.27]), np.array([0.225, 0.165, 0.19])
"""By stage: usual share of backbone teachers among those of some years, of PE, music and art among teachers."""

NEVER = 9999
"""A year that does not come."""

RESOURCES, TEACHERS = DIMENSIONS.index("resources"), DIMENSIONS.index("teachers")


def draw(rng: np.random.Generator, structure: Structure, latent: Floats, pupils: Ints, first: int) -> People:
    """Draw everybody who stands in the register in some period; `first` is the year in which the first one starts."""
    school, entry, exit_ = _roster(rng, _posts_to_fill(rng, structure, pupils))
    count = school.size
    stage, quality = structure.school_stage[school], latent[school, TEACHERS, 0]
    post = np.searchsorted((0.86, 0.92), rng.random(count), side="right").astype(np.int64)
    began, arrived = _careers(rng, entry, first)
    normal = rng.standard_normal(count) + 0.2 * quality - 1.2 * (post == SUPPORT)
    degree = (normal[:, None] > DEGREE_CUTS[stage]).sum(axis=1)
    backbone = np.log(BACKBONE / (1 - BACKBONE))[stage] + 0.45 * quality + 0.3 * structure.school_lead[school]
    titled = (rng.random(count) < expit(backbone)) & (post != SUPPORT)
    backbone_from = np.where(titled, began + rng.integers(4, 10, size=count), NEVER)
    return People(
        school=school,
        post=post,
        subject=_subjects(rng, school, stage, post, latent[:, RESOURCES, 0]),
        degree=degree.astype(np.int64),
        began=began,
        arrived=arrived,
        backbone_from=backbone_from,
        entry=entry,
        exit=exit_,
    )


def _posts_to_fill(rng: np.random.Generator, structure: Structure, pupils: Ints) -> Ints:
    """Return the staff (school, period) that enrolment asks for; teachers are 86 % of it."""
    crowding = np.exp(0.13 * rng.standard_normal(pupils.shape[0]))
    ratio = PUPILS_A_TEACHER[structure.school_stage] * crowding
    return np.maximum(np.rint(pupils / ratio[:, None] / 0.86), 9).astype(np.int64)


def _roster(rng: np.random.Generator, wanted: Ints) -> tuple[Ints, Ints, Ints]:
    """Fill the posts period by period: those who have not left stay, the rest are new (school, entry, exit)."""
    schools, periods = wanted.shape
    school = entry = exit_ = np.zeros(0, dtype=np.int64)
    for period in range(periods):
        staying = np.bincount(school[exit_ >= period], minlength=schools)
        new = np.repeat(np.arange(schools), np.maximum(wanted[:, period] - staying, 0))
        last = np.minimum(period + rng.geometric(LEAVING, size=new.size) - 1, periods - 1)
        school = np.concatenate([school, new])
        entry = np.concatenate([entry, np.full(new.size, period)])
        exit_ = np.concatenate([exit_, last])
    return school, entry, exit_


def _careers(rng: np.random.Generator, entry: Ints, first: int) -> tuple[Ints, Ints]:
    """Return the years of beginning and of arrival: half of the newcomers are beginners, half come from elsewhere."""
    count, newcomer = entry.size, entry > 0
    beginner = newcomer & (rng.random(count) < 0.5)
    service = np.floor(37 * rng.beta(1.1, 1.4, size=count)).astype(np.int64)
    service = np.where(beginner, 0, np.where(newcomer, 3 + service // 2, service))
    tenure = np.floor(service * rng.beta(2.0, 1.2, size=count)).astype(np.int64)
    start = first + entry
    return start - service, start - np.where(newcomer, 0, tenure)


def _subjects(rng: np.random.Generator, school: Ints, stage: Ints, post: Ints, resources: Floats) -> Ints:
    """Return subject numbers; support staff have none (-1), leaders teach an academic subject."""
    habit = np.exp(0.16 * rng.standard_normal(resources.size) + 0.06 * resources)
    arts = np.minimum(ARTS[stage] * habit[school], 0.5)
    draws = rng.random(school.size)
    subject = np.select([draws < 0.45 * arts, draws < 0.72 * arts, draws < arts, draws < arts + 0.06], [1, 2, 3, 4], 0)
    return np.where(post == SUPPORT, -1, np.where(post == LEADER, 0, subject)).astype(np.int64)
