"""Which persons an indicator counts: by the raw tables that it is measured from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from toolkit.disclosure_rules import KINDS, Rules
from toolkit.errors import DuxueError

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun

STAFF = frozenset({"staff", "staff_moves", "training", "lesson_observations", "members", "calendar"})
"""An indicator that reads nothing but these counts members of staff."""

LOGS = frozenset(
    {"activities", "sharing", "supervision_visits", "agreements", "groups", "schools", "members", "calendar"}
)
"""An indicator that reads nothing but these counts visits, sessions or documents, and no persons: nothing is too few."""


def kinds(run: ScoringRun, rules: Rules) -> pl.DataFrame:
    """Return indicator, kind and least of every indicator of a run.

    Surveys count respondents; staff registers alone, staff; logs of what schools do, nobody; everything else, pupils. Values that came without a catalogue
    count persons of an unknown kind: the greatest of the three minimums holds.
    """
    from toolkit.catalogue import catalogue_of

    try:
        catalogue = catalogue_of(run.study, run.framework)
    except DuxueError:
        catalogue = {}
    rows = []
    for name in run.values["indicator"].unique().sort():
        tables = set(catalogue[name].tables) if name in catalogue else None
        kind = (
            None
            if tables is None
            else "respondents"
            if "surveys" in tables
            else "nobody"
            if tables <= LOGS
            else "staff"
            if tables <= STAFF
            else "pupils"
        )
        least = 1 if kind == "nobody" else rules.least(kind) if kind else max(map(rules.least, KINDS))
        rows.append((name, kind or "persons", least))
    return pl.DataFrame(rows, schema={"indicator": pl.String, "kind": pl.String, "least": pl.Int64}, orient="row")
