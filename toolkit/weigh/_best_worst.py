"""The two models of the best-worst method, as linear programmes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.columns import Array
from toolkit.errors import DataError


@dataclass(frozen=True)
class Answers:
    """One expert's comparisons: best to others, others to worst, and which the best and the worst are."""

    first: Array
    last: Array
    best: int
    worst: int

    @property
    def extreme(self) -> float:
        """How many times as important the best is as the worst."""
        return float(self.first[self.worst])

    @property
    def input_ratio(self) -> float:
        """The input-based consistency ratio; 0 is consistent."""
        most = self.extreme**2 - self.extreme
        return float(np.abs(self.first * self.last - self.extreme).max() / most) if most > 0 else 0.0

    @property
    def most(self) -> float:
        """The greatest xi that the nonlinear model can have: (a - xi)^2 = a + xi."""
        return (1 + 2 * self.extreme - np.sqrt(8 * self.extreme + 1)) / 2


@dataclass(frozen=True)
class Solution:
    """Weights (sum 1), their intervals, and how far the comparisons are from being met."""

    weights: Array
    xi: float
    low: Array
    high: Array


def answers(first: Array, last: Array, names: tuple[str, ...], expert: int) -> Answers:
    """Check one expert's comparisons."""
    for given, what in ((first, "best_to_others"), (last, "others_to_worst")):
        wrong = np.flatnonzero(~(np.isfinite(given) & (given >= 1)))
        if wrong.size:
            i = int(wrong[0])
            raise DataError(f"{what} of expert {expert} for '{names[i]}' is {given[i]:g}: it must be a number >= 1.")
        if not (given == 1).any():
            raise DataError(f"{what} of expert {expert} has no 1: the indicator compared with itself has 1.")
    best = int(np.argmax(np.where(first == 1, last, 0.0)))
    worst = int(np.argmax(np.where(last == 1, first, 0.0)))
    if first[worst] != last[best]:
        both = f"{first[worst]:g} and {last[best]:g}"
        raise DataError(
            f"Expert {expert} compares best '{names[best]}' with worst '{names[worst]}' twice, and differently: {both}."
        )
    return Answers(first, last, best, worst)


def constraints(asked: Answers) -> tuple[Array, Array]:
    """Return rows A and slopes s of abs(A w) <= xi s: s is the weight that a ratio divides by."""
    size = asked.first.size
    rows, slopes = [], []
    for j in range(size):
        for other, factor, on in ((asked.best, asked.first[j], j), (j, asked.last[j], asked.worst)):
            row = np.zeros(size)
            row[other] += 1.0
            row[on] -= factor
            rows.append(row)
            slope = np.zeros(size)
            slope[on] = 1.0
            slopes.append(slope)
    return np.array(rows), np.array(slopes)


def linear(asked: Answers) -> Solution:
    """Minimise the greatest absolute deviation."""
    from scipy.optimize import linprog

    rows, _ = constraints(asked)
    size = asked.first.size
    limits = np.vstack([np.hstack([sign * rows, -np.ones((len(rows), 1))]) for sign in (1.0, -1.0)])
    found = linprog(
        np.append(np.zeros(size), 1.0),
        A_ub=limits,
        b_ub=np.zeros(len(limits)),
        A_eq=[[1.0] * size + [0.0]],
        b_eq=[1.0],
        method="highs",
    )
    weights = np.maximum(found.x[:size], 0.0)
    return Solution(weights, float(found.x[size]), weights, weights)


def nonlinear(asked: Answers) -> Solution:
    """Minimise the greatest deviation of a ratio: bisect xi, then find how far each weight can go at that xi."""
    low, high = 0.0, float(max(asked.first.max(), asked.last.max()))
    if extremes(asked, 0.0) is not None:
        high = 0.0
    while high - low > 1e-9:  # the solver itself is exact to 1e-7
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (low, middle) if extremes(asked, middle, only_feasible=True) is not None else (middle, high)
    xi = high + 1e-7
    ends = extremes(asked, xi)
    assert ends is not None
    middle_weights = (ends[0] + ends[1]) / 2
    return Solution(middle_weights / middle_weights.sum(), high, ends[0], ends[1])


def extremes(asked: Answers, xi: float, only_feasible: bool = False) -> tuple[Array, Array] | None:
    """Return the least and the greatest value of each weight at a given xi, or None where no weights satisfy it."""
    from scipy.optimize import linprog

    rows, slopes = constraints(asked)
    size = asked.first.size
    limits = np.vstack([rows - xi * slopes, -rows - xi * slopes])

    def solve(cost: Array) -> Array | None:
        found = linprog(
            cost, A_ub=limits, b_ub=np.zeros(len(limits)), A_eq=np.ones((1, size)), b_eq=[1.0], method="highs"
        )
        return np.asarray(found.x) if found.status == 0 else None

    first = solve(np.zeros(size))
    if first is None or only_feasible:
        return None if first is None else (first, first)
    found = [(solve(unit), solve(-unit)) for unit in np.eye(size)]
    low = np.array([first[j] if pair[0] is None else pair[0][j] for j, pair in enumerate(found)])
    high = np.array([first[j] if pair[1] is None else pair[1][j] for j, pair in enumerate(found)])
    return low, high
