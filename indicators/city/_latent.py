"""How good the schools really are: true quality by school, dimension and period, before anything is counted."""

from __future__ import annotations

import numpy as np

from indicators.city._places import zones
from indicators.city._plan import DIMENSIONS, EXITS, Floats, Plant, last_day, years_on
from indicators.city._planted import SOFT, bend
from indicators.city._structure import Structure

ZONE = np.array([0.35, 0.0, -0.35])
"""Central, ring and outer districts."""

LEAD, SPILLED, GROWTH, TREND = 0.45, 0.7, 0.05, 0.04
"""Better lead schools; better schools among those that spill over; gain a year in the group (to five); gain a period."""

INTAKE = {"below_teaching": 0.0, "weakest_member": 0.35}
"""Entry level of students where a truth is planted, so that intake does not explain it."""


def draw(
    rng: np.random.Generator, structure: Structure, plants: tuple[Plant, ...], periods: tuple[str, ...]
) -> tuple[Floats, Floats]:
    """Return the true quality (school, dimension, period) and the mean entry level of students (school).

    A general quality (district, group, school) is shared by all dimensions, which gives them a correlation of about
    0.5; each dimension has a group and a school part of its own, and every year a little noise.
    """
    schools, groups, home = structure.school_group.size, structure.group_district.size, structure.school_group
    zone = (ZONE[zones(np.arange(16))] + 0.1 * rng.standard_normal(16))[structure.school_district]
    general = zone + 0.4 * rng.standard_normal(groups)[home] + 0.4 * rng.standard_normal(schools)
    general += LEAD * structure.school_lead + SPILLED * _spilled(structure)
    own = 0.2 * rng.standard_normal((groups, len(DIMENSIONS)))[home]
    own_school = 0.3 * rng.standard_normal((schools, len(DIMENSIONS)))
    noise = 0.12 * rng.standard_normal((schools, len(DIMENSIONS), len(periods)))

    latent = (0.8 * general[:, None] + own + own_school)[:, :, None] + noise
    latent += TREND * np.arange(len(periods))
    latent[:, SOFT] += GROWTH * _years(structure, periods)[:, None, :]
    intake = 0.5 * zone + 0.25 * (general - zone) + 0.15 * rng.standard_normal(schools)
    for kind, level in INTAKE.items():
        intake[np.isin(home, [plant.group for plant in plants if plant.kind == kind])] = level
    wobble = 0.4 * own_school[:, :, None] + noise
    return bend(latent, wobble, plants, home, structure.school_lead), intake


def _spilled(structure: Structure) -> Floats:
    found = np.zeros(structure.school_group.size)
    found[structure.spells.school[structure.spells.exit == EXITS.index("spillover")]] = 1.0
    return found


def _years(structure: Structure, periods: tuple[str, ...]) -> Floats:
    """Years in the group at the end of each period, at most five; a lead does not grow by leading."""
    columns = [years_on(structure.spells, structure.school_group.size, last_day(period)) for period in periods]
    return np.minimum(np.stack(columns, axis=1), 5.0) * ~structure.school_lead[:, None]
