"""Secondary suppression: which further cells are hidden, so that no hidden one can be calculated back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.columns import Array
from toolkit.disclosure.system import Mask, System, components
from toolkit.errors import DuxueError

IDLE = 2
"""Rounds in a row that bring no cell to safety before the rest is tried one by one: one for each direction."""
TOLERANCE = 1e-6
"""Movement in scales below which a cell counts as standing still: far above that of the solver, far below any width."""
SCALINGS = 2
"""Times that the price of a movement is set anew."""
DEARER = 4.0
"""Cells that cost this many times as much are hidden only for what nothing cheaper can protect."""
GAIN = 1e4
"""Weight of a protected cell against the cost of hiding others: protection first."""


def complement(system: System, primary: Mask) -> Mask:
    """Return the cells to hide: `primary`, and further ones so that every primary cell keeps an interval of its width.

    Greedy, on movements z of the cells (Kelly, Golden & Assad's relaxation): a table that differs from the true one by z and
    satisfies every relation is as possible to a reader as the true one. One linear program looks for z that moves every
    primary cell that is not yet safe by its width, at the least sum of cost |z| over the cells that are still shown; what
    moves is hidden, and what moved by its width is safe. Rounds go on, with changed signs, until all are; what remains is
    checked exactly (`intervals`), and tried with a program of its own.

    Parameters
    ----------
    system : System
        Cells and relations.
    primary : bool array, shape (cell,)
        Cells that must be hidden.

    Returns
    -------
    bool array, shape (cell,)
        Contains `primary`. The same whatever the order of the relations.

    Raises
    ------
    DuxueError
        A primary cell that stays calculable although all is hidden that may be.

    References
    ----------
    Kelly, Golden & Assad (1992), Cell suppression: disclosure protection for sensitive tabular data,
    doi:10.1002/net.3230220407; Hundepool et al. (2012), Statistical Disclosure Control, doi:10.1002/9781118348239, ch. 4.
    """
    hidden, left = primary.copy(), np.flatnonzero(primary)
    for most in _tiers(system.cost):
        if not left.size:
            return hidden
        left = _hide(replace(system, cost=np.where(system.cost <= most, system.cost, np.inf)), hidden, left)
    if left.size:
        raise DuxueError(f"{left.size} cells stay calculable although everything is hidden that may be.")
    return hidden


def _tiers(cost: Array) -> list[float]:
    """Return the greatest cost of each tier, the cheapest tier first."""
    costs = np.unique(cost[np.isfinite(cost)])
    tiers: list[list[float]] = []
    for c in costs.tolist():
        if not tiers or c >= DEARER * tiers[-1][0]:
            tiers.append([])
        tiers[-1].append(c)
    return [tier[-1] for tier in tiers]


def _hide(system: System, hidden: Mask, wanted: NDArray[np.intp]) -> NDArray[np.intp]:
    """Hide cells (in place) for the `wanted` ones, all at once and then one by one; return those that stay calculable."""
    reach = _reached(system, hidden)
    search = _Search(system.part(reach), hidden[reach], np.searchsorted(reach, wanted))
    search.together()
    search.singly()
    hidden[reach] = search.hidden
    return reach[search.open]


def _reached(system: System, hidden: Mask) -> NDArray[np.intp]:
    """Return the cells that hang together with a hidden one by cells that may move."""
    from scipy import sparse

    movable = np.isfinite(system.cost) | hidden
    links = abs(system.relations) @ sparse.diags_array(movable.astype(float))
    seen = hidden.copy()
    while True:
        touched = links.T @ (links @ seen.astype(float)) > 0
        more = seen | (touched & movable)
        if (more == seen).all():
            return np.flatnonzero(seen)
        seen = more


class _Search:
    """Movements found so far, and the cells hidden for them.

    Cells that hang together by no relation are searched in one program; those whose primary cells are safe leave it.
    """

    def __init__(self, system: System, hidden: Mask, wanted: NDArray[np.intp]) -> None:
        self.system, self.hidden, self.wanted = system, hidden, wanted
        self.group = components(system.relations)[1]
        self.down = self.up = np.zeros(system.truth.size)

    @property
    def open(self) -> NDArray[np.intp]:
        """Wanted cells whose known movements do not yet span their width."""
        short = self.system.needed[self.wanted] - (self.up - self.down)[self.wanted] > TOLERANCE
        return self.wanted[short]

    def together(self) -> None:
        """Move all open cells at once, those that did not get far the other way the next time."""
        sign, idle, aim = _first_signs(self.system, self.wanted), 0, self.open
        while aim.size and idle < IDLE:
            before = aim.size
            place = np.searchsorted(self.wanted, aim)
            self._move(aim, sign[place])
            sign[place] *= -1
            aim = self.open
            idle = idle + 1 if aim.size == before else 0

    def singly(self) -> None:
        """Move one open cell of each set that hangs together as far as it needs to go, up and down."""
        tried = np.zeros(self.system.truth.size, dtype=bool)
        while (aim := self.open[~tried[self.open]]).size:
            _, first = np.unique(self.group[aim], return_index=True)
            for sign in (1.0, -1.0):
                self._move(aim[first], np.full(first.size, sign))
            tried[aim[first]] = True

    def _move(self, aim: NDArray[np.intp], sign: Array) -> None:
        cells = np.flatnonzero(np.isin(self.group, self.group[aim]))
        part = self.system.part(cells)
        z = _move(part, self.hidden[cells], np.searchsorted(cells, aim), sign * self.system.needed[aim])
        self.hidden[cells] |= np.abs(z) > TOLERANCE
        self.down, self.up = self.down.copy(), self.up.copy()
        self.down[cells], self.up[cells] = np.minimum(self.down[cells], z), np.maximum(self.up[cells], z)


def _first_signs(part: System, wanted: NDArray[np.intp]) -> Array:
    """Move cells towards the side with more room; where both will do, neighbours in opposite directions."""
    down, up = (r[wanted] for r in part.room)
    needed = part.needed[wanted]
    sign = np.where(np.arange(wanted.size) % 2 == 0, 1.0, -1.0)
    sign[(up < needed) & (-down >= needed)] = -1.0
    sign[(-down < needed) & (up >= needed)] = 1.0
    return sign


def _move(part: System, hidden: Mask, aim: NDArray[np.intp], by: Array) -> Array:
    """Return the cheapest movement that brings the cells `aim` as far as possible towards `by`; hidden cells move for free.

    Hiding a cell costs the same however far it moves. So the price of a movement is the cost of the cell over its last
    movement, and cells that stood still stay where they are (slope scaling, Kim & Pardalos 1999).
    """
    moves, (down, up), cost = part.moves(), part.room, part.cost
    price = np.where(hidden, 0.0, np.where(np.isfinite(cost), cost, 0.0))
    still = ~hidden & ~np.isfinite(cost)
    z = _cheapest(moves, down, up, price, still, aim, by)
    for _ in range(SCALINGS):
        far = np.abs(z)
        still = still | (~hidden & (far <= TOLERANCE))
        z = _cheapest(moves, down, up, price / np.maximum(far, TOLERANCE), still, aim, by)
    return z


def _cheapest(moves: Any, down: Array, up: Array, price: Array, still: Mask, aim: NDArray[np.intp], by: Array) -> Array:
    from scipy import sparse
    from scipy.optimize import linprog

    cells, one = price.size, np.arange(aim.size)
    pick = sparse.csr_array((np.sign(by), (one, aim)), shape=(aim.size, cells))
    ahead = sparse.csr_array((np.ones(aim.size), (one, one)), shape=(aim.size, aim.size))
    upper = sparse.hstack([-pick, pick, ahead], format="csr")  # what counts is at most the movement in that direction
    equal = sparse.hstack([moves, -moves, sparse.csr_array((moves.shape[0], aim.size))], format="csr")
    highest = np.concatenate([np.where(still, 0.0, up), np.where(still, 0.0, -down), np.abs(by)])
    price = price / max(float(price.max()), 1e-300) + 1e-7  # of two free movements the shorter one
    objective = np.concatenate([price, price, np.full(aim.size, -GAIN)])
    found = linprog(objective, A_ub=upper, b_ub=np.zeros(aim.size), A_eq=equal, b_eq=np.zeros(moves.shape[0]),
                    bounds=np.column_stack([np.zeros(highest.size), highest]), method="highs")  # fmt: skip
    if found.status != 0:
        raise DuxueError(f"The search for cells to hide failed: {found.message}")
    return found.x[:cells] - found.x[cells : 2 * cells]
