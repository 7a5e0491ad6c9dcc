"""Table `agreements`: the versions of each group's agreement, five years each, and which parts they have."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from indicators.city._frames import gaps, ids
from indicators.city._plan import DIMENSIONS, City, Ints, first_day, last_day, quality_of_groups
from schemas.raw.agreements import PARTS

CORE = 8
"""The first parts (purpose, duties, responsible person, Party leadership) stand in nearly every agreement."""

YEARS = 5
OPEN_ENDED = 0.25
DAY = np.timedelta64(1, "D")


def agreements(city: City, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row a version, ordered by group and version."""
    group, version, signed, until = _versions(city, rng)
    zeal = quality_of_groups(city, DIMENSIONS.index("teachers"))[group, -1]
    draws = rng.random((group.size, len(PARTS)))
    chance = np.where(np.arange(len(PARTS)) < CORE, 0.985, (0.72 + 0.08 * zeal + 0.08 * (version > 0))[:, None])
    unseen = rng.random(draws.shape) < 0.02
    parts = {name: gaps(draws[:, at] < chance[:, at], unseen[:, at]) for at, name in enumerate(PARTS)}
    return pl.DataFrame(
        {
            "group_id": ids("G", 3, group),
            "version": version + 1,
            "signed": signed,
            "valid_until": until,
            **parts,
        }
    )


def _versions(city: City, rng: np.random.Generator) -> tuple[Ints, Ints, Any, Any]:
    """Return group, number, day of signing and last day of each version: one follows the other until today."""
    expired = {plant.group for plant in city.plants if plant.kind == "expired_agreement"}
    open_ended = rng.random(city.group_founded.size) < OPEN_ENDED
    today, eve = last_day(city.periods[-1]), first_day(city.periods[-1]) - DAY
    rows: list[tuple[int, int, Any, Any]] = []
    for group, founded in enumerate(city.group_founded):
        signed, number = founded, 0
        while signed <= today and not (group in expired and signed > eve):
            month = signed.astype("datetime64[M]") + np.timedelta64(12 * YEARS, "M")
            until = month.astype("datetime64[D]") - DAY
            if group in expired:
                until = min(until, eve)
            elif open_ended[group]:
                until = np.datetime64("NaT", "D")
            rows.append((group, number, signed, until))
            if np.isnat(until):
                break
            signed, number = until + DAY, number + 1
    groups, numbers, starts, ends = zip(*rows, strict=True)
    days = "datetime64[D]"
    return np.array(groups), np.array(numbers), np.array(starts, dtype=days), np.array(ends, dtype=days)
