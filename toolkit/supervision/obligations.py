"""Obligations: two meetings a school year; showcases of titled groups (M15, M50, M51)."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import polars as pl

from toolkit.arguments import need_columns
from toolkit.errors import DataError
from toolkit.periods import end, start
from toolkit.supervision.rules import Rules
from toolkit.supervision.state import State

SCHEMA = {
    "group_id": pl.String,
    "obligation": pl.String,
    "starts": pl.Date,
    "ends": pl.Date,
    "required": pl.Int64,
    "done": pl.Int64,
    "status": pl.String,
}


@dataclass(frozen=True)
class _Window:
    """An obligation: which activity, how often, from when to when it is counted."""

    activity: str
    number: int
    starts: dt.date
    ends: dt.date


def obligations(
    activities: pl.DataFrame, state: State, period: str, on: dt.date, rules: Rules | None = None
) -> pl.DataFrame:
    """Return what every group owes in a school year, what it did, and whether that is enough.

    Required: the rule's number × the share of the window for which the group was formed (meetings) or held the title
    (showcases), rounded down. The window of the city showcase ends with the school year and is as many school years long
    as the rules say. status: met; missed, when the window has passed; at_risk, when less is done than the share of the
    window that has passed; open; none_due, when the part of the window is too short to owe anything.

    Parameters
    ----------
    activities : polars.DataFrame
        group_id, activity (meeting, district_showcase, city_showcase, …), held, and optionally sessions; later ones than `on`
        are left out. That a showcase had an effect is for the inspectors to judge, not for a count.
    state : State
        Of the same day.
    period : str
        School year, such as "2025-26".
    on : datetime.date
        Day of the judgement.
    rules : Rules, optional
        Configuration.

    Returns
    -------
    polars.DataFrame
        group_id, obligation, starts, ends, required, done, status.
    """
    need_columns(activities, "group_id", "activity", "held")
    if activities.select("group_id", "activity", "held").null_count().sum_horizontal().item():
        raise DataError(
            "An activity has no group, kind or date: it cannot be counted.",
            zh="有活动缺少集团、类别或日期，无法计数。",
        )
    chosen = rules or Rules()
    rows = [
        _row(activities, group, window, held, on)
        for group in sorted(state.groups)
        for window, held in _owed(state, group, period, chosen)
    ]
    return pl.DataFrame([row for row in rows if row], schema=SCHEMA, orient="row")


def _owed(state: State, group: str, period: str, rules: Rules) -> list[tuple[_Window, tuple[dt.date, dt.date] | None]]:
    """Return the windows of a group, each with the days for which the obligation holds."""
    first, last = start(period), end(period)
    since = first.replace(year=first.year - rules.city_showcase_years + 1)
    formed, title = state.groups[group].formed, state.titles.get(group)
    exists = (formed, last) if formed else None
    titled = (title.named, title.ended or last) if title and title.named else None
    return [
        (_Window("meeting", rules.meetings_a_year, first, last), exists),
        (_Window("district_showcase", rules.district_showcases_a_year, first, last), titled),
        (_Window("city_showcase", rules.city_showcases, since, last), titled),
    ]


def _row(
    activities: pl.DataFrame, group: str, window: _Window, held: tuple[dt.date, dt.date] | None, on: dt.date
) -> tuple[str | int | dt.date, ...] | None:
    starts = max(window.starts, held[0]) if held else window.ends
    ends = min(window.ends, held[1]) if held else window.starts
    if starts > min(ends, on):
        return None
    days, whole = (ends - starts).days + 1, (window.ends - window.starts).days + 1
    required = math.floor(window.number * days / whole + 1e-9)
    chosen = activities.filter(
        pl.col("group_id") == group,
        pl.col("activity") == window.activity,
        pl.col("held").is_between(starts, min(ends, on)),
    )
    times = pl.col("sessions").fill_null(1).sum() if "sessions" in activities.columns else pl.len()
    done = int(chosen.select(times).item())
    passed = ((min(on, ends) - starts).days + 1) / days
    return group, window.activity, starts, ends, required, done, _status(required, done, passed, on > ends)


def _status(required: int, done: int, passed: float, over: bool) -> str:
    if required == 0:
        return "none_due"
    if done >= required:
        return "met"
    if over:
        return "missed"
    return "at_risk" if done < required * passed - 1e-9 and passed > 0.5 else "open"
