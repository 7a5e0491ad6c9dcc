"""All that a worker needs to score any chunk of replicates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.errors import DuxueError
from toolkit.index import climb_with
from toolkit.ranks import rank_rows
from toolkit.robustness._choice import Alternatives, Array, Choice, DataChange, WeightChange
from toolkit.robustness._design import Design
from toolkit.robustness._variant import Variant, changes, scaled, variant

if TYPE_CHECKING:
    from toolkit.run import Prepared
    from toolkit.study import Study

CELLS = 524_288
"""Replicates x units in one chunk, at most: about 4 MB an array, so that memory does not grow with the draws."""
MOST_ROWS = 2_048
FEWEST_ROWS = 16


@dataclass(frozen=True)
class Plan:
    """A frozen description of all replicates. Chunks depend on the data alone, never on the number of workers."""

    study: Study
    prepared: Prepared
    units: pl.DataFrame | None
    choices: tuple[Choice, ...]
    design: Design
    seed: int
    node: str
    rows: NDArray[np.bool_]
    """Which rows of the matrix are scored."""
    fields: tuple[slice, ...]
    """Units that are ranked against one another: runs of the scored rows."""
    centre: Mapping[str, Any] | None
    """Raw weights around which weights are varied; None: they are not."""
    variants: Mapping[tuple[int, ...], Variant]
    """One for each combination of methods; empty where the data change with the replicate."""

    @property
    def draws(self) -> int:
        """The number of replicates."""
        return len(self.design.sources)

    @property
    def chunk_rows(self) -> int:
        """Replicates in a chunk."""
        return max(FEWEST_ROWS, min(MOST_ROWS, CELLS // max(1, int(self.rows.sum()))))

    @property
    def chunks(self) -> int:
        """The number of chunks."""
        return -(-self.draws // self.chunk_rows)

    @property
    def methods(self) -> tuple[Alternatives, ...]:
        """The choices among named methods."""
        return tuple(c for c in self.choices if isinstance(c, Alternatives))

    def span(self, chunk: int) -> slice:
        """Return the replicates of a chunk."""
        return slice(chunk * self.chunk_rows, min(self.draws, (chunk + 1) * self.chunk_rows))

    def drawn(self, rows: slice) -> dict[str, NDArray[Any]]:
        """Draw the choices of some replicates, by name."""
        sources = self.design.sources[rows]
        return {c.name: c.draw(self.seed, np.ascontiguousarray(sources[:, i])) for i, c in enumerate(self.choices)}


def score_chunk(plan: Plan, chunk: int) -> tuple[Array, NDArray[np.int32]]:
    """Score and rank the replicates of a chunk, each of shape (replicates, units)."""
    scores = score_rows(plan, plan.span(chunk))
    return scores, ranked(plan, scores)


def ranked(plan: Plan, scores: Array) -> NDArray[np.int32]:
    """Rank scores within each field; 0 where there is no score."""
    return np.concatenate([rank_rows(scores[:, field]) for field in plan.fields], axis=1)


def score_rows(plan: Plan, rows: slice) -> Array:
    """Score some replicates, those with the same methods together."""
    drawn = plan.drawn(rows)
    size = rows.stop - rows.start
    scores = np.empty((size, int(plan.rows.sum())))
    if any(isinstance(c, DataChange) for c in plan.choices):
        for i in range(size):
            one = {name: values[i : i + 1] for name, values in drawn.items()}
            scores[i] = _climbed(plan, _variant_of(plan, one), one, rows.start + i)
        return scores
    numbers = np.stack([drawn[c.name] for c in plan.methods] or [np.zeros(size, dtype=np.int64)], axis=1)
    for combination in np.unique(numbers, axis=0):
        at = np.flatnonzero((numbers == combination).all(axis=1))
        key = tuple(int(k) for k in combination[: len(plan.methods)])
        some = {name: values[at] for name, values in drawn.items()}
        scores[at] = _climbed(plan, plan.variants[key], some, rows.start + int(at[0]))
    return scores


def _climbed(plan: Plan, of: Variant, drawn: Mapping[str, NDArray[Any]], row: int) -> Array:
    try:
        local = weights_of(plan, of, drawn)
        score = climb_with(of.matrix, plan.prepared.framework, local or of.local, of.recipe).score[plan.node]
    except DuxueError as error:
        raise type(error)(f"Replicate {row}: {error}") from error
    return score


def weights_of(plan: Plan, of: Variant, drawn: Mapping[str, NDArray[Any]]) -> dict[str, Array]:
    """Return the changed weights of some replicates by node, empty where weights do not change."""
    raw = raw_weights(plan, of, drawn)
    return scaled(raw, plan.prepared.framework) if raw else {}


def raw_weights(plan: Plan, of: Variant, drawn: Mapping[str, NDArray[Any]]) -> dict[str, Array]:
    """Return the changed weights before they are scaled to sum 1."""
    changing = [c for c in plan.choices if isinstance(c, WeightChange)]
    if not changing:
        return {}
    raw = dict(of.raw if plan.centre is None else plan.centre)
    for choice in changing:
        raw = choice.change(drawn[choice.name], raw)
    return raw


def _variant_of(plan: Plan, drawn: Mapping[str, NDArray[Any]]) -> Variant:
    study, prepared = replicate(plan, drawn)
    return variant(study, prepared, plan.units, plan.rows)


def replicate(plan: Plan, drawn: Mapping[str, NDArray[Any]]) -> tuple[Study, Prepared]:
    """Return the study and the data of one replicate, weights aside."""
    numbers = tuple(int(drawn[c.name][0]) for c in plan.methods)
    study = plan.study.replace(**changes(plan.methods, numbers))
    framework, matrix = plan.prepared.framework, plan.prepared.matrix
    for choice in plan.choices:
        if isinstance(choice, DataChange):
            framework = choice.framework(drawn[choice.name][0], framework)
            matrix = replace(matrix, values=choice.values(drawn[choice.name][0], matrix))
    return study, replace(plan.prepared, framework=framework, matrix=matrix)
