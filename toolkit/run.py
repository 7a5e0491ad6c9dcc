"""The way of the data, top to bottom. Each stage takes frames and returns frames; the stages live where the imports say.

1 read        toolkit/read.py         workbook, folder -> raw tables
2 validate    toolkit/validate.py     -> valid tables + findings
3 measure     toolkit/measure.py      micro tables -> indicator values per school, group and period
4 treat       (values as they are: no imputation, no outlier treatment)
5 normalise   toolkit/learning.py     -> common scale, parameters of the base period
6 weigh       toolkit/index.py        -> weights under every node, learned on the base period
7 aggregate   toolkit/index.py        -> scores, coverage; toolkit/scores.py: intervals, ranks, grades
8 flag        toolkit/flags/          -> flagged, clear or not assessable
9 present     toolkit/charts/, toolkit/report/, toolkit/save.py
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from toolkit.errors import OptionError, unknown
from toolkit.framework import Framework
from toolkit.index import Recipe, climb, learn_weights
from toolkit.learning import Normalising, learn_normalising
from toolkit.ledger import Line, ledger, names
from toolkit.matrix import Matrix, to_matrix
from toolkit.scores import scores_table
from toolkit.scoring_run import ScoringRun
from toolkit.study import Study
from toolkit.tables import Tables, as_tables
from toolkit.values import complete_values

LEVELS = ["school", "group", "district", "city", "unit"]


def run_study(study: Study, tables: Mapping[str, pl.DataFrame]) -> ScoringRun:
    """Score raw tables under a study (stages 2 to 8).

    Raises
    ------
    FindingsError
        The tables have errors; nothing is computed.
    """
    from toolkit.measure import measure
    from toolkit.validate import validate

    read = as_tables(tables)
    framework = study.load_framework()
    checked = validate(read, models=models_of(study))  # 2
    checked.raise_if_failed()
    measured = measure(checked.tables, catalogue_of(study, framework), tenure=study.tenure)  # 3
    source = Source(
        units=measured.units,
        members=measured.members,
        findings=checked.findings,
        ledger=measured.ledger,
        tables=checked.tables,
    )
    return score_study(study, measured.values, framework, source)  # 5 to 8


def score_study(
    study: Study, values: pl.DataFrame, framework: Framework | None = None, source: Source | None = None
) -> ScoringRun:
    """Score a long table of values (stages 5 to 8): learn on the base period, apply to all."""
    prepared = prepare(values, framework or study.load_framework())
    return _fit(study, prepared).apply(prepared, source or Source())


def fit_study(study: Study, values: pl.DataFrame) -> FittedStudy:
    """Learn normalisers (5) and weights (6) on the base period and reference level of `values`."""
    return _fit(study, prepare(values, study.load_framework()))


@dataclass(frozen=True)
class Prepared:
    """Values checked and laid out as a matrix of units x indicators."""

    framework: Framework
    values: pl.DataFrame
    matrix: Matrix


def prepare(values: pl.DataFrame, framework: Framework) -> Prepared:
    """Check values and lay them out as a matrix."""
    complete = complete_values(values, framework)
    return Prepared(framework, complete, to_matrix(complete, framework.indicators))


def _fit(study: Study, prepared: Prepared) -> FittedStudy:
    framework, keys = prepared.framework, prepared.matrix.keys
    recipe = recipe_of(study, framework)
    period, level = base_of(study, prepared.matrix)
    base = prepared.matrix.rows((keys["period"] == period).to_numpy())
    reference = with_other_levels(base, level)
    normalising = learn_normalising(reference, framework, study.normaliser, study.normaliser_options)
    complete = complete_level(base, level, study.reference_level)
    weighed = base.rows((base.keys["level"] == complete).to_numpy())
    weights = learn_weights(normalising.transform(weighed)[0], framework, recipe)
    return FittedStudy(study, framework, recipe, normalising, weights, period, level, complete)


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
    normalising: Normalising
    weights: pl.DataFrame
    base_period: str
    reference_level: str
    weights_level: str

    @property
    def learned(self) -> pl.DataFrame:
        """Parameters of the normalisers: indicator, method, parameter, value."""
        return self.normalising.learned

    def score(self, values: pl.DataFrame) -> ScoringRun:
        """Score a long table of values with what was learned (stages 5, 7 and 8)."""
        return self.apply(prepare(values, self.framework), Source())

    def apply(self, prepared: Prepared, source: Source) -> ScoringRun:
        """Score prepared values; `source` says where they came from."""
        from toolkit.bundle import bundle
        from toolkit.flags import flag

        values, matrix = prepared.values, prepared.matrix
        normalised, clipped = self.normalising.transform(matrix)  # 5
        nodes = climb(normalised, self.framework, self.weights, self.recipe)  # 7
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
            weights=self.weights,
            scores=scores,
            flags=empty("flags"),
            bundled=bundle(scores, members, self.base_period),
            standards=self._standards(units, members, values),
            findings=known(source.findings, "findings"),
            ledger=pl.concat([known(source.ledger, "ledger"), self._ledger(values, matrix, clipped)]),
            learned=self.learned,
            matrix=normalised,
            clipped=clipped,
            base_period=self.base_period,
            about=source.tables.about() if source.tables is not None else {},
            inputs=source.tables.fingerprint() if source.tables is not None else {},
        )
        return replace(run, flags=flag(run))  # 8

    def _standards(self, units: pl.DataFrame, members: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
        from toolkit.standards import standards

        table = self.framework.table()
        having = table.filter(pl.col("standard").is_not_null())["node"].unique().to_list()
        return standards(table, units, members, values.filter(pl.col("indicator").is_in(having)))

    def _ledger(self, values: pl.DataFrame, matrix: Matrix, clipped: Any) -> pl.DataFrame:
        known = values.filter(pl.col("indicator").is_in(self.framework.indicators))
        extra = sorted(set(values["indicator"].unique()) - set(self.framework.indicators))
        present = int((~np.isnan(matrix.values)).sum())
        lines = [
            Line(
                "normalise",
                "learned_on_base_period",
                known.height,
                present,
                f"{self.base_period} {self.reference_level}",
            ),
            Line("weigh", "learned_on_base_period", known.height, present, f"{self.base_period} {self.weights_level}"),
        ]
        if extra:
            lines.insert(0, Line("select", "outside_the_framework", values.height, known.height, names(extra)))
        at = np.flatnonzero(clipped.any(axis=0))
        if at.size:
            who = names(f"{matrix.indicators[i]} ({int(clipped[:, i].sum())})" for i in at)
            lines.append(Line("normalise", "clipped_at_goalposts", int(clipped.size), int(clipped.sum()), who))
        return ledger(lines)


def recipe_of(study: Study, framework: Framework) -> Recipe:
    """Look up the weighting and the aggregators that study and framework name."""
    from toolkit.aggregate import AGGREGATORS
    from toolkit.weigh import WEIGHTINGS

    parents = framework.parents
    named = dict(zip(parents, framework.column("aggregator", parents), strict=True))
    return Recipe(
        weighting=_method("weighting", study.weighting, WEIGHTINGS),
        weighting_name=_name_of(study.weighting),
        weighting_options=study.weighting_options,
        aggregator=_method("aggregator", study.aggregator, AGGREGATORS),
        aggregators={p: _method("aggregator", a, AGGREGATORS) for p, a in named.items() if a is not None},
        aggregator_options=study.aggregator_options,
        minimum_coverage=study.minimum_coverage,
    )


def _method(kind: str, chosen: Any, registry: Mapping[str, Callable[..., Any]]) -> Callable[..., Any]:
    if isinstance(chosen, str):
        if chosen not in registry:
            raise unknown(kind, chosen, registry)
        return registry[chosen]
    if not callable(chosen):
        raise OptionError(f"{kind} must be a name or a function, not {chosen!r}.")
    return chosen


def _name_of(chosen: Any) -> str:
    return chosen if isinstance(chosen, str) else getattr(chosen, "__name__", type(chosen).__name__)


def base_of(study: Study, matrix: Matrix) -> tuple[str, str]:
    """Return the base period (default: the earliest) and the reference level (default: school, else the first found)."""
    periods = matrix.keys["period"].unique().sort().to_list()
    present = set(matrix.keys["level"].unique())
    levels = [level for level in LEVELS if level in present]
    if not periods:
        raise OptionError("The values table has no rows: nothing to score.")
    period = study.base_period or periods[0]
    if period not in periods:
        raise unknown("base_period", period, periods)
    level = study.reference_level or levels[0]
    if level not in levels:
        raise unknown("reference_level", level, levels)
    if not ((matrix.keys["period"] == period) & (matrix.keys["level"] == level)).any():
        raise OptionError(
            f"No {level} has values in the base period {period}. Choose another base_period or reference_level."
        )
    return period, level


def models_of(study: Study) -> Mapping[str, Any]:
    """Return the models of the raw tables: those of the catalogue (`MODELS`) where it has its own, else schemas.RAW."""
    from schemas import RAW

    models: Mapping[str, Any] = getattr(_catalogue(study), "MODELS", RAW)
    return models


def _catalogue(study: Study) -> Any:
    try:
        return importlib.import_module(study.catalogue)
    except ImportError as error:
        raise OptionError(f"The catalogue {study.catalogue!r} can't be imported: {error}.") from error


def with_other_levels(base: Matrix, level: str) -> Matrix:
    """Return the units of the reference level, and below them other levels for the indicators that it does not have.

    An indicator of groups only (T3) has its parameters from the groups; every other one from the reference level alone.
    """
    own = (base.keys["level"] == level).to_numpy()
    empty = np.isnan(base.values[own]).all(axis=0)
    if own.all() or not empty.any():
        return base.rows(own)
    values = np.where(own[:, None] | empty, base.values, np.nan)
    return Matrix(base.keys, base.indicators, values, base.se)


def complete_level(base: Matrix, level: str, chosen: str | None) -> str:
    """Return the level on which weights are learned: the chosen one, else the lowest on which every indicator has values.

    Weightings that look at indicators together (CRITIC, entropy) need them side by side on the same units.
    """
    some = {lvl: ~np.isnan(base.values[(base.keys["level"] == lvl).to_numpy()]).all(axis=0) for lvl in LEVELS}
    anywhere = ~np.isnan(base.values).all(axis=0)
    whole = [lvl for lvl in LEVELS if (some[lvl] >= anywhere).all() and (base.keys["level"] == lvl).any()]
    return chosen or (whole[0] if whole else level)


def catalogue_of(study: Study, framework: Framework) -> dict[str, Any]:
    """Return the indicators of the framework from the catalogue module of the study."""
    every = getattr(_catalogue(study), "ALL", None)
    if every is None:
        raise OptionError(f"The catalogue {study.catalogue!r} has no ALL (id -> indicator).")
    for name in framework.indicators:
        if name not in every:
            raise unknown("indicator", name, every)
    return {name: every[name] for name in framework.indicators}


def bare_units(keys: pl.DataFrame) -> pl.DataFrame:
    """Name units by their ids, where nothing more is known of them."""
    ids = keys.select("level", "unit_id").unique().sort("level", "unit_id")
    null = pl.lit(None, pl.String)
    return ids.with_columns(name_zh=pl.col("unit_id"), name_en=pl.col("unit_id"), district_id=null, stage=null)


def known(table: pl.DataFrame | None, name: str) -> pl.DataFrame:
    """Return the table, or an empty one of its kind."""
    return empty(name) if table is None else table


def empty(name: str) -> pl.DataFrame:
    """Return an empty derived table."""
    from schemas import DERIVED

    columns = DERIVED[name].to_schema().columns
    return pl.DataFrame(schema={c: spec.dtype.type for c, spec in columns.items()})
