"""The programme district by district: groups formed and titles held, and where each would be at the end (M01 to M03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import polars as pl

from toolkit.errors import DataError
from toolkit.supervision.programme import BY, homes
from toolkit.supervision.state import State

SCHEMA = {
    "district_id": pl.String,
    "what": pl.String,
    "target": pl.Int64,
    "now": pl.Int64,
    "projected": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "probability": pl.Float64,
}
DRAWS = 20_000


def programme_districts(
    state: State,
    districts: Mapping[str, str],
    on: dt.date,
    *,
    by: dt.date = BY,
    targets: Mapping[str, Mapping[str, int]] | None = None,
    coverage: float = 0.95,
    seed: int = 0,
) -> pl.DataFrame:
    """Return groups and titles of every district, and where they would be if things went on as they have.

    One count in a few years says little about a pace, and none says nothing: the rate of district d has the posterior
    Gamma(n_d + 1/2, T + w), T days since the first event of the city, and w = D T / (2 N) the exposure of half an event at the
    mean rate of the D districts. So a district without an event has a rate too, and the mean rates add up to N / T, the pace of
    the city. Counts to come are Poisson; quantiles of 20,000 draws. The past pace, not plans.

    Parameters
    ----------
    state : State
        Of the day `on`.
    districts : mapping of group to district
        Of every group; a district is one that stands there, also without a formed group.
    on, by : datetime.date
        Today, and the end of the programme.
    targets : mapping of "groups" or "titles" to a mapping of district to number, optional
        Where a district has a target of its own; the policy sets none.
    coverage, seed : float, int
        Of the interval.

    Returns
    -------
    polars.DataFrame
        district_id, what, target, now, projected, lower, upper, probability (that the target is reached; null without one).
    """
    formed, titles = homes(state, districts)
    names = sorted(set(districts.values()))
    rows: list[tuple[object, ...]] = []
    for place, (what, dates) in enumerate((("groups", formed), ("titles", titles))):
        wanted = (targets or {}).get(what, {})
        if unknown := sorted(set(wanted) - set(names)):
            raise DataError(f"No group is in district {unknown[0]!r}.", zh=f"没有集团在区“{unknown[0]}”。")
        counts = np.array([sum(districts[group] == name for group in dates) for name in names], dtype=np.float64)
        final = _final(counts, min(dates.values(), default=on), on, by, np.random.default_rng([seed, place]))
        for column, name in enumerate(names):
            target, now = wanted.get(name), int(counts[column])
            if final is None:
                rows.append((name, what, target, now, None, None, None, None))
                continue
            ends = final[:, column]
            lower, upper = np.quantile(ends, [(1 - coverage) / 2, (1 + coverage) / 2])
            chance = None if target is None else float((ends >= target).mean())
            rows.append((name, what, target, now, float(ends.mean()), float(lower), float(upper), chance))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("district_id", "what")


def _final(
    counts: np.ndarray, first: dt.date, on: dt.date, by: dt.date, random: np.random.Generator
) -> np.ndarray | None:
    """Return draws (draw, district) of the counts at the end; none where nothing has happened yet."""
    whole = counts.sum()
    if not whole:
        return None
    if on >= by:
        return np.tile(counts, (DRAWS, 1))
    days = max((on - first).days, 1)
    prior = days * counts.size / (2 * whole)
    rate = random.gamma(counts + 0.5, 1 / (days + prior), size=(DRAWS, counts.size))
    return np.asarray(counts + random.poisson(rate * (by - on).days), dtype=np.float64)
