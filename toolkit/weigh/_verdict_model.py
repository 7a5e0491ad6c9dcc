"""Non-negative weights behind judgements: ordered logit of grades, Bradley-Terry model of pairs, both concave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.columns import Array

STEPS = 100
LOOSE = 0.01
"""Penalty of a common change of all coefficients, relative to that of unlike ones: keeps a perfect fit finite."""


@dataclass(frozen=True)
class Sample:
    """Judgements as rows of a logistic likelihood: sum_r weight_r log sigma(rows_r . p) + sum_c count_c log(1 - exp(-d_c)).

    p = (coefficients of the indicators >= 0, first threshold, steps d_c > 0 between thresholds); pairs have no thresholds.
    """

    rows: Array
    weight: Array
    counts: Array
    width: int


@dataclass(frozen=True)
class Fit:
    """Coefficients of the indicators (>= 0), thresholds between the grades, penalised log-likelihood."""

    coefficients: Array
    thresholds: Array
    objective: float


def graded(x: Array, grade: NDArray[np.int64]) -> Sample:
    """Return the ordered-logit sample: P(grade <= c) = sigma(threshold_c - x . b), grades 0, 1, … without empty ones.

    sigma(u) - sigma(l) = sigma(u) sigma(-l) (1 - exp(l - u)): one or two logistic rows a judgement, and a term per step.
    """
    top = int(grade.max())
    upper, lower = grade < top, grade > 0
    steps = np.arange(1, top)  # threshold_c = first + d_1 + … + d_c
    over = np.column_stack([-x[upper], np.ones(upper.sum()), grade[upper, None] >= steps])
    under = np.column_stack([x[lower], -np.ones(lower.sum()), -((grade[lower, None] - 1) >= steps).astype(np.float64)])
    rows = np.vstack([over, under])
    return Sample(rows, np.ones(len(rows)), np.bincount(grade, minlength=top + 1)[1:top].astype(np.float64), x.shape[1])


def paired(better: Array, worse: Array, tie: NDArray[np.bool_]) -> Sample:
    """Return the Bradley-Terry sample: P(a is preferred to b) = sigma((x_a - x_b) . b); a tie is half a win for each."""
    away = better - worse
    rows = np.vstack([away, -away[tie]])
    weight = np.append(np.where(tie, 0.5, 1.0), np.full(int(tie.sum()), 0.5))
    return Sample(rows, weight, np.empty(0), away.shape[1])


def fit(sample: Sample, penalty: float) -> Fit:
    """Maximise the likelihood less penalty / 2 * (sum_i (b_i - mean b)^2 + LOOSE * k * (mean b)^2), subject to b >= 0.

    Concave, so that the maximum is the only one; Newton steps on the coefficients that are free (projected Newton).
    """
    width, size = sample.width, sample.rows.shape[1]
    ridge = np.zeros((size, size))
    ridge[:width, :width] = penalty * (np.eye(width) - (1.0 - LOOSE) / width)
    bounded = np.arange(size) < width
    steps = np.arange(size) > width
    p = np.concatenate([np.full(width, 0.1), np.zeros(min(size - width, 1)), np.ones(max(size - width - 1, 0))])
    value = _objective(sample, ridge, p, steps)
    for _ in range(STEPS):
        gradient, hessian = _slopes(sample, ridge, p, steps)
        held = bounded & (p <= 0.0) & (gradient >= 0.0)
        free = np.flatnonzero(~held)
        if np.abs(gradient[free]).max(initial=0.0) < 1e-9 * max(1.0, sample.weight.sum()):
            break
        step = np.zeros(size)
        curved = hessian[np.ix_(free, free)]
        step[free] = -np.linalg.solve(curved + 1e-10 * np.eye(free.size), gradient[free])
        shrinking = steps & (step < 0)
        length = min(1.0, float(np.min(-0.9 * p[shrinking] / step[shrinking], initial=1.0)))
        p, value, moved = _descend(sample, ridge, p, value, (step, length, gradient, bounded, steps))
        if not moved:
            break
    thresholds = np.cumsum(p[width:]) if size > width else np.empty(0)
    return Fit(p[:width], thresholds, -value)


def _descend(
    sample: Sample,
    ridge: Array,
    p: Array,
    value: float,
    plan: tuple[Array, float, Array, NDArray[np.bool_], NDArray[np.bool_]],
) -> tuple[Array, float, bool]:
    step, length, gradient, bounded, steps = plan
    for _ in range(40):
        tried = p + length * step
        tried = np.where(bounded, np.maximum(tried, 0.0), tried)
        reached = _objective(sample, ridge, tried, steps)
        if reached <= value + 1e-4 * float(gradient @ (tried - p)):
            return tried, reached, bool(reached < value - 1e-13 * max(1.0, abs(value)))
        length /= 2
    return p, value, False


def _objective(sample: Sample, ridge: Array, p: Array, steps: NDArray[np.bool_]) -> float:
    score = sample.rows @ p
    return float(
        sample.weight @ np.logaddexp(0.0, -score) - sample.counts @ np.log(-np.expm1(-p[steps])) + p @ ridge @ p / 2
    )


def _slopes(sample: Sample, ridge: Array, p: Array, steps: NDArray[np.bool_]) -> tuple[Array, Array]:
    score = sample.rows @ p
    miss = np.exp(-np.logaddexp(0.0, score))  # sigma(-score)
    gradient = -sample.rows.T @ (sample.weight * miss) + ridge @ p
    hessian = (sample.rows * (sample.weight * miss * (1.0 - miss))[:, None]).T @ sample.rows + ridge
    near, apart = np.exp(-p[steps]), -np.expm1(-p[steps])
    gradient[steps] -= sample.counts * near / apart
    hessian[steps, steps] += sample.counts * near / apart**2
    return gradient, hessian


def simplex(coefficients: Array) -> Array:
    """Return coefficients as weights (sum 1); equal ones where all are zero."""
    total = coefficients.sum()
    return coefficients / total if total > 0 else np.full(coefficients.size, 1.0 / coefficients.size)


def concordance(index: Array, grade: NDArray[np.int64]) -> float:
    """Return the share of pairs with unlike grades that the index puts in the right order; equal indices count half."""
    right, pairs = 0.0, 0
    for c in np.unique(grade)[:-1]:
        low, high = np.sort(index[grade == c]), index[grade > c]
        right += float((np.searchsorted(low, high, "left") + np.searchsorted(low, high, "right")).sum()) / 2
        pairs += low.size * high.size
    return right / pairs if pairs else float("nan")
