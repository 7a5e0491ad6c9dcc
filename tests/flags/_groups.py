"""Runs of a few groups whose scores are given: one indicator on 0 to 100, so that a score is its value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from tests.charts.runs import frame
from toolkit.run import Source, score_study
from toolkit.scoring_run import ScoringRun
from toolkit.study import Study

FRAMEWORK = pl.DataFrame(
    {
        "node": ["total", "X"],
        "parent": [None, "total"],
        "kind": ["index", "indicator"],
        "direction": [None, "1"],
        "weight": [None, "1"],
        "low": [None, "0"],
        "high": [None, "100"],
        "minimum_n": [None, "10"],
    }
)
Row = tuple[str, str, str, float | None, float | None]


def make(
    rows: Iterable[Row],
    groups: Mapping[str, list[str]] | None = None,
    lead: Mapping[str, str] | None = None,
    **flags: object,
) -> ScoringRun:
    """Score rows of (level, unit, period, value, se); `groups` names the schools of each group, the lead first.

    `lead` (period -> school) overrides who leads.
    """
    rows = list(rows)
    values = frame(
        "values",
        [
            (level, unit, period, "X", value, se, 50, "missing" if value is None else "value")
            for level, unit, period, value, se in rows
        ],
    )
    members = [
        (period, group, school, role(school, schools, period, lead), 1.0, 500, 500.0)
        for period in sorted({row[2] for row in rows})
        for group, schools in (groups or {}).items()
        for school in schools
    ]
    study = Study(framework=FRAMEWORK, flags=flags)
    return score_study(study, values, None, Source(members=frame("members", members)))


def role(school: str, schools: list[str], period: str, lead: Mapping[str, str] | None) -> str:
    return "lead" if school == (lead or {}).get(period, schools[0]) else "member"


def told(run: ScoringRun, rule: str, unit: str, period: str, node: str = "total") -> dict[str, object]:
    """Return the one flag of a rule, unit and period."""
    rows = run.flags.filter(rule=rule, unit_id=unit, period=period, node=node)
    assert rows.height == 1
    return rows.row(0, named=True)
