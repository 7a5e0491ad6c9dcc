"""From a seed to the plan of the city."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indicators.city import _enrolment, _latent, _people, _structure
from indicators.city._plan import Bools, City, first_day, stream
from indicators.city._planted import plant
from indicators.city._structure import LEAST_PLANTED, Structure
from toolkit import periods as school_years
from toolkit.errors import OptionError


def plan(seed: int, groups: int, members: int, periods: Sequence[str]) -> City:
    """Draw everything that more than one table needs. See `make_city` for the parameters."""
    periods = _checked(periods)
    first, last = int(periods[0][:4]), int(periods[-1][:4])
    structure = _structure.build(stream(seed, "structure"), groups, members, first, last)
    steady = _steady(structure, periods)
    plants = plant(structure.planting, structure.school_group, structure.school_lead, structure.school_stage, steady)
    latent, intake = _latent.draw(stream(seed, "latent"), structure, plants, periods)
    pupils = _enrolment.draw(stream(seed, "enrolment"), structure, plants, len(periods))
    people = _people.draw(stream(seed, "people"), structure, latent, pupils, first)
    return City(
        seed=seed,
        periods=periods,
        group_district=structure.group_district,
        group_founded=structure.group_founded,
        group_governance=structure.group_governance,
        school_district=structure.school_district,
        school_group=structure.school_group,
        school_stage=structure.school_stage,
        school_lead=structure.school_lead,
        spells=structure.spells,
        plants=plants,
        latent=latent,
        intake=intake,
        pupils=pupils,
        people=people,
    )


def _steady(structure: Structure, periods: tuple[str, ...]) -> Bools:
    """Return the groups of five members or more that have the same schools from the first day to the last."""
    spells, home = structure.spells, structure.school_group
    stays = (spells.joined <= first_day(periods[0])) & np.isnat(spells.left)
    moved = np.bincount(spells.group[~stays], minlength=structure.group_district.size)
    return np.asarray((moved == 0) & (np.bincount(home) > LEAST_PLANTED))


def _checked(periods: Sequence[str]) -> tuple[str, ...]:
    found = (periods,) if isinstance(periods, str) else tuple(periods)
    following = [school_years.previous(after) == before for before, after in pairwise(found)]
    if len(found) < 2 or any(len(p) != 7 or p[4] != "-" for p in found) or not all(following):
        raise OptionError(
            f"periods must be two or more school years in a row, such as ('2024-25', '2025-26'), not {periods!r}."
        )
    return found
