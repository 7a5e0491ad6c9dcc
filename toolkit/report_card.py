"""Report-card grades: as many grades as the data can tell apart, and how often two units are misordered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import DataError, OptionError, unknown

Array = NDArray[np.float64]
METHODS = ("auto", "exact", "contiguous")
EXACT = 20
"""`auto` solves the integer programme up to so many units; its constraints grow with their cube."""


@dataclass(frozen=True)
class ReportCard:
    """Grades of units.

    Attributes
    ----------
    grades : array of int (units,)
        1 = best; NaN estimates get 0 (no grade).
    number : int
        Grades in use.
    discordance : float
        Expected share of pairs of units that are graded in the wrong order.
    tied : float
        Share of pairs with the same grade: nothing is said of their order.
    method : str
        `exact` or `contiguous`.
    """

    grades: NDArray[np.int64]
    number: int
    discordance: float
    tied: float
    method: str


def report_card(mean: Any, se: Any, *, reward: float = 0.25, method: str = "auto") -> ReportCard:
    """Grade units so that right orders are rewarded and wrong ones punished; what can't be told apart shares a grade.

    With pi_ij = P(theta_i > theta_j), from independent posteriors N(mean, se^2), the expected loss of a pair with
    d_i better than d_j is (1 - pi_ij) - reward pi_ij, of a tie 0. A pair by itself is graded apart only when
    pi_ij > 1 / (1 + reward): 0.8 at 0.25. The sum over pairs is minimised over all gradings (`exact`: integer programme
    with transitive orders) or over those that cut the units, in order of their means, into stretches (`contiguous`:
    dynamic programme over the cuts, up to some thousands of units).

    Parameters
    ----------
    mean, se : array (units,)
        Posterior means and standard deviations (`toolkit.flags`), not raw estimates. NaN: no grade.
    reward : float
        0 to 1: gain of a right order against the loss 1 of a wrong one. 0 puts all into one grade, 1 grades every unit.
    method : str
        `auto` (exact up to 20 units), `exact` or `contiguous`.

    References
    ----------
    Kline, Rose & Walters (2024), A discrimination report card, Am. Econ. Rev. 114:2472-2525, doi:10.1257/aer.20230700.

    Examples
    --------
    >>> card = report_card([90.0, 89.0, 70.0, 69.5], [1.0, 1.0, 1.0, 1.0])
    >>> card.grades.tolist(), card.number, round(card.tied, 3)
    ([1, 1, 2, 2], 2, 0.333)
    """
    if method not in METHODS:
        raise unknown("method", method, METHODS)
    if not 0 <= reward <= 1:
        raise OptionError(f"reward must lie between 0 and 1, not {reward!r}.")
    m, s = np.broadcast_arrays(np.asarray(mean, dtype=np.float64), np.asarray(se, dtype=np.float64))
    if m.ndim != 1:
        raise OptionError(f"mean must be one array of units, not of shape {m.shape}.")
    if (s < 0).any():
        raise OptionError("se must be >= 0.")
    present = np.flatnonzero(~np.isnan(m) & ~np.isnan(s))
    order = present[np.lexsort((present, -m[present]))]
    pi = above(m[order], s[order])
    loss = (1 - pi) - reward * pi
    np.fill_diagonal(loss, 0.0)
    exact = method == "exact" or (method == "auto" and order.size <= EXACT)
    if exact and order.size > 60:
        raise DataError(f"{order.size} units are too many for the integer programme (60). Use method='contiguous'.")
    ranked = _exact(loss) if exact else _contiguous(loss)
    grades = np.zeros(m.size, dtype=np.int64)
    grades[order] = ranked
    better = ranked[:, None] < ranked[None, :]
    pairs = max(order.size * (order.size - 1) / 2, 1.0)
    return ReportCard(
        grades=grades,
        number=int(ranked.max(initial=0)),
        discordance=float(((1 - pi) * better).sum() / pairs),
        tied=float(1 - better.sum() / pairs) if order.size > 1 else 0.0,
        method="exact" if exact else "contiguous",
    )


def above(mean: Array, se: Array) -> Array:
    """Return P(theta_i > theta_j) of independent normal posteriors, shape (units, units); 1/2 where both are equal."""
    from scipy.special import ndtr

    gap = mean[:, None] - mean[None, :]
    sd = np.sqrt(se[:, None] ** 2 + se[None, :] ** 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sd == 0, 0.5 * (np.sign(gap) + 1), ndtr(gap / sd))


def _contiguous(loss: Array) -> NDArray[np.int64]:
    """Cut the ordered units so that the loss of the pairs across cuts is least; on a tie the fewer grades."""
    units = len(loss)
    upper = np.triu(loss, 1)
    inside = np.zeros((units + 1, units + 1))  # sum of upper[:i, :j]
    inside[1:, 1:] = upper.cumsum(axis=0).cumsum(axis=1)
    best, start = np.full(units + 1, -np.inf), np.zeros(units + 1, dtype=np.int64)
    best[0] = 0.0
    for end in range(1, units + 1):
        begin = np.arange(end)
        block = inside[end, end] - inside[begin, end] - inside[end, begin] + inside[begin, begin]
        gain = np.round(best[begin] + block, 12)  # what is saved by not ordering the pairs inside a grade
        start[end] = int(np.argmax(gain))
        best[end] = gain[start[end]]
    cuts, end = [], units
    while end > 0:
        cuts.append((int(start[end]), end))
        end = int(start[end])
    grades = np.zeros(units, dtype=np.int64)
    for number, (begin_, stop) in enumerate(reversed(cuts), 1):
        grades[begin_:stop] = number
    return grades


def _exact(loss: Array) -> NDArray[np.int64]:
    """Solve for d_ij = 1 when i is graded better than j: asymmetric, and d_ij <= d_ik + d_kj (then ties are transitive too)."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    units = len(loss)
    if units < 2:
        return np.ones(units, dtype=np.int64)
    at = np.arange(units * units).reshape(units, units)
    i, j, k = (a.ravel() for a in np.meshgrid(*[np.arange(units)] * 3, indexing="ij"))
    apart = (i != j) & (j != k) & (i != k)
    i, j, k = i[apart], j[apart], k[apart]
    rows = np.arange(i.size)
    one, two = np.triu_indices(units, 1)
    pairs = i.size + np.arange(one.size)
    row = np.concatenate([rows, rows, rows, pairs, pairs])
    column = np.concatenate([at[i, j], at[i, k], at[k, j], at[one, two], at[two, one]])
    value = np.concatenate([np.ones(i.size), -np.ones(2 * i.size), np.ones(2 * one.size)])
    system = coo_array((value, (row, column)), shape=(i.size + one.size, units * units))
    limit = np.concatenate([np.zeros(i.size), np.ones(one.size)])
    free = 1.0 - np.eye(units).ravel()
    found = milp(
        loss.ravel(),
        integrality=np.ones(units * units),
        bounds=Bounds(0, free),
        constraints=LinearConstraint(system, ub=limit),
    )
    if found.x is None:
        raise DataError(f"The integer programme found no grading: {found.message} Use method='contiguous'.")
    beaten = np.round(found.x).reshape(units, units).sum(axis=0)  # how many are graded better than each
    return np.unique(beaten, return_inverse=True)[1].astype(np.int64) + 1
