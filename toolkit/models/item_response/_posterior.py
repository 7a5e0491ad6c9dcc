"""The E-step: posterior of every person on the grid, and what the M-step needs of it.

Persons are taken in blocks of fixed size, each block on one thread of the linear algebra, and blocks are combined in their
order: the result has the same bits for any number of threads on one kind of processor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from os import cpu_count
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from toolkit.columns import Array
from toolkit.models.item_response._curves import Curves
from toolkit.models.item_response._parameters import Parameters
from toolkit.models.item_response._responses import Ints, Responses

BLOCK = 2048
"""Persons at a time: 61 points by 2,048 persons are 1 MiB, which stays in the second-level cache."""

LEAST = -600.0
"""Least logarithm of a posterior weight: exp takes fifty times as long where it gives subnormal numbers."""

T = TypeVar("T")


@dataclass(frozen=True)
class Design:
    """Responses laid out for products of matrices: a row of 0 and 1 for every category but the lowest.

    An item that some persons were not presented has one row more, which says who answered it; a person with a zero there
    takes nothing from the item.
    """

    rows: NDArray[np.uint8]
    """(row, person)."""
    item: Ints
    """Item of each row."""
    category: Ints
    """Category of each row; 0 for a row that says who answered."""
    complete: NDArray[np.bool_]
    """Items that everybody answered."""
    weights: Array
    group: Ints

    @property
    def persons(self) -> int:
        """Number of columns."""
        return self.rows.shape[1]

    def blocks(self) -> Iterator[slice]:
        """Yield slices over persons."""
        for start in range(0, self.persons, BLOCK):
            yield slice(start, min(start + BLOCK, self.persons))

    def table(self, log_p: Array) -> tuple[Array, Array]:
        """Return (row, point) and (point,) such that their product with the rows, and the sum, is the log-likelihood."""
        lowest = log_p[:, 0]
        full = log_p[self.item, self.category] - np.where(self.category[:, None] > 0, lowest[self.item], 0.0)
        return full, lowest[self.complete].sum(axis=0)


def design(responses: Responses) -> Design:
    """Lay out responses."""
    codes = responses.codes.T
    complete = (codes >= 0).all(axis=1)
    places = [(j, k) for j, steps in enumerate(responses.items.steps) for k in range(1, int(steps) + 1)]
    places += [(int(j), 0) for j in np.flatnonzero(~complete)]
    rows = np.empty((len(places), codes.shape[1]), dtype=np.uint8)
    for place, (j, k) in enumerate(places):
        np.equal(codes[j], k, out=rows[place], casting="unsafe") if k else np.greater_equal(
            codes[j], 0, out=rows[place], casting="unsafe"
        )
    item, category = (np.array(column, dtype=np.int64) for column in zip(*places, strict=True))
    return Design(rows, item, category, np.asarray(complete), responses.weights, responses.group)


def log_prior(theta: Array, mean: Array, sd: Array) -> Array:
    """Return the log of the normal density of each group on the grid, normalised to sum 1, shape (point, group)."""
    density = -0.5 * ((theta[:, None] - mean) / sd) ** 2
    top = density.max(axis=0)
    return density - top - np.log(np.exp(density - top).sum(axis=0))


@dataclass(frozen=True)
class Expected:
    """What the E-step gives: log-likelihood, expected counts (item, category, point), moments of the groups."""

    log_likelihood: float
    counts: Array
    moments: Array
    """(3, group): sum of weights, of t and of t²."""


@contextmanager
def one_thread() -> Iterator[None]:
    """Let the linear algebra use one thread, so that its sums do not depend on how many there are."""
    with _libraries().limit(limits=1, user_api="blas"):
        yield


@cache
def _libraries() -> Any:
    """Return the linear algebra that numpy has loaded; to look for it takes longer than a step of a small fit."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def over_blocks(task: Callable[[slice], T], blocks: Iterable[slice]) -> Iterator[T]:
    """Run a task on every block, on as many threads as there are processors; results in the order of the blocks."""
    every = list(blocks)
    threads = min(cpu_count() or 1, len(every))
    with one_thread():
        if threads < 2:
            yield from map(task, every)
        else:
            with ThreadPoolExecutor(threads) as pool:
                yield from pool.map(task, every)


class Posterior:
    """Posterior of the persons under parameters, block by block."""

    def __init__(self, data: Design, curves: Curves, theta: Array, p: Parameters) -> None:
        self.data, self.theta = data, theta
        table, constant = data.table(curves.log_p)
        self._table = np.ascontiguousarray(table.T)
        self._prior = log_prior(theta, p.mean, p.sd) + constant[:, None]

    def block(self, at: slice) -> tuple[Array, Array, Array]:
        """Return posterior (point, person), log-likelihood (person,) and the rows as numbers (row, person)."""
        rows = self.data.rows[:, at].astype(np.float64)
        likelihood = self._table @ rows
        likelihood += self._prior if self._prior.shape[1] == 1 else self._prior[:, self.data.group[at]]
        top = likelihood.max(axis=0)
        likelihood -= top
        np.maximum(likelihood, LEAST, out=likelihood)
        np.exp(likelihood, out=likelihood)
        total = likelihood.sum(axis=0)
        likelihood /= total
        return likelihood, np.log(total) + top, rows

    def expected(self, shape: tuple[int, int]) -> Expected:
        """Sum over the persons; `shape` is (items, categories)."""
        data, groups = self.data, self._prior.shape[1]
        powers = np.stack([np.ones_like(self.theta), self.theta, self.theta**2])

        def task(at: slice) -> tuple[float, Array, Array, Array]:
            posterior, likelihood, rows = self.block(at)
            weights = data.weights[at]
            posterior *= weights
            sums = powers @ posterior
            moments = np.stack([np.bincount(data.group[at], one, minlength=groups).astype(np.float64) for one in sums])
            return float(likelihood @ weights), np.asarray(posterior.sum(axis=1)), posterior @ rows.T, moments

        total, mass = 0.0, np.zeros(self.theta.size)
        found, moments = np.zeros((self.theta.size, len(data.item))), np.zeros((3, groups))
        for one, here, counts, sums in over_blocks(task, data.blocks()):
            total += one
            mass += here
            found += counts
            moments += sums
        return Expected(total, _counts(data, found, mass, shape), moments)


def _counts(data: Design, found: Array, mass: Array, shape: tuple[int, int]) -> Array:
    counts = np.zeros((*shape, mass.size))
    answered = np.where(data.complete[:, None], mass, 0.0)
    presented = data.category == 0
    answered[data.item[presented]] = found[:, presented].T
    above = ~presented
    counts[data.item[above], data.category[above]] = found[:, above].T
    counts[:, 0] = np.maximum(answered - counts.sum(axis=1), 0.0)
    return counts
