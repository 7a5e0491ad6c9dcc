"""The variances as parameters without constraints but signs: a triangular root of G, the roots of the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from toolkit.columns import Array
from toolkit.models.value_added._deviance import Nest, Solved, compact, deviance


@dataclass(frozen=True)
class Variances:
    """var(u) (q × q), var(v) and var(e), in the units that the sums are in."""

    g: Array
    upper: float
    s: float


@dataclass(frozen=True)
class Triangular:
    """Parameters: the lower triangle of Λ with G = ΛΛ', √var(v) where there are groups, √var(e)."""

    q: int
    groups: bool

    @cached_property
    def _place(self) -> tuple[NDArray[np.intp], ...]:
        return np.tril_indices(self.q)

    @property
    def roots(self) -> list[int]:
        """Places of the parameters that may be exactly 0."""
        rows, columns = self._place
        diagonal = np.flatnonzero(rows == columns).tolist()
        return [*diagonal, *([rows.size] if self.groups else [])]

    def pack(self, given: Variances) -> Array:
        """Return the parameters of variances whose G is positive definite or diagonal."""
        root = np.diag(np.sqrt(np.diag(given.g)))
        if np.linalg.eigvalsh(given.g)[0] > 0:
            root = np.linalg.cholesky(given.g)
        tail = [np.sqrt(given.upper)] * self.groups + [np.sqrt(given.s)]
        return np.concatenate([root[self._place], tail])

    def unpack(self, point: Array) -> Variances:
        """Return the variances at a point."""
        root = self._root(point)
        return Variances(root @ root.T, float(point[-2] ** 2) if self.groups else 0.0, _positive(point[-1]))

    def chain(self, point: Array, slope: Array, slope_upper: float, slope_s: float) -> Array:
        """Turn slopes in the variances into slopes in the parameters."""
        inner = (2 * slope @ self._root(point))[self._place]
        tail = [2 * point[-2] * slope_upper] * self.groups + [2 * point[-1] * slope_s]
        return np.concatenate([inner, tail])

    def starts(self, residual: float) -> list[Array]:
        """Return several starts: shares of the variance `residual` for the levels, small, middling and large."""
        shares = (
            [(0.1, 0.1), (0.5, 0.02), (0.02, 0.5), (0.01, 0.01)] if self.groups else [(0.1, 0), (0.6, 0), (0.01, 0)]
        )
        return [
            self.pack(Variances(residual * a * np.eye(self.q), residual * b, residual * (1 - a - b))) for a, b in shares
        ]

    def _root(self, point: Array) -> Array:
        root = np.zeros((self.q, self.q))
        root[self._place] = point[: self.q * (self.q + 1) // 2]
        return root


@dataclass(frozen=True)
class Drift:
    """Parameters: √variance, artanh of the correlation of neighbouring years, √variance of the shock (optional), √var(e).

    G between years s and t is variance × correlation^|t − s|, and the shock of a year is added on the diagonal.
    """

    years: Array
    shock: bool

    @property
    def roots(self) -> list[int]:
        """Places of the parameters that may be exactly 0."""
        return [0, 2] if self.shock else [0]

    def unpack(self, point: Array) -> Variances:
        """Return the variances at a point."""
        return Variances(between(self.years, self.years, *self.readable(point)), 0.0, _positive(point[-1]))

    def readable(self, point: Array) -> tuple[float, float, float]:
        """Return variance, correlation of neighbouring years and variance of the shock."""
        return float(point[0] ** 2), float(np.tanh(point[1])), float(point[2] ** 2) if self.shock else 0.0

    def chain(self, point: Array, slope: Array, slope_upper: float, slope_s: float) -> Array:
        """Turn slopes in the variances into slopes in the parameters."""
        apart = np.abs(self.years[:, None] - self.years)
        variance, correlation, _ = self.readable(point)
        decay = np.power(correlation, apart)
        steep = apart * np.power(correlation, np.maximum(apart - 1, 0))
        found = [2 * point[0] * (slope * decay).sum(), variance * (slope * steep).sum() * (1 - correlation**2)]
        found += [2 * point[2] * np.trace(slope)] * self.shock
        return np.array([*found, 2 * point[-1] * slope_s])

    def starts(self, residual: float) -> list[Array]:
        """Return several starts."""
        shares = [(0.1, 0.8), (0.5, 1.5), (0.05, 0.1)]
        return [
            np.array([np.sqrt(a * residual), c, *[np.sqrt(0.05 * residual)] * self.shock, np.sqrt((1 - a) * residual)])
            for a, c in shares
        ]


def _positive(root: float) -> float:
    """Square, but never 0: a search may step there, and the residual variance is never 0."""
    return max(float(root**2), 1e-14)


def between(years: Array, others: Array, variance: float, correlation: float, shock: float) -> Array:
    """Return the covariance of the effects of a unit in `years` with those in `others`."""
    apart = np.abs(np.asarray(years)[:, None] - np.asarray(others))
    return np.asarray(variance * np.power(correlation, apart) + shock * (apart == 0), dtype=np.float64)


def objective(nest: Nest, form: Triangular | Drift) -> Callable[[Array], tuple[float, Array]]:
    """Return −2 log L and its slopes as a function of the parameters."""
    nest = compact(nest)

    def at(point: Array) -> tuple[float, Array]:
        v = form.unpack(point)
        value, slope, slope_upper, slope_s, _ = deviance(nest, v.g, v.upper, v.s)
        return value, form.chain(point, slope, slope_upper, slope_s)

    return at


def solution(nest: Nest, v: Variances) -> Solved:
    """Return the generalised least squares at given variances."""
    return deviance(nest, v.g, v.upper, v.s)[4]
