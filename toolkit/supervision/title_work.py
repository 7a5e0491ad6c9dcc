"""How a district works for titles (M40): shares that a framework scores like any other values."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

import polars as pl

from toolkit.errors import DataError
from toolkit.supervision.kind import later
from toolkit.supervision.rules import Rules
from toolkit.supervision.state import Order, State, Title
from toolkit.values import COLUMNS

INDICATORS = ("titled", "inspected", "in_time", "met")
Counts = dict[str, dict[str, list[bool]]]
"""District -> indicator -> one answer a case."""


def title_work(
    state: State,
    districts: Mapping[str, str],
    on: dt.date,
    period: str,
    *,
    obligations: pl.DataFrame | None = None,
    rules: Rules | None = None,
) -> pl.DataFrame:
    """Return what each district has done for titles, as values of the level `district` that a study scores.

    Per cent of its cases: `titled`, formed groups that hold a title; `inspected`, titles whose full inspection is not
    overdue; `in_time`, orders that were answered by their deadline or still have time; `met`, obligations that are met or
    still open. A district without such cases has no value (`not_applicable`), neither 0 nor 100. All cases are
    counted, so that se = 0 and n is their number. The policy says that titles count in the inspection of districts and not
    how: indicators and their weights are configuration.

    Parameters
    ----------
    state : State
        Of the day `on`.
    districts : mapping of group to district
        Of every group.
    on : datetime.date
        Day of the judgement.
    period : str
        School year that the values are for.
    obligations : polars.DataFrame, optional
        As `obligations` returns it; without it `met` is missing.
    rules : Rules, optional
        Configuration.

    Returns
    -------
    polars.DataFrame
        level, unit_id, period, indicator, value, se, n, status: score it with
        `tk.Study(framework="district_titles").score(values)`.
    """
    formed = [g.group for g in state.groups.values() if g.state == "formed"]
    if unplaced := sorted(set(formed) - set(districts)):
        raise DataError(f"Group {unplaced[0]!r} has no district.", zh=f"集团“{unplaced[0]}”没有所在区。")
    cases: Counts = defaultdict(lambda: defaultdict(list))
    for group in formed:
        title = state.titles.get(group)
        cases[districts[group]]["titled"].append(title is not None and title.held)
        if title is not None and title.held:
            cases[districts[group]]["inspected"].append(not _overdue(title, on, rules or Rules()))
    for order in state.orders.values():
        if order.group in districts:
            cases[districts[order.group]]["in_time"].append(_in_time(order, on))
    if obligations is not None:
        for group, status in (
            obligations.filter(pl.col("status") != "none_due").select("group_id", "status").iter_rows()
        ):
            cases[districts[group]]["met"].append(status in ("met", "open"))
    gap = {"met"} if obligations is None else set()
    rows = [
        _row(
            district, period, indicator, cases[district][indicator], "missing" if indicator in gap else "not_applicable"
        )
        for district in sorted(set(districts.values()))
        for indicator in INDICATORS
    ]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _row(district: str, period: str, indicator: str, answers: list[bool], empty: str) -> tuple[object, ...]:
    n = len(answers)
    value = round(100 * sum(answers) / n, 10) if n else None
    return "district", district, period, indicator, value, 0.0 if n else None, n, "value" if n else empty


def _overdue(title: Title, on: dt.date, rules: Rules) -> bool:
    if title.state == "reviewing" or title.named is None:
        return False
    return on > (title.due or later(rules.title_years, title.named))


def _in_time(order: Order, on: dt.date) -> bool:
    """Whether the report came by the deadline; without a report, whether there is still time."""
    if order.state == "failed":
        return False
    return (order.submitted or on) <= order.deadline
