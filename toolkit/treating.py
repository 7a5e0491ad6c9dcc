"""Stage 4: missing values and outliers, by parameters of the base period. Every changed cell is on record.

First gaps are filled, then outliers are treated. What is filled stays marked: it counts as missing in the coverage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.chosen import chosen, name_of
from toolkit.defaults import empty
from toolkit.errors import OptionError
from toolkit.framework import Framework
from toolkit.ledger import Line, names
from toolkit.matrix import KEYS, Matrix, to_frame, to_matrix

if TYPE_CHECKING:
    from toolkit.study import Study

Mask = NDArray[np.bool_]

NOT_A_GAP = ("not_applicable", "suppressed")
"""Empty cells with this status are meant to be empty and are never filled."""

IN_RAW_UNITS = ("goalposts", "distance_to_target")
"""Normalisers whose scale is given in the unit of the indicator."""

RAW_OPTIONS = ("low", "high", "target", "reference", "cuts")
"""Options of normalisers that are numbers in the unit of the indicator."""


@dataclass(frozen=True)
class Treated:
    """What stage 4 hands on.

    Attributes
    ----------
    matrix : Matrix
        Filled and treated values; filled ones are marked.
    changes : polars.DataFrame
        Every changed cell (schemas.derived.Treated).
    lines : tuple of Line
        For the ledger.
    """

    matrix: Matrix
    changes: pl.DataFrame
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Treating:
    """A fitted imputer and a fitted treatment (None: this step is left out), with the names under which they are logged."""

    imputer: Any
    imputer_name: str
    treatment: Any
    treatment_name: str
    having: frozenset[tuple[str, str]]
    """(level, indicator) with at least one value where it was learned."""

    def transform(self, matrix: Matrix, values: pl.DataFrame, units: pl.DataFrame | None = None) -> Treated:
        """Fill and treat a matrix; `values` are the long values behind it, `units` has labels to group by."""
        before = Treated(matrix, empty("treated"), ())
        filled = before if self.imputer is None else self._fill(before, values, units)
        return filled if self.treatment is None else self._treat(filled)

    def draws(self, matrix: Matrix, values: pl.DataFrame, units: pl.DataFrame | None = None) -> list[Matrix]:
        """Return the matrix filled and treated once for every draw of a multiple imputation; no matrix with another imputer."""
        from toolkit.impute import labelled
        from toolkit.treat import apply

        if not hasattr(self.imputer, "all_draws"):
            return []
        gaps = np.isnan(matrix.values) & _may_be_filled(matrix, values, self.having)
        every = self.imputer.all_draws(to_frame(matrix), keys=labelled(matrix.keys, units))
        filled = [replace(matrix, values=np.where(gaps, one, matrix.values), filled=gaps) for one in every]
        return filled if self.treatment is None else [apply(self.treatment, one).matrix for one in filled]

    @property
    def learned(self) -> pl.DataFrame:
        """The learned parameters: indicator, method, parameter, value."""
        tables = [
            step.learned_.select("indicator", pl.lit(name).alias("method"), "parameter", "value")
            for step, name in ((self.imputer, self.imputer_name), (self.treatment, self.treatment_name))
            if step is not None
        ]
        nothing = {"indicator": pl.String, "method": pl.String, "parameter": pl.String, "value": pl.Float64}
        return pl.concat([pl.DataFrame(schema=nothing), *tables])

    def _fill(self, before: Treated, values: pl.DataFrame, units: pl.DataFrame | None) -> Treated:
        from toolkit.impute import fill, labelled

        matrix = before.matrix
        gaps = np.isnan(matrix.values) & _may_be_filled(matrix, values, self.having)
        done = fill(self.imputer, matrix, labelled(matrix.keys, units), self.imputer_name, where=gaps)
        changes = done.changes.select(
            *KEYS, "indicator", pl.lit("impute").alias("step"), "before", "after", pl.col("method").alias("reason")
        )
        line = Line("treat", "imputed", int(gaps.sum()), int(gaps.sum()) - changes.height, _counted(changes))
        return replace(before, matrix=done.matrix, changes=changes, lines=(line,))

    def _treat(self, filled: Treated) -> Treated:
        from toolkit.treat import apply

        done = apply(self.treatment, filled.matrix)
        changes = done.changes.select(*KEYS, "indicator", pl.lit("treat").alias("step"), "before", "after", "reason")
        present = int((~np.isnan(filled.matrix.values)).sum())
        lines = [
            Line("treat", str(reason), present, part.height, _counted(part))
            for (reason,), part in changes.sort("reason").group_by("reason", maintain_order=True)
        ]
        every = pl.concat([filled.changes, changes])
        return replace(filled, matrix=done.matrix, changes=every, lines=(*filled.lines, *lines))


def learn_treating(
    study: Study,
    framework: Framework,
    reference: Matrix,
    everything: Matrix,
    values: pl.DataFrame,
    units: pl.DataFrame | None = None,
) -> Treating:
    """Learn stage 4: the imputer on what was measured, the treatment on what the imputer makes of it.

    Parameters
    ----------
    study : Study
        imputer, imputer_options, treatment, treatment_options.
    framework : Framework
        Directions and nodes of the indicators.
    reference : Matrix
        The units that set parameters: reference level, base period.
    everything : Matrix
        All units and periods: a panel method, which looks only at other periods of the same unit, keeps these.
    values : polars.DataFrame
        The long values behind the matrices; their status tells gaps from cells that are meant to be empty.
    units : polars.DataFrame, optional
        level, unit_id and labels to group by.
    """
    indicators = list(reference.indicators)
    given = {
        "direction": np.array(framework.column("direction", indicators), dtype=np.int64),
        "nodes": framework.column("parent", indicators),
        "seed": study.seed,
    }
    treating = Treating(None, "none", None, "none", frozenset())
    if not _is_none(study.imputer):
        from toolkit.impute import IMPUTERS, Imputer, labelled

        imputer = chosen("imputer", study.imputer, IMPUTERS, study.imputer_options, given, Imputer)
        learned_on = everything if imputer.of_one_unit else reference
        imputer.fit(to_frame(learned_on), keys=labelled(learned_on.keys, units))
        name = name_of(study.imputer, IMPUTERS)
        treating = replace(treating, imputer=imputer, imputer_name=name, having=_having(everything))
    elif study.imputer_options:
        raise OptionError("There are imputer_options but no imputer: choose one, or leave them out.")
    if not _is_none(study.treatment):
        from toolkit.treat import TREATMENTS, Treatment

        treatment = chosen("treatment", study.treatment, TREATMENTS, study.treatment_options, given, Treatment)
        treatment.fit(to_frame(treating.transform(reference, values, units).matrix))
        _refuse_lost_units(treatment, indicators, framework, study.normaliser, study.normaliser_options)
        treating = replace(treating, treatment=treatment, treatment_name=name_of(study.treatment, TREATMENTS))
    elif study.treatment_options:
        raise OptionError("There are treatment_options but no treatment: choose one, or leave them out.")
    return treating


def _is_none(method: Any) -> bool:
    return method is None or (isinstance(method, str) and method == "none")


def _having(matrix: Matrix) -> frozenset[tuple[str, str]]:
    levels = matrix.keys["level"].to_numpy()
    return frozenset(
        (str(level), indicator)
        for level in np.unique(levels)
        for indicator, some in zip(
            matrix.indicators, (~np.isnan(matrix.values[levels == level])).any(axis=0), strict=True
        )
        if some
    )


def _may_be_filled(matrix: Matrix, values: pl.DataFrame, having: frozenset[tuple[str, str]]) -> Mask:
    """Tell gaps from cells that are meant to be empty: by their status, or because the level never has the indicator."""
    closed = values.filter(pl.col("status").is_in(NOT_A_GAP)).with_columns(value=pl.lit(1.0)).drop("se")
    shut = to_matrix(closed, matrix.indicators, keys=matrix.keys).values == 1.0
    held = having | _having(matrix)
    levels = matrix.keys["level"].to_list()
    row = {level: np.array([(level, i) in held for i in matrix.indicators], dtype=bool) for level in set(levels)}
    open_level = np.array([row[level] for level in levels], dtype=bool).reshape(shut.shape)
    return open_level & ~shut


def _refuse_lost_units(
    treatment: Any, indicators: list[str], framework: Framework, normaliser: Any, options: Mapping[str, Any]
) -> None:
    """Refuse a new scale for an indicator whose normaliser is given in the old one."""
    from toolkit.normalise import NORMALISERS

    own = framework.column("normaliser", indicators)
    scales = tuple(NORMALISERS[key] for key in IN_RAW_UNITS)
    raw = any(not isinstance(options[o], str) for o in RAW_OPTIONS if o in options)
    for indicator, chosen_here, changed in zip(indicators, own, treatment.new_scale_, strict=True):
        method = normaliser if chosen_here is None else chosen_here
        kind = NORMALISERS.get(method) if isinstance(method, str) else method
        fixed = issubclass(kind, scales) if isinstance(kind, type) else isinstance(kind, scales)
        if changed and (fixed or (chosen_here is None and raw)):
            raise OptionError(
                f"The treatment changes the scale of {indicator!r}, but its normaliser {name_of(method)!r} is given in the unit of the "
                "indicator. Choose the treatment 'winsorise', or a normaliser that learns its scale, for example minmax."
            )


def _counted(changes: pl.DataFrame) -> str:
    """Name the indicators with the number of their changed cells."""
    counts = changes.group_by("indicator").len().sort("indicator")
    return names(f"{indicator} ({count})" for indicator, count in counts.iter_rows())
