"""Columns of `school_year` on eyes, practice and staying at school, from a random stream of their own."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._frames import expit, gaps
from indicators.city._plan import DIMENSIONS, City, Floats, Ints, stream

SCREENED, AT_RISK = 0.94, np.array([0.68, 0.33, 0.5])
"""Share of the students who are screened twice; by stage, share of them who were not myopic a year before."""

NEW_CASES = np.array([-2.05, -1.35, -1.7])
RETAINED = 4.4
"""Log-odds at true quality 0: new cases by stage, students who stay for three years."""

PRACTICE_A_CLASS, CLASS_SIZE = 105, 41.0
"""Hours of labour and practice that a class should have in a year (three a week)."""

JUNIOR_PART = np.array([0.0, 1 / 3, 1 / 4.5])
"""By stage: the cohort that ends the junior stage as a share of the students."""

LOW_RETENTION = 0.86
COMPETENCIES = DIMENSIONS.index("competencies")


def retained(city: City) -> Floats:
    """Return the true share of the junior cohort that stays for three years (school, period)."""
    share = expit(RETAINED + 0.5 * city.latent[:, COMPETENCIES])
    share[city.schools_of("low_retention")] = LOW_RETENTION
    return share


def well_being(city: City) -> dict[str, pl.Series]:
    """Return the six columns, ordered by period and school."""
    rng = stream(city.seed, "well_being")
    quality, stage = city.latent[:, COMPETENCIES], city.school_stage[:, None]
    inflated = np.zeros((city.school_group.size, 1), dtype=bool)
    inflated[city.schools_of("inflated_returns")] = True
    noise = 0.1 * rng.standard_normal((2, *city.pupils.shape))

    risk = rng.binomial(city.pupils, SCREENED * AT_RISK[stage])
    cases = rng.binomial(risk, expit(NEW_CASES[stage] - 0.3 * quality + noise[0]))
    hours = np.rint(city.pupils / CLASS_SIZE).clip(1).astype(np.int64) * PRACTICE_A_CLASS
    met = rng.binomial(hours, expit(2.6 + 0.6 * quality + noise[1]))
    entrants = np.rint(city.pupils * JUNIOR_PART[stage]).astype(np.int64)
    stayed = rng.binomial(entrants, retained(city))
    unscreened = rng.random(city.pupils.shape) < 0.015

    def long(table: Ints, missing: np.ndarray) -> pl.Series:
        return gaps(table.T.reshape(-1), (missing & ~inflated).T.reshape(-1))

    no_gap, no_junior = np.zeros_like(unscreened), np.repeat(stage == 0, city.pupils.shape[1], axis=1)
    return {
        "myopia_at_risk": long(np.where(inflated, city.pupils, risk), unscreened),
        "myopia_new": long(np.where(inflated, 0, cases), unscreened),
        "practice_hours_required": long(hours, no_gap),
        "practice_hours_met": long(np.where(inflated, hours, met), no_gap),
        "junior_entrants": gaps(entrants.T.reshape(-1), no_junior.T.reshape(-1)),
        "junior_retained": gaps(np.where(inflated, entrants, stayed).T.reshape(-1), no_junior.T.reshape(-1)),
    }
