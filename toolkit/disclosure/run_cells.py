"""The cells of a run that a publication may hold: indicator values and scores, laid out as one system."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.columns import Array
from toolkit.disclosure.system import Mask
from toolkit.matrix import KEYS, to_matrix

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun


@dataclass(frozen=True)
class RunCells:
    """Values (unit, indicator) and scores (unit, node) of a run; units are the rows of its matrix.

    A cell has the number unit x width + column, first the indicators, then the nodes with a score.
    """

    run: ScoringRun

    @cached_property
    def keys(self) -> pl.DataFrame:
        """Level, unit_id, period of every row."""
        return self.run.matrix.keys.select(KEYS)

    @cached_property
    def indicators(self) -> list[str]:
        """Those of the framework, then those outside it."""
        inside = list(self.run.matrix.indicators)
        return inside + sorted(set(self.run.values["indicator"].unique()) - set(inside))

    @cached_property
    def nodes(self) -> list[str]:
        """Nodes with a score, the root first."""
        return list(self.run.framework.parents)

    @property
    def width(self) -> int:
        """Columns of indicators and nodes."""
        return len(self.indicators) + len(self.nodes)

    @cached_property
    def values(self) -> Array:
        """Raw values, shape (unit, indicator); NaN where there is none."""
        return to_matrix(self.run.values, self.indicators, keys=self.keys).values

    @cached_property
    def scores(self) -> Array:
        """Scores, shape (unit, node); NaN where there is none."""
        long = self.run.scores.rename({"node": "indicator", "score": "value"}).drop("se")
        return to_matrix(long, self.nodes, keys=self.keys).values

    @cached_property
    def normalised(self) -> Array:
        """Normalised values, shape (unit, indicator), NaN outside the framework."""
        inside = self.run.matrix.values
        extra = np.full((inside.shape[0], len(self.indicators) - inside.shape[1]), np.nan)
        return np.hstack([inside, extra])

    @cached_property
    def fixed(self) -> Mask:
        """Cells whose part in the score says nothing of the value any more: clipped at the end of the scale, or filled in."""
        clipped = self.run.clipped | (~self.run.matrix.measured & ~np.isnan(self.run.matrix.values))
        extra = np.zeros((clipped.shape[0], len(self.indicators) - clipped.shape[1]), dtype=bool)
        return np.hstack([clipped, extra])

    @cached_property
    def all(self) -> Array:
        """Values and scores side by side, shape (unit, width)."""
        return np.hstack([self.values, self.scores])

    def numbers(self, rows: NDArray[Any], columns: NDArray[Any] | int) -> NDArray[np.int64]:
        """Return the numbers of cells."""
        return np.asarray(rows * self.width + columns, dtype=np.int64)

    @cached_property
    def lines(self) -> list[tuple[float, float] | None]:
        """(origin, slope) of each indicator's way to the common scale where it is a straight line; None where it is none."""
        return [self._line(i) for i in range(len(self.indicators))]

    def _line(self, i: int) -> tuple[float, float] | None:
        v, x = self.values[:, i], self.normalised[:, i]
        free = ~np.isnan(v) & ~np.isnan(x) & ~self.fixed[:, i]
        if not free.any():
            return None
        v, x = v[free], x[free]
        least, most = int(v.argmin()), int(v.argmax())
        if v[most] == v[least]:
            return None
        slope = (x[most] - x[least]) / (v[most] - v[least])
        origin = x[least] - slope * v[least]
        return (origin, slope) if slope != 0 else None

    @cached_property
    def ranges(self) -> tuple[Array, Array, Array]:
        """Lower and upper bound that everybody knows, and the range, of each indicator's values."""
        facts = {row["node"]: row for row in self.run.framework.nodes.iter_rows(named=True)}
        bounds = [_bounds(facts.get(name, {})) for name in self.indicators]
        lower, upper = (np.array([b[k] for b in bounds]) for k in (0, 1))
        seen = np.array([_spread(self.values[:, i]) for i in range(len(self.indicators))])
        ranges = np.where(np.isfinite(upper - lower), upper - lower, seen)
        return np.fmin(lower, _least(self.values, np.fmin)), np.fmax(upper, _least(self.values, np.fmax)), ranges


def _bounds(facts: dict[str, object]) -> tuple[float, float]:
    """Return what the unit and the scale of an indicator leave possible."""
    unit, scale = facts.get("unit"), facts.get("scale")
    if scale == "ratio" and unit in {"%", "share"}:
        return 0.0, 100.0 if unit == "%" else 1.0
    return (0.0 if scale == "ratio" else -np.inf), np.inf


def _spread(column: Array) -> float:
    known = column[~np.isnan(column)]
    return float(known.max() - known.min()) or max(1.0, float(np.abs(known).max())) if known.size else 1.0


def _least(values: Array, which: np.ufunc) -> Array:
    return np.asarray(which.reduce(values, axis=0))
