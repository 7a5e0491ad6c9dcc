"""Non-negative least squares of an outcome on indicators, drawn to equal slopes, and how far to trust it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from toolkit.columns import Array

PENALTIES = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 10.0)
"""Penalties among which cross-validation chooses."""

TIE = 1e-9
"""Penalty that stands for 0, so that indicators that repeat one another share a weight."""

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Design:
    """Indicators of some units, shape (units, indicators), decomposed once for many outcomes."""

    z: Array

    @cached_property
    def mean(self) -> Array:
        """Means of the indicators, shape (indicators,)."""
        return np.asarray(self.z.mean(axis=0))

    @cached_property
    def moving(self) -> NDArray[np.bool_]:
        """Which indicators are not constant."""
        return np.asarray(np.ptp(self.z, axis=0) > 0)

    @cached_property
    def _parts(self) -> tuple[Array, Array]:
        q, r = np.linalg.qr((self.z - self.mean)[:, self.moving])
        return q, r

    def slopes(self, y: Array, penalty: float) -> Array:
        """Return slopes b >= 0 that minimise mean (y - a - z . b)^2 + penalty sum_i (b_i - mean b)^2, rescaled by least squares.

        A penalty of infinity gives equal slopes. A constant indicator has the slope 0.
        """
        from scipy.optimize import nnls

        b, size = np.zeros(self.moving.size), int(self.moving.sum())
        if not size:
            return b
        q, r = self._parts
        right = q.T @ (y - y.mean())
        part = np.ones(size)
        if np.isfinite(penalty):
            pull = np.sqrt(len(y) * max(penalty, TIE)) * (np.eye(size) - 1 / size)
            part, _ = nnls(np.vstack([r, pull]), np.append(right, np.zeros(size)), maxiter=100 * size)
        line = r @ part
        length = float(line @ line)
        b[self.moving] = part * max(float(line @ right) / length, 0.0) if length > 0 else 0.0
        return b

    def r_squared(self, y: Array, slopes: Array) -> float:
        """Return the share of the variance of `y` that slopes learned from it explain; 1 - residual / total, since they are rescaled."""
        away, fit = y - y.mean(), (self.z - self.mean) @ slopes
        return min(float(fit @ fit) / float(away @ away), 1.0)


@dataclass(frozen=True)
class Learner:
    """Indicators, the fold of every unit, and the penalty (None: cross-validation chooses it, anew for every outcome)."""

    z: Array
    fold: Index
    penalty: float | None
    design: Design = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "design", Design(self.z))

    @cached_property
    def _held_out(self) -> list[tuple[Design, NDArray[np.bool_]]]:
        labels = np.unique(self.fold)
        return [(Design(self.z[self.fold != k]), self.fold == k) for k in labels] if labels.size > 1 else []

    def learn(self, y: Array) -> tuple[Array, float]:
        """Return the slopes and the penalty."""
        penalty = self._choose(y) if self.penalty is None else self.penalty
        return self.design.slopes(y, penalty), penalty

    def _choose(self, y: Array) -> float:
        error = np.zeros(len(PENALTIES))
        for design, held in self._held_out:
            away, z = y[held] - y[~held].mean(), self.z[held] - design.mean
            error += [((away - z @ design.slopes(y[~held], p)) ** 2).sum() for p in PENALTIES]
        return PENALTIES[int(np.argmin(error))]


def cross_validated(z: Array, y: Array, fold: Index, penalty: float | None) -> float:
    """Return R squared on units that the slopes have not seen, against the mean of those that they have; below 0 is worse.

    Where cross-validation chooses the penalty it does so inside of the units that are not held out.
    """
    missed = spread = 0.0
    for k in np.unique(fold):
        held = fold == k
        learner = Learner(z[~held], fold[~held], penalty)
        b, _ = learner.learn(y[~held])
        away = y[held] - y[~held].mean()
        missed += float(((away - (z[held] - learner.design.mean) @ b) ** 2).sum())
        spread += float(away @ away)
    return 1 - missed / spread


def bootstrap(
    z: Array, y: Array, fold: Index, penalty: float | None, replicates: int, rng: np.random.Generator
) -> Array:
    """Return weights learned from units drawn with replacement, shape (replicates, indicators).

    Draws in which the outcome or an indicator is constant, or nothing goes along with the outcome, say nothing: left out.
    """
    drawn = []
    for _ in range(replicates):
        rows = rng.integers(0, len(y), len(y))
        learner = Learner(z[rows], fold[rows], penalty)
        if np.ptp(y[rows]) > 0 and learner.design.moving.all():
            b, _ = learner.learn(y[rows])
            if b.any():
                drawn.append(b / b.sum())
    return np.array(drawn).reshape(-1, z.shape[1])


def permutation_p(learner: Learner, y: Array, observed: float, permutations: int, rng: np.random.Generator) -> float:
    """Return the share of shuffles of the outcome that fit as well: (1 + as good) / (1 + permutations)."""
    as_good = 0
    for _ in range(permutations):
        shuffled = rng.permutation(y)
        as_good += learner.design.r_squared(shuffled, learner.learn(shuffled)[0]) >= observed - 1e-12
    return (1 + as_good) / (1 + permutations)
