"""Left-out indicators as a choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.errors import OptionError
from toolkit.robustness._choice import Array, Numbers, WeightChange, by_source

if TYPE_CHECKING:
    from toolkit.scoring_run import ScoringRun


@dataclass(frozen=True)
class Excluded(WeightChange):
    """So many indicators, each set equally likely, count for nothing."""

    indicators: tuple[str, ...]
    """Those that count in the run."""
    count: int
    above: Mapping[str, tuple[int, ...]]
    """node -> numbers of its counting indicators."""
    parents: Mapping[str, str]

    def draw(self, seed: int, sources: Numbers) -> NDArray[np.bool_]:
        """Return who is left out, shape (sources, indicators)."""

        def make(rng: np.random.Generator, size: int) -> NDArray[np.bool_]:
            order = rng.random((size, len(self.indicators))).argsort(axis=1).argsort(axis=1)
            return order < self.count

        return by_source(seed, self.name, sources, make)

    def labels(self, drawn: NDArray[Any], sources: Numbers) -> pl.Series:
        """Return the names of the indicators that are left out."""
        names = np.array(self.indicators, dtype=object)
        return pl.Series(self.name, [" ".join(names[row]) for row in drawn], dtype=pl.String)

    def change(self, drawn: NDArray[Any], raw: Mapping[str, Array]) -> dict[str, Array]:
        """Set the weight of each left-out indicator to 0; of a node all of whose indicators are left out, its own."""
        gone = {node: drawn[:, list(below)].all(axis=1) for node, below in self.above.items() if below}
        changed = dict(raw)
        for node, out in gone.items():
            parent = self.parents[node]
            top = out & ~gone[parent] if parent in gone else out
            changed[node] = np.where(top, 0.0, raw[node])
        return changed


def excluded(run: ScoringRun, setting: Any = None) -> Excluded:
    """Leave indicators out.

    Parameters
    ----------
    run : ScoringRun
    setting : int, optional
        How many at once, 1 by default; each set of them is equally likely.

    Notes
    -----
    A left-out indicator has weight 0: it is still there to fill the gaps of others. Indicators of weight 0 (gates) are
    never drawn, for they count for nothing anyway.
    """
    count = 1 if setting is None else setting
    overall = dict(run.weights.select("node", "global_weight").iter_rows())
    names = tuple(i for i in run.framework.indicators if overall[i] > 0)
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count < len(names):
        raise OptionError(f"The setting of 'excluded' is {count!r}: give a whole number from 0 to {len(names) - 1}.")
    number = {name: k for k, name in enumerate(names)}
    nodes = run.framework.walk(run.framework.root)[1:]
    above = {node: tuple(number[i] for i in run.framework.leaves(node) if i in number) for node in nodes}
    parents = dict(run.weights.select("node", "parent").iter_rows())
    return Excluded("excluded", names, count, above, parents)
