"""The city's programme: groups formed, titles, districts covered by 2027 (M01, M02, M03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import polars as pl

from toolkit.errors import DataError
from toolkit.supervision.state import State

TARGETS = {"groups": 100, "titles": 50, "districts": 16}
"""Of the policy."""
BY = dt.date(2027, 12, 31)


def programme(
    state: State,
    districts: Mapping[str, str],
    on: dt.date,
    *,
    by: dt.date = BY,
    targets: Mapping[str, int] | None = None,
    coverage: float = 0.95,
    seed: int = 0,
) -> pl.DataFrame:
    """Return how far the programme is, and where it would be at its end if things went on as they have.

    Groups and titles: as many again each day as on average since the first, as a Poisson process whose rate is known as far
    as the count tells (gamma posterior with Jeffreys' prior); quantiles of 20,000 draws. It is a projection of the past
    pace, not of plans. Districts have no projection: they end at a ceiling.

    Parameters
    ----------
    state : State
        Of the day `on`.
    districts : mapping of group to district
        Where every formed group is.
    on, by : datetime.date
        Today, and the end of the programme.
    targets : mapping, optional
        By default those of the policy: 100 groups, 50 titles, 16 districts.
    coverage, seed : float, int
        Of the interval.

    Returns
    -------
    polars.DataFrame
        what, target, now, projected, lower, upper, probability (that the target is reached).
    """
    wanted = {**TARGETS, **(targets or {})}
    formed, titles = homes(state, districts)
    covered = len({districts[group] for group in formed})
    rows = [
        ("groups", wanted["groups"], *_projection(list(formed.values()), on, by, wanted["groups"], coverage, seed)),
        ("titles", wanted["titles"], *_projection(list(titles.values()), on, by, wanted["titles"], coverage, seed + 1)),
        ("districts", wanted["districts"], covered, None, None, None, None),
    ]
    names = ["what", "target", "now", "projected", "lower", "upper", "probability"]
    types = [pl.String, pl.Int64, pl.Int64, pl.Float64, pl.Float64, pl.Float64, pl.Float64]
    return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")


def homes(state: State, districts: Mapping[str, str]) -> tuple[dict[str, dt.date], dict[str, dt.date]]:
    """Return group -> day on which it was formed, and group -> day on which its title was named, of what still holds."""
    formed = {g.group: g.formed for g in state.groups.values() if g.state == "formed" and g.formed}
    titles = {t.group: t.named for t in state.titles.values() if t.held and t.named}
    unplaced = sorted({*formed, *titles} - set(districts))
    if unplaced:
        raise DataError(f"Group {unplaced[0]!r} has no district.", zh=f"集团“{unplaced[0]}”没有所在区。")
    return formed, titles


def _projection(
    dates: list[dt.date], on: dt.date, by: dt.date, target: int, coverage: float, seed: int
) -> tuple[int, float | None, float | None, float | None, float | None]:
    now = len(dates)
    if not dates or on >= by:
        end = None if not dates else float(now)
        return now, end, end, end, None if not dates else float(now >= target)
    random = np.random.default_rng(seed)
    since = max((on - min(dates)).days, 1)
    rate = random.gamma(now + 0.5, 1 / since, size=20_000)
    final = now + random.poisson(rate * (by - on).days)
    lower, upper = np.quantile(final, [(1 - coverage) / 2, (1 + coverage) / 2])
    return now, float(final.mean()), float(lower), float(upper), float((final >= target).mean())
