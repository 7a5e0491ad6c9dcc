"""The way of the data, top to bottom. Each stage takes frames and returns frames; the stages live where the imports say.

1 read        toolkit/read.py         workbook, folder -> raw tables
2 validate    toolkit/validate.py     -> valid tables + findings
3 measure     toolkit/measure.py      micro tables -> indicator values per school, group and period
4 treat       toolkit/treating.py     gaps filled, outliers treated, if the study says so; every change on record
5 normalise   toolkit/learning.py     -> common scale, parameters of the base period
6 weigh       toolkit/index.py        -> weights under every node, learned on the base period
7 aggregate   toolkit/index.py        -> scores, coverage; toolkit/scores.py: intervals, ranks, grades
8 flag        toolkit/flags/          -> flagged, clear or not assessable
9 present     toolkit/charts/, toolkit/report/, toolkit/save.py
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from toolkit.base import base_of, complete_level, with_other_levels
from toolkit.catalogue import catalogue_of, gates_of, models_of
from toolkit.defaults import bare_units, empty, known
from toolkit.framework import Framework
from toolkit.index import Nodes, Recipe, climb, learn_weights
from toolkit.learning import Normalising, learn_normalising
from toolkit.ledger import Line, ledger, names
from toolkit.matrix import Matrix, to_matrix, with_closed
from toolkit.member_share import with_shares
from toolkit.pooling import pooled, without_imputed_error
from toolkit.recipe import recipe_of
from toolkit.scores import scores_table
from toolkit.scoring_run import ScoringRun
from toolkit.study import Study
from toolkit.tables import Tables, as_tables
from toolkit.treating import Treated, Treating, learn_treating
from toolkit.values import complete_values

if TYPE_CHECKING:
    from toolkit.validate import Checked


def run_study(study: Study, tables: Mapping[str, pl.DataFrame] | Checked) -> ScoringRun:
    """Score raw tables under a study (stages 2 to 8); what was `validate`d by its models is not checked again.

    Raises
    ------
    FindingsError
        The tables have errors; nothing is computed.
    """
    from toolkit.measure import measure
    from toolkit.reading.ledger import reading_ledger
    from toolkit.validate import Checked, validate

    framework = study.load_framework()
    checked = tables if isinstance(tables, Checked) else validate(as_tables(tables), models=models_of(study))  # 2
    checked.raise_if_failed()
    measured = measure(checked.tables, catalogue_of(study, framework), tenure=study.tenure)  # 3
    source = Source(
        units=measured.units,
        members=measured.members,
        findings=checked.findings,
        ledger=pl.concat([reading_ledger(checked.findings), measured.ledger]),
        tables=checked.tables,
    )
    return score_study(study, measured.values, framework, source)  # 4 to 8


def score_study(
    study: Study, values: pl.DataFrame, framework: Framework | None = None, source: Source | None = None
) -> ScoringRun:
    """Score a long table of values (stages 4 to 8): learn on the base period, apply to all."""
    source = source or Source()
    prepared = prepare(values, framework or study.load_framework(), source.members)
    return fit_prepared(study, prepared, source.units).apply(prepared, source)


def fit_study(study: Study, values: pl.DataFrame) -> FittedStudy:
    """Learn treatment (4), normalisers (5) and weights (6) on the base period and reference level of `values`."""
    return fit_prepared(study, prepare(values, study.load_framework()))


@dataclass(frozen=True)
class Prepared:
    """Values checked and laid out as a matrix of units x indicators."""

    framework: Framework
    values: pl.DataFrame
    matrix: Matrix


def prepare(values: pl.DataFrame, framework: Framework, members: pl.DataFrame | None = None) -> Prepared:
    """Check values and lay them out as a matrix; `members` tell how many of its schools a group's value speaks for."""
    complete = complete_values(values, framework)
    matrix = with_closed(to_matrix(complete, framework.indicators), complete)
    return Prepared(framework, complete, with_shares(matrix, complete, known(members, "members")))


def fit_prepared(study: Study, prepared: Prepared, units: pl.DataFrame | None = None) -> FittedStudy:
    """Learn from prepared values; `units` has labels to group by."""
    framework, matrix = prepared.framework, prepared.matrix
    recipe = recipe_of(study, framework)
    period, level = base_of(study, matrix)
    in_base = (matrix.keys["period"] == period).to_numpy()
    measured = with_other_levels(matrix.rows(in_base), level)
    treating = learn_treating(study, framework, measured, matrix, prepared.values, units)
    base = treating.transform(matrix, prepared.values, units).matrix.rows(in_base)
    reference = with_other_levels(base, level)
    normalising = learn_normalising(reference, framework, study.normaliser, study.normaliser_options)
    complete = complete_level(base, level, study.reference_level)
    weighed = base.rows((base.keys["level"] == complete).to_numpy())
    weights = learn_weights(normalising.transform(weighed)[0], framework, recipe)
    return FittedStudy(study, framework, recipe, treating, normalising, weights, period, level, complete)


