"""Marginal maximum likelihood: start values, grid, EM with acceleration."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace

import numpy as np

from toolkit.columns import Array
from toolkit.models.item_response._accelerate import accelerate
from toolkit.models.item_response._curves import Family, graded
from toolkit.models.item_response._maximise import maximise
from toolkit.models.item_response._parameters import Free, Parameters, ordered
from toolkit.models.item_response._posterior import Design, Posterior, design, one_thread
from toolkit.models.item_response._responses import Responses

REACH = 6.0
"""Standard deviations of the outermost groups that the grid spans at either end."""
SAMPLE = 10_000
"""Of many persons, so many are fitted first, for start values."""
RADIX = 4
"""Persons with equal responses are counted together where there are at most so many patterns a person."""


class ConvergenceWarning(UserWarning):
    """The iterations ended before the parameters had settled."""


class QuadratureWarning(UserWarning):
    """The posteriors of many persons are narrower than the grid: take more points."""


@dataclass(frozen=True)
class Estimate:
    """Parameters, their log-likelihood, and how they were found."""

    parameters: Parameters
    theta: Array
    log_likelihood: float
    steps: int
    converged: bool


def grid(p: Parameters, points: int) -> Array:
    """Return equally spaced points that span all groups."""
    low, high = float((p.mean - REACH * p.sd).min()), float((p.mean + REACH * p.sd).max())
    return np.linspace(low, high, points)


def spans(theta: Array, p: Parameters) -> bool:
    """Whether a grid reaches far enough for every group, but not much further than all of them need."""
    ends = theta[[0, -1]]
    enough = (p.mean - ends[0] >= 5 * p.sd).all() and (ends[1] - p.mean >= 5 * p.sd).all()
    wanted = float((p.mean + REACH * p.sd).max() - (p.mean - REACH * p.sd).min())
    return bool(enough) and ends[1] - ends[0] <= 1.5 * wanted


def compressed(responses: Responses) -> Responses:
    """Count persons with the same responses and group once, with the sum of their weights, where that pays."""
    radix = responses.items.steps + 2
    patterns = float(np.prod(radix.astype(float))) * len(responses.groups)
    if patterns > RADIX * len(responses.codes):
        return responses
    place = np.concatenate([[1], np.cumprod(radix)])
    code = (responses.codes.astype(np.int64) + 1) @ place[:-1] + responses.group * place[-1]
    _, first, which = np.unique(code, return_index=True, return_inverse=True)
    weights = np.bincount(which, responses.weights).astype(np.float64)
    return replace(responses, codes=responses.codes[first], weights=weights, group=responses.group[first])


def loadings(responses: Responses, towards: Array) -> Array:
    """Return loadings on one factor by principal axes, from pairwise correlations of the codes; they lean towards a sign.

    Only start values: a slope that starts with the wrong sign can lead to another maximum.
    """
    part = responses.rows(slice(None, None, max(1, len(responses.codes) // SAMPLE)))
    present = (part.codes >= 0).astype(np.float64)
    count = np.maximum(present.sum(axis=0), 1.0)
    mean = (part.codes * present).sum(axis=0) / count
    z = (part.codes - mean) * present
    z /= np.maximum(np.sqrt((z**2).sum(axis=0) / count), 1e-9)
    correlation = (z.T @ z) / np.maximum(present.T @ present, 1.0)
    communality = np.full(mean.size, 0.5)
    found = np.zeros(mean.size)
    for _ in range(10):
        np.fill_diagonal(correlation, communality)
        values, vectors = np.linalg.eigh(correlation)
        found = vectors[:, -1] * np.sqrt(max(float(values[-1]), 0.0))
        communality = np.minimum(found**2, 0.9)
    return np.clip(found if found @ towards >= 0 else -found, -0.95, 0.95)


def start(family: Family, responses: Responses, given: Parameters, free: Free) -> Parameters:
    """Return start values: intercepts from the frequencies of the categories, slopes from the loadings."""
    items = responses.items
    loading = loadings(responses, np.where(free.slope, 0.0 if not free.slope.all() else 1.0, given.slope))
    found = 1.7 * loading / np.sqrt(1 - loading**2)
    sizes = np.sign(found) * np.clip(np.abs(found), 0.3, 3.0) * 2.0 / (1.0 + items.steps)
    slope = np.where(free.slope, np.where(found == 0, 1.0, sizes), given.slope)
    intercepts = given.intercepts.copy()
    for j, steps in enumerate(items.steps):
        at = responses.codes[:, j] >= 0
        counts = np.bincount(responses.codes[at, j], responses.weights[at], minlength=int(steps) + 1) + 0.5
        if family is graded:
            above = np.cumsum(counts[::-1])[::-1]
            logits = 1.2 * np.log(above[1:] / (above[0] - above[1:]))
        else:
            logits = np.log(counts[1:] / counts[:-1])
        where = free.intercepts[j, :steps]
        intercepts[j, :steps][where] = logits[where]
    return replace(given, slope=slope, intercepts=intercepts)


def estimate(
    family: Family,
    responses: Responses,
    begin: Parameters,
    free: Free,
    *,
    points: int,
    tolerance: float,
    most: int,
) -> Estimate:
    """Fit from start values; of many persons first a part, evenly spread over the rows."""
    with one_thread():
        return _estimate(family, responses, begin, free, points, tolerance, most)


def _estimate(
    family: Family, responses: Responses, begin: Parameters, free: Free, points: int, tolerance: float, most: int
) -> Estimate:
    if len(responses.codes) > 2 * SAMPLE:
        part = responses.rows(slice(None, None, -(-len(responses.codes) // SAMPLE)))
        if _holds_all(part, responses):
            found = _settle(family, part, begin, free, points, 10 * tolerance, most)
            begin = found.parameters
    found = _settle(family, responses, begin, free, points, tolerance, most)
    if not found.converged:
        text = f"Not converged after {found.steps} steps: the results are not to be used. Raise max_steps, or see whether an item is almost always, or almost never, solved."
        warnings.warn(text, ConvergenceWarning, stacklevel=5)
    return found


def _holds_all(part: Responses, whole: Responses) -> bool:
    if np.unique(part.group).size < len(whole.groups):
        return False
    at = range(len(whole.items.names))
    return all(
        np.bincount(part.codes[part.codes[:, j] >= 0, j], minlength=int(steps) + 1).min() >= 5
        for j, steps in zip(at, whole.items.steps, strict=True)
    )


def _settle(
    family: Family, responses: Responses, p: Parameters, free: Free, points: int, tolerance: float, most: int
) -> Estimate:
    data = design(compressed(responses))
    used = 0
    while True:
        theta = grid(p, points)
        found = _iterate(family, responses, data, p, free, theta, tolerance, most - used)
        p, used = found.parameters, used + found.steps
        if spans(theta, p) or not found.converged or used >= most:
            return replace(found, steps=used)


def _iterate(
    family: Family,
    responses: Responses,
    data: Design,
    p: Parameters,
    free: Free,
    theta: Array,
    tolerance: float,
    most: int,
) -> Estimate:
    steps = responses.items.steps
    shape = (steps.size, int(steps.max()) + 1)

    def step(vector: Array) -> tuple[Array, float]:
        now = free.unpack(vector, p)
        expected = Posterior(data, now.curves(family, steps, theta), theta, now).expected(shape)
        return free.pack(maximise(family, now, free, steps, theta, expected)), expected.log_likelihood

    def valid(vector: Array) -> bool:
        now = free.unpack(vector, p)
        inside = ((now.mean - now.sd >= theta[0]) & (now.mean + now.sd <= theta[-1])).all()
        return bool(inside) and (family is not graded or ordered(now))

    reached = accelerate(step, free.pack(p), valid=valid, tolerance=tolerance, most=most)
    return Estimate(free.unpack(reached.at, p), theta, reached.log_likelihood, reached.steps, reached.converged)
