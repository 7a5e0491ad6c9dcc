"""Score the trusts. The same stages as `Study.run`, but validation knows the tables and columns of this case too."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from notebooks.cases.england.catalogue import ALL
from notebooks.cases.england.inclusion import TENURE
from notebooks.cases.england.schemas import MODELS
from toolkit.measure import measure
from toolkit.run import Source, score_study
from toolkit.scoring_run import ScoringRun
from toolkit.study import Study
from toolkit.validate import validate

STUDY = Study(catalogue="notebooks.cases.england", framework="trusts", base_period="2018-19", tenure=TENURE)


def score(tables: Mapping[str, pl.DataFrame], study: Study = STUDY) -> ScoringRun:
    """Return the run of `study` on the tables of `read_england`.

    Raises
    ------
    FindingsError
        The tables have errors; nothing is computed.
    """
    checked = validate(tables, models=MODELS).raise_if_failed()
    measured = measure(checked.tables, ALL, tenure=study.tenure)
    source = Source(measured.units, measured.members, checked.findings, measured.ledger, checked.tables)
    return score_study(study, measured.values, source=source)
