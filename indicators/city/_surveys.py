"""Table `surveys`: four kinds of respondents, one wave a period, counts of the five answers."""

from __future__ import annotations

import numpy as np
import polars as pl

from indicators.city._frames import expit, ids, words
from indicators.city._plan import DIMENSIONS, City, Floats, Ints
from schemas.raw.surveys import ANSWERS, RESPONDENTS

LEVEL = np.array([2.35, 2.65, 2.25, 2.2])
"""By respondent (parents, students, teachers, community): log-odds of satisfaction at quality 0."""

STRENGTH = 0.45
"""Log-odds for one unit of true quality."""

DONT_KNOW = np.array([0.04, 0.02, 0.01, 0.12])
RETURNED = np.array([0.91, 0.97, 0.96, 0.82])
SATISFACTION = DIMENSIONS.index("satisfaction")


def satisfied(city: City) -> Floats:
    """Return the true satisfied share among those who know the school (period, school, respondent)."""
    return expit(LEVEL + STRENGTH * city.latent[:, SATISFACTION].T[:, :, None])


def surveys(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a period, school and kind of respondent."""
    shape = (len(city.periods), city.school_group.size, len(RESPONDENTS))
    period, school, respondent = (axis.reshape(-1) for axis in np.indices(shape))
    sent = _sent(city, rng).reshape(-1)
    weak = np.repeat(rng.random(shape[:2]) < 0.02, shape[2])
    returned = rng.binomial(sent, np.where(weak, 0.7, 1.0) * RETURNED[respondent])
    answers = rng.multinomial(returned, _odds(city, rng).reshape(-1, len(ANSWERS)))

    inflated = np.isin(school, city.schools_of("inflated_returns"))
    sent[inflated] = sent.reshape(shape)[0, school[inflated], respondent[inflated]]
    returned[inflated] = sent[inflated]
    answers[inflated] = returned[inflated, None] * np.array([1, 0, 0, 0, 0])

    absent = rng.random(school.size) < np.where(respondent == 3, 0.01, 0.0)
    silent = np.isin(school, city.schools_of("insufficient_data")) & (period == shape[0] - 1)
    rows = np.flatnonzero(~(absent & ~inflated) & ~silent)
    frame = pl.DataFrame(
        {
            "period": pl.Series(city.periods).gather(period),
            "wave": np.ones(school.size, dtype=np.int64),
            "school_id": ids("S", 4, school),
            "respondent": words(RESPONDENTS, respondent),
            "distributed": sent,
            "returned": returned,
            **{name: answers[:, number] for number, name in enumerate(ANSWERS)},
        }
    )
    return frame[rows]


def _sent(city: City, rng: np.random.Generator) -> Ints:
    """Return the questionnaires distributed (period, school, respondent); a very small school distributes very few."""
    pupils = city.pupils.T
    share = rng.uniform(0.22, 0.32, size=pupils.shape)
    teachers = np.rint(pupils / 17.0)
    community = rng.integers(25, 61, size=pupils.shape)
    sent = np.stack([np.minimum(pupils * share * 1.2, 400), pupils * share, teachers, community], axis=2)
    sent = np.maximum(np.rint(sent), 12).astype(np.int64)
    sent[:, city.schools_of("small_returns")] = rng.integers(7, 10, size=(len(city.periods), 1, len(RESPONDENTS)))
    return sent


def _odds(city: City, rng: np.random.Generator) -> Floats:
    """Return the probabilities of the five answers (period, school, respondent, answer)."""
    share = satisfied(city)
    knows = 1.0 - DONT_KNOW * np.exp(0.3 * rng.standard_normal(share.shape))
    very = np.clip(0.62 + 0.08 * city.latent[:, SATISFACTION].T[:, :, None], 0.3, 0.85)
    parts = [share * very, share * (1 - very), (1 - share) * 0.72, (1 - share) * 0.28]
    return np.stack([*(knows * part for part in parts), 1.0 - knows], axis=3)
