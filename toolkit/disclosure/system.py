"""Cells and what a reader knows of them: linear relations (margins, weighted means, scores) and bounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.columns import Array
from toolkit.errors import DataError

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class System:
    """Cells with the relations between them, as a reader of everything that is published knows them.

    The reader knows `relations @ x` (it is `relations @ truth`), the bounds, and the value of every cell that is not hidden.

    Attributes
    ----------
    relations : sparse array, shape (relation, cell)
        Coefficients. A total is its parts with 1 and itself with -1; a weighted mean W m its parts with their weights and
        itself with -W.
    truth : array, shape (cell,)
        Values, finite.
    lower, upper : array, shape (cell,)
        What a reader knows beforehand: a share lies between 0 and 100 %. May be infinite.
    scale : array, shape (cell,)
        The step in which movements of a cell are counted, above 0: mostly its range.
    width : array, shape (cell,)
        Width in scales that the interval of a hidden cell must keep where the cell needs protection.
    cost : array, shape (cell,)
        Cost of hiding the cell; infinite: never hidden.
    """

    relations: Any
    truth: Array
    lower: Array
    upper: Array
    scale: Array
    width: Array
    cost: Array

    def __post_init__(self) -> None:
        cells = self.relations.shape[1]
        for name in ("truth", "lower", "upper", "scale", "width", "cost"):
            if getattr(self, name).shape != (cells,):
                raise DataError(f"{name} has the shape {getattr(self, name).shape} for {cells} cells.")
        if not np.isfinite(self.truth).all():
            raise DataError("A cell of a system without a finite value: leave it out.")
        if not (self.scale > 0).all():
            raise DataError("The scale of a cell must be above 0.")

    @property
    def needed(self) -> Array:
        """Width in scales that is asked for: never more than what a reader leaves open beforehand."""
        return np.minimum(self.width, self.room[1] - self.room[0])

    @property
    def limit(self) -> float:
        """Movement in scales that stands for one without end: a thousand times any value."""
        return 1e3 * max(1.0, float(np.abs(self.truth / self.scale).max(initial=1.0)))

    @property
    def room(self) -> tuple[Array, Array]:
        """How far each cell may move down (at most 0) and up (at least 0), in scales."""
        down = np.clip((self.lower - self.truth) / self.scale, -self.limit, 0.0)
        return down, np.clip((self.upper - self.truth) / self.scale, 0.0, self.limit)

    def part(self, cells: NDArray[np.intp]) -> System:
        """Return the system of some cells; the others are known and stay where they are."""
        kept = self.relations[:, cells]
        used = np.flatnonzero(np.diff(kept.indptr))
        fields = {n: getattr(self, n)[cells] for n in ("truth", "lower", "upper", "scale", "width", "cost")}
        return replace(self, relations=kept[used], **fields)

    def moves(self) -> Any:
        """Return the relations of movements in scales, the greatest coefficient of every relation 1."""
        from scipy import sparse

        scaled = sparse.csr_array(self.relations * self.scale[None, :])
        greatest = np.maximum(abs(scaled).max(axis=1).toarray().ravel(), 1e-300)
        return sparse.csr_array(scaled / greatest[:, None])


def components(relations: Any) -> tuple[int, NDArray[np.int32]]:
    """Return how many sets of cells hang together by relations, and the number of the set of each cell."""
    from scipy.sparse.csgraph import connected_components

    links = abs(relations)
    return connected_components(links.T @ links, directed=False)
