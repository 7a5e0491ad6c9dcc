"""How many students each school has in each period."""

from __future__ import annotations

import numpy as np

from indicators.city._places import OUTER, zones
from indicators.city._plan import Ints, Plant
from indicators.city._structure import Structure

MEDIAN = np.array([950.0, 850.0, 1350.0])
FEWEST, MOST = np.array([220, 240, 450]), np.array([2000, 2000, 2500])
DRIFT = np.array([-0.01, 0.015, 0.0])
"""By stage: primary, junior, nine-year. Primary enrolment shrinks, junior enrolment still grows."""

TINY = 36
"""Students of the planted very small school."""


def draw(rng: np.random.Generator, structure: Structure, plants: tuple[Plant, ...], periods: int) -> Ints:
    """Return the number of students (school, period)."""
    stage = structure.school_stage
    size = MEDIAN[stage] * np.exp(0.35 * rng.standard_normal(stage.size))
    size *= np.where(zones(structure.school_district) == OUTER, 0.8, 1.0)
    steps = DRIFT[stage][:, None] + 0.02 * rng.standard_normal((stage.size, periods - 1))
    path = np.concatenate([np.zeros((stage.size, 1)), steps.cumsum(axis=1)], axis=1)
    pupils = np.rint(np.clip(size, FEWEST[stage], MOST[stage])[:, None] * np.exp(path)).astype(np.int64)
    for plant in plants:
        if plant.kind == "inflated_returns":
            pupils[plant.school] = pupils[plant.school, 0]
        if plant.kind == "small_returns":
            pupils[plant.school] = TINY + np.arange(periods) % 3
    return pupils
