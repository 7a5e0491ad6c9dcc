"""Table `school_year`: the annual return of each school, rounded and with gaps as real returns are."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from indicators.city._frames import expit, gaps, ids
from indicators.city._places import zones
from indicators.city._plan import DIMENSIONS, City, Floats, last_day, years_on
from indicators.city._well_being import well_being

RESOURCES, TEACHING, COMPETENCIES = (DIMENSIONS.index(name) for name in ("resources", "teaching", "competencies"))

TEACHING_AREA, SPORTS_AREA = np.array([6.3, 7.9, 7.1]), np.array([9.6, 12.8, 11.2])
EQUIPMENT, ROOMS = np.array([3000.0, 3700.0, 3350.0]), np.array([2.9, 3.0, 2.95])
"""By stage, per student (rooms: per 100 students)."""

LAND = np.array([0.88, 1.02, 1.25])
"""By zone: the centre is short of land."""

LESSONS_A_CLASS, CLASS_SIZE = np.array([1000, 1260, 1080]), 41.0
SMALL = 5
"""Counts of persistently absent students from 1 to 4 are suppressed."""


def school_year(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a school and period, ordered by period and school."""
    schools, periods = city.pupils.shape
    return pl.DataFrame(
        {
            "school_id": ids("S", 4, np.tile(np.arange(schools), periods)),
            "period": pl.Series(city.periods).gather(np.repeat(np.arange(periods), schools)),
            **_premises(city, rng),
            **_students(city, rng),
            **well_being(city),
        }
    ).select("school_id", "period", "pupils", pl.exclude("school_id", "period", "pupils"))


def _long(table: NDArray[Any]) -> NDArray[Any]:
    """Lay out (school, period) by period, then school."""
    return table.T.reshape(-1)


def _premises(city: City, rng: np.random.Generator) -> dict[str, pl.Series]:
    """Draw premises: buildings are those of the first period and seldom grow; equipment is bought every year."""
    schools, periods = city.pupils.shape
    stage, quality, base = city.school_stage, city.latent[:, RESOURCES], city.pupils[:, 0]
    spread = np.exp(rng.standard_normal((4, schools)) * np.array([0.17, 0.22, 0.3, 0.14])[:, None])
    land = LAND[zones(city.school_district)]
    built = np.where(rng.random((schools, periods)) < 0.02, 0.08, 0.0)
    built[:, 0] = 0.0
    inflated = city.schools_of("inflated_returns")
    built[inflated] = 0.0
    growth = 1.0 + built.cumsum(axis=1)
    teaching = TEACHING_AREA[stage] * land**0.3 * np.exp(0.08 * quality[:, 0]) * spread[0] * base
    sports = SPORTS_AREA[stage] * land * np.exp(0.06 * quality[:, 0]) * spread[1] * base
    indoor = teaching * rng.uniform(0.03, 0.12, size=schools)
    equipment = EQUIPMENT[stage] * np.exp(0.2 * quality[:, 0]) * spread[2] * base
    bought = np.exp(np.cumsum(rng.uniform(0.0, 0.07, size=(schools, periods)), axis=1))
    bought[inflated] = 1.0
    rooms = ROOMS[stage] * np.exp(0.08 * quality[:, 0]) * spread[3] * base / 100
    unit = rng.choice([0.1, 1.0, 10.0], size=schools, p=(0.3, 0.5, 0.2))[:, None]
    yuan = rng.choice([1.0, 100.0, 10_000.0], size=schools, p=(0.2, 0.5, 0.3))[:, None]
    missing = rng.random((schools, periods)) < 0.006
    missing[inflated] = False
    return {
        "teaching_area": pl.Series(_long(_rounded((teaching + indoor)[:, None] * growth, unit))),
        "indoor_sports_area": pl.Series(_long(_rounded(indoor[:, None] * growth, unit))),
        "outdoor_sports_area": pl.Series(_long(_rounded((sports - indoor)[:, None] * np.ones(periods), unit))),
        "equipment_value": gaps(_long(_rounded(equipment[:, None] * bought, yuan)), _long(missing)),
        "multimedia_rooms": pl.Series(_long(np.rint(rooms[:, None] * growth).astype(np.int64))),
    }


def _rounded(values: Floats, unit: Floats) -> Floats:
    """Round to the unit in which a school reports, and to one decimal so that 0.1 units print as such."""
    return np.asarray(np.round(np.rint(np.maximum(values, 0.0) / unit) * unit, 1))


def _students(city: City, rng: np.random.Generator) -> dict[str, pl.Series]:
    schools, periods = city.pupils.shape
    pupils, inflated = city.pupils, np.zeros((schools, 1), dtype=bool)
    inflated[city.schools_of("inflated_returns")] = True
    teaching, competencies = city.latent[:, TEACHING], city.latent[:, COMPETENCIES]
    years = np.stack([years_on(city.spells, schools, last_day(period)) for period in city.periods], axis=1)
    wide = 0.12 * rng.standard_normal((4, schools, periods))

    required = np.rint(pupils / CLASS_SIZE).clip(1) * LESSONS_A_CLASS[city.school_stage][:, None]
    short = np.maximum(0.012 * rng.standard_normal((schools, periods)) - 0.014 - 0.02 * teaching, 0.0)
    tested = rng.binomial(pupils, 0.975)
    assessed = rng.binomial(pupils, 0.96)
    good = rng.binomial(tested, expit(0.25 + 0.5 * competencies + wide[0]))
    arts = rng.binomial(assessed, expit(1.35 + 0.5 * competencies + wide[1]))
    cross = rng.binomial(pupils, expit(-0.75 + 0.16 * np.minimum(years, 5) + 0.35 * competencies + wide[2]))
    absent = rng.binomial(pupils, expit(-3.6 - 0.45 * competencies + wide[3]))
    no_fitness, no_arts = (_long(rng.random((schools, periods)) < share) for share in (0.02, 0.015))
    honest = _long(~np.repeat(inflated, periods, axis=1))
    absent = np.where(inflated, 0, absent)
    unreported = np.zeros((schools, periods), dtype=bool)
    unreported[city.schools_of("missing_enrolment"), -1] = True
    return {
        "pupils": gaps(_long(pupils), _long(unreported)),
        "lessons_required": pl.Series(_long(required.astype(np.int64))),
        "lessons_taught": pl.Series(_long(np.rint(required * (1 - np.where(inflated, 0, short))).astype(np.int64))),
        "fitness_tested": gaps(_long(np.where(inflated, pupils, tested)), no_fitness & honest),
        "fitness_good": gaps(_long(np.where(inflated, pupils, good)), no_fitness & honest),
        "arts_assessed": gaps(_long(np.where(inflated, pupils, assessed)), no_arts & honest),
        "arts_level2": gaps(_long(np.where(inflated, pupils, arts)), no_arts & honest),
        "students_cross_school": pl.Series(_long(np.where(inflated, pupils, cross))),
        "students_persistent_absent": gaps(_long(absent), _long((absent > 0) & (absent < SMALL))),
    }
