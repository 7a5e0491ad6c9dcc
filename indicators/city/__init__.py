"""The bundled city: a synthetic data set with known truths, for the demonstration, the notebooks and the tests.

Everything in it is invented except the names of the sixteen districts. See docs/reference/bundled_city.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from indicators.city._about import about
from indicators.city._activities import activities
from indicators.city._agreements import agreements
from indicators.city._assessments import assessments
from indicators.city._build import plan
from indicators.city._cards import cards
from indicators.city._districts import districts
from indicators.city._groups import groups as groups_table
from indicators.city._incidents import incidents
from indicators.city._inspection_findings import inspection_findings
from indicators.city._item_responses import item_responses
from indicators.city._lesson_observations import lesson_observations
from indicators.city._memberships import memberships
from indicators.city._orders import orders
from indicators.city._plan import City, stream
from indicators.city._school_year import school_year
from indicators.city._schools import schools
from indicators.city._sharing import sharing
from indicators.city._staff import staff
from indicators.city._staff_moves import staff_moves
from indicators.city._students import students
from indicators.city._supervision_visits import supervision_visits
from indicators.city._surveys import surveys
from indicators.city._titles import titles
from indicators.city._training import training
from indicators.city._truths import rates, truths
from toolkit.tables import Tables

__all__ = ["TABLES", "make_city", "planted_truths", "true_rates"]

PERIODS = ("2023-24", "2024-25", "2025-26")

TABLES: dict[str, Callable[[City, np.random.Generator], pl.DataFrame]] = {
    "about": about,
    "districts": districts,
    "groups": groups_table,
    "schools": schools,
    "memberships": memberships,
    "school_year": school_year,
    "staff": staff,
    "staff_moves": staff_moves,
    "training": training,
    "students": students,
    "assessments": assessments,
    "item_responses": item_responses,
    "surveys": surveys,
    "lesson_observations": lesson_observations,
    "activities": activities,
    "sharing": sharing,
    "supervision_visits": supervision_visits,
    "incidents": incidents,
    "agreements": agreements,
    "cards": cards,
    "orders": orders,
    "titles": titles,
    "inspection_findings": inspection_findings,
}
"""Table -> function of the plan and of the table's own random stream."""


def make_city(seed: int = 2025, *, groups: int = 100, members: int = 600, periods: Sequence[str] = PERIODS) -> Tables:
    """Generate the raw tables of a synthetic city of school groups.

    Parameters
    ----------
    seed : int
        Same seed, same bytes, whatever the number of threads.
    groups : int
        School groups, at least 16 (one a district); from 48 on every district has three or more.
    members : int
        Member schools besides the lead schools, 3 to 11 a group.
    periods : sequence of str
        Two or more school years in a row.

    Returns
    -------
    Tables
        One frame a raw table (`schemas.RAW`); `Tables.synthetic` is true.

    Examples
    --------
    >>> city = make_city(groups=16, members=90)
    >>> city["groups"].height, city["schools"].height, city.synthetic
    (16, 106, True)
    """
    city = plan(seed, groups, members, periods)
    return Tables({name: table(city, stream(seed, name)) for name, table in TABLES.items()})


def planted_truths(
    seed: int = 2025, *, groups: int = 100, members: int = 600, periods: Sequence[str] = PERIODS
) -> pl.DataFrame:
    """Return what was planted in the city of the same arguments: one row a truth and period in which it holds.

    Columns: group_id, kind, period, rule (as in `toolkit.flags.FLAG_RULES` where a rule looks for it; for what the logs
    tell, the gate or indicator), dimension (a node of the framework, null for all), school_id (null for the whole group), description_zh, description_en.

    Examples
    --------
    >>> planted_truths().filter(kind="decline")["period"].unique().to_list()
    ['2025-26']
    """
    return truths(plan(seed, groups, members, periods))


def true_rates(
    seed: int = 2025, *, groups: int = 100, members: int = 600, periods: Sequence[str] = PERIODS
) -> pl.DataFrame:
    """Return the true rates that the counts of the city were drawn from, one row a school and period.

    Columns: school_id, period, satisfied_parents, satisfied_students, satisfied_teachers, satisfied_community (%, among
    those who know the school), value_added (standard deviations of students). A flag can be held against them.

    Examples
    --------
    >>> true_rates(groups=16, members=90).height
    318
    """
    return rates(plan(seed, groups, members, periods))