@dataclass(frozen=True)
class Source:
    """Where the values came from: units, members, findings, ledger and raw tables of stages 1 to 3."""

    units: pl.DataFrame | None = None
    members: pl.DataFrame | None = None
    findings: pl.DataFrame | None = None
    ledger: pl.DataFrame | None = None
    tables: Tables | None = None


@dataclass(frozen=True)
class FittedStudy:
    """A study with the parameters and weights of its base period, ready to score any period."""

    study: Study
    framework: Framework
    recipe: Recipe
    treating: Treating
    normalising: Normalising
    weights: pl.DataFrame
    base_period: str
    reference_level: str
    weights_level: str

    @property
    def learned(self) -> pl.DataFrame:
        """Parameters of imputer, treatment and normalisers: indicator, method, parameter, value."""
        return pl.concat([self.treating.learned, self.normalising.learned])

    def score(self, values: pl.DataFrame) -> ScoringRun:
        """Score a long table of values with what was learned (stages 4, 5, 7 and 8)."""
        return self.apply(prepare(values, self.framework), Source())

    def apply(self, prepared: Prepared, source: Source) -> ScoringRun:
        """Score prepared values; `source` says where they came from."""
        from toolkit.bundle import bundle
        from toolkit.flags import flag

        values, matrix = prepared.values, prepared.matrix
        treated = self.treating.transform(matrix, values, source.units)  # 4
        normalised, clipped = self.normalising.transform(treated.matrix)  # 5
        nodes = self._climb(normalised)  # 7
        if drawn := self.treating.draws(matrix, values, source.units):
            every = [self._climb(self.normalising.transform(one)[0]) for one in drawn]
            nodes = pooled(nodes, self._climb(without_imputed_error(normalised)), every)
        names = list(reversed(self.framework.parents))
        scores = scores_table(matrix.keys, nodes, names, self.study.coverage, self.study.grades)
        units = source.units if source.units is not None else bare_units(matrix.keys)
        members = known(source.members, "members")
        run = ScoringRun(
            study=self.study,
            framework=self.framework,
            units=units,
            members=members,
            values=values,
            treated=treated.changes,
            weights=self.weights,
            scores=scores,
            flags=empty("flags"),
            bundled=bundle(scores, members, self.base_period),
            standards=self._standards(units, members, values),
            findings=known(source.findings, "findings"),
            ledger=pl.concat([known(source.ledger, "ledger"), self._ledger(values, treated, clipped)]),
            learned=self.learned,
            matrix=normalised,
            clipped=clipped,
            base_period=self.base_period,
            about=source.tables.about() if source.tables is not None else {},
            inputs=source.tables.fingerprint() if source.tables is not None else {},
        )
        return replace(run, flags=flag(run), gates=self._gates(run, source.tables))  # 8

    def _climb(self, matrix: Matrix) -> Nodes:
        return climb(matrix, self.framework, self.weights, self.recipe)

    def _standards(self, units: pl.DataFrame, members: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
        from toolkit.standards import standards

        table = self.framework.table()
        having = table.filter(pl.col("standard").is_not_null())["node"].unique().to_list()
        return standards(table, units, members, values.filter(pl.col("indicator").is_in(having)))

    def _gates(self, run: ScoringRun, tables: Tables | None) -> pl.DataFrame:
        """Judge the gates of the catalogue, where there are raw tables; scores know nothing of them."""
        from toolkit.gates import judged
        from toolkit.periods import calendar

        gates = gates_of(self.study) if tables is not None else {}
        if tables is None or not gates:
            return run.gates
        derived = {"members": run.members, "values": run.values, "standards": run.standards}
        return judged(gates, {**tables, **derived, "calendar": calendar(run.periods)}, models_of(self.study))

    def _ledger(self, values: pl.DataFrame, treated: Treated, clipped: Any) -> pl.DataFrame:
        rows = dict(values.group_by("indicator").len().iter_rows())
        extra = sorted(set(rows) - set(self.framework.indicators))
        within = values.height - sum(rows[name] for name in extra)
        present = int((~np.isnan(treated.matrix.values)).sum())
        lines = [
            *treated.lines,
            Line(
                "normalise",
                "learned_on_base_period",
                within,
                present,
                f"{self.base_period} {self.reference_level}",
            ),
            Line("weigh", "learned_on_base_period", within, present, f"{self.base_period} {self.weights_level}"),
        ]
        if extra:
            lines.insert(0, Line("select", "outside_the_framework", values.height, within, names(extra)))
        at = np.flatnonzero(clipped.any(axis=0))
        if at.size:
            who = names(f"{treated.matrix.indicators[i]} ({int(clipped[:, i].sum())})" for i in at)
            lines.append(Line("normalise", "clipped_at_goalposts", int(clipped.size), int(clipped.sum()), who))
        return ledger(lines)
