"""What a reader can find out: the exact interval of every hidden cell, by linear programming."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.columns import Array
from toolkit.disclosure.system import Mask, System, components
from toolkit.errors import DuxueError

OPTIONS = {"presolve": True, "primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}
"""The tightest that HiGHS takes: bounds hold to about 1e-9 of a cell's scale."""


def intervals(system: System, hidden: Mask) -> tuple[Array, Array]:
    """Return the least and the greatest value that each cell can have, given all that is published.

    For every hidden cell c: min and max of x_c subject to relations @ x = relations @ truth, lower <= x <= upper, and
    x = truth at every cell that is not hidden. Two linear programs a cell; those of cells that hang together by no
    relation are solved in one go, which changes no optimum.

    Parameters
    ----------
    system : System
        Cells and relations.
    hidden : bool array, shape (cell,)
        Which cells a reader does not see.

    Returns
    -------
    low, high : array, shape (cell,)
        Infinite where nothing bounds a cell; the truth at cells that are not hidden.

    References
    ----------
    Fischetti & Salazar (2001), Solving the cell suppression problem on tabular data with linear constraints,
    doi:10.1287/mnsc.47.7.1008.9805; Castro (2012), Recent advances in optimization techniques for statistical tabular data
    protection, doi:10.1016/j.ejor.2011.03.050.

    Examples
    --------
    >>> from scipy import sparse
    >>> table = System(sparse.csr_array([[1.0, 1, 1, -1]]), np.array([3.0, 8, 20, 31]), np.zeros(4), np.full(4, np.inf), *np.ones((3, 4)))
    >>> low, high = intervals(table, np.array([True, True, False, False]))
    >>> low.tolist(), high.tolist()
    ([0.0, 0.0, 20.0, 31.0], [11.0, 11.0, 20.0, 31.0])
    """
    at = np.flatnonzero(hidden)
    low, high = system.truth.copy(), system.truth.copy()
    if not at.size:
        return low, high
    part = system.part(at)
    moves, (down, up) = part.moves(), part.room
    _, group = components(moves)
    place = _place_within(group)
    for turn in range(int(place.max()) + 1):
        cells = np.flatnonzero(place == turn)
        for sign, found in ((1.0, high), (-1.0, low)):
            far = _farthest(moves, down, up, cells, sign)
            far = np.where(np.abs(far) >= part.limit / 2, sign * np.inf, far)
            found[at[cells]] = part.truth[cells] + part.scale[cells] * far
    return low, high


def _place_within(group: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return 0, 1, 2, … within each group."""
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(group[order]) != 0])
    place = np.empty(group.size, dtype=np.int64)
    place[order] = np.arange(group.size) - np.repeat(starts, np.diff(np.r_[starts, group.size]))
    return place


def _farthest(moves: Any, down: Array, up: Array, cells: NDArray[np.intp], sign: float) -> Array:
    """Move each of `cells`, no two of which hang together, as far as the relations allow, in scales."""
    from scipy.optimize import linprog

    objective = np.zeros(moves.shape[1])
    objective[cells] = -sign
    found = linprog(objective, A_eq=moves, b_eq=np.zeros(moves.shape[0]), bounds=np.column_stack([down, up]),
                    method="highs", options=OPTIONS)  # fmt: skip
    if found.status != 0:
        raise DuxueError(f"The check of hidden cells failed: {found.message}")
    return found.x[cells]
