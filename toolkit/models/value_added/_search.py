"""The search for the variances: from several starts, by Newton steps with exact slopes; a variance may be 0.

Parameters are roots of variances, so nothing is bounded: a root and its negative are the same variance. The parameters are
few (two for schools, three with groups), so second derivatives from differences of the slopes cost next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from toolkit.columns import Array

Objective = Callable[[Array], tuple[float, Array]]
ROUNDS = 200
FLAT = 1e-7
"""A step that would lower −2 log L by less than this is the last: it squares what is left to go."""
ROUNDING = 1e-14
"""Share of the value below which a rise is rounding."""


@dataclass(frozen=True)
class Minimum:
    """Where the search ended: the point, the value, slope and curvature there, and what became of every start."""

    point: Array
    value: float
    slope: Array
    hessian: Array
    starts: tuple[float, ...]
    """Value reached from each start."""

    @property
    def decrement(self) -> float:
        """How much lower a further Newton step would come: half of g'H⁻¹g."""
        return float(abs(self.slope @ np.linalg.lstsq(self.hessian, self.slope, rcond=None)[0]) / 2)


def minimise(objective: Objective, starts: Sequence[Array], roots: Sequence[int]) -> Minimum:
    """Return the best minimum over all starts. `roots` are the places of parameters that may be exactly 0."""
    ends = [descend(objective, start) for start in starts]
    point, value = min(ends, key=lambda end: end[1])
    for place in roots:
        at_zero = point.copy()
        at_zero[place] = 0.0
        if abs(point[place]) < 1e-3 and objective(at_zero)[0] <= value + 1e-9:
            point = at_zero
    value, slope = objective(point)
    return Minimum(point, value, slope, curvature(objective, point), tuple(value for _, value in ends))


def descend(objective: Objective, start: Array) -> tuple[Array, float]:
    """Walk down from a start: Newton steps, shortened when the value does not fall; the last one is taken unseen."""
    point = np.asarray(start, dtype=np.float64)
    value, slope = objective(point)
    for _ in range(ROUNDS):
        step = _direction(objective, point, slope)
        gain = float(-slope @ step)
        if gain / 2 <= FLAT:
            last = objective(point + step)
            better = np.linalg.norm(last[1]) <= np.linalg.norm(slope)
            return (point + step, last[0]) if better else (point, value)
        length = min(1.0, 0.7 / float(np.abs(step).max()))
        while True:
            trial = point + length * step
            found, new_slope = objective(trial)
            if found <= value - 1e-4 * length * gain + ROUNDING * abs(value):
                break
            length /= 4
            if length < 1e-9:
                return point, value
        point, value, slope = trial, found, new_slope
    return point, value


def curvature(objective: Objective, point: Array) -> Array:
    """Return the second derivatives, from central differences of the exact slopes."""
    found = np.empty((point.size, point.size))
    for i in range(point.size):
        step = np.zeros(point.size)
        step[i] = 1e-4 * max(abs(point[i]), 1e-2)
        found[i] = (objective(point + step)[1] - objective(point - step)[1]) / (2 * step[i])
    return (found + found.T) / 2


def _direction(objective: Objective, point: Array, slope: Array) -> Array:
    """Return the Newton step, turned downhill where the surface bends down."""
    rows = []
    for i in range(point.size):
        step = np.zeros(point.size)
        step[i] = 1e-5 * max(abs(point[i]), 1e-2)
        rows.append((objective(point + step)[1] - slope) / step[i])
    bent = np.array(rows)
    values, vectors = np.linalg.eigh((bent + bent.T) / 2)
    size = np.maximum(np.abs(values), 1e-8 * max(float(np.abs(values).max()), 1e-300))
    return np.asarray(-vectors @ ((vectors.T @ slope) / size), dtype=np.float64)
