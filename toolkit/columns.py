"""Statistics of the columns of an array (unit, indicator) in which NaN is a missing value.

Everything walks over blocks of rows that fit the processor's cache, so that a million units by fifty indicators
need neither a copy of the array nor a mask of its size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

Ties = Literal["average", "min", "dense"]
TIES = ("average", "min", "dense")
"""Equal values share the mean of their ranks, the lowest of them, or a rank without gaps after it."""

BLOCK_CELLS = 131_072
"""Cells in a block: 1 MiB of float64, which stays in the second-level cache."""


def row_blocks(values: Array) -> Iterator[slice]:
    """Yield slices over the units (second axis from the end), about `BLOCK_CELLS` cells each."""
    rows, columns = values.shape[-2:]
    step = max(1, BLOCK_CELLS // max(1, columns))
    for start in range(0, rows, step):
        yield slice(start, min(start + step, rows))


@dataclass(frozen=True)
class Summary:
    """Number, sum, least and greatest of the present values of each column; NaN extremes for a column without any."""

    number: NDArray[np.int64]
    total: Array
    low: Array
    high: Array
    complete: bool
    """Whether no value is missing."""

    @property
    def mean(self) -> Array:
        """The mean of the present values; NaN for a column without any."""
        return divide(self.total, self.number)


def summary(values: Array) -> Summary:
    """Summarise the columns in one walk over the rows."""
    width = values.shape[1]
    missing, total = np.zeros(width, dtype=np.int64), np.zeros(width)
    low, high = np.full(width, np.nan), np.full(width, np.nan)
    for rows in row_blocks(values):
        block = values[rows]
        part = block.sum(axis=0)
        if np.isnan(part).any():  # a missing value, or infinite ones of both signs
            gaps = np.isnan(block)
            missing += gaps.sum(axis=0)
            part = zeroed(block.copy(), gaps).sum(axis=0)
        total += part
        np.fmin(low, np.fmin.reduce(block, axis=0), out=low)
        np.fmax(high, np.fmax.reduce(block, axis=0), out=high)
    return Summary(values.shape[0] - missing, total, low, high, not missing.any())


def extremes(values: Array) -> tuple[Array, Array]:
    """Return the least and the greatest present value of each column; NaN for a column without any.

    >>> extremes(np.array([[1.0, np.nan], [3.0, np.nan]]))
    (array([ 1., nan]), array([ 3., nan]))
    """
    low = np.full(values.shape[1], np.nan)
    high = np.full(values.shape[1], np.nan)
    for rows in row_blocks(values):
        np.fmin(low, np.fmin.reduce(values[rows], axis=0), out=low)
        np.fmax(high, np.fmax.reduce(values[rows], axis=0), out=high)
    return low, high


def counts(values: Array) -> NDArray[np.int64]:
    """Return how many values of each column are present."""
    missing = np.zeros(values.shape[1], dtype=np.int64)
    for rows in row_blocks(values):
        missing += np.isnan(values[rows]).sum(axis=0)
    return values.shape[0] - missing


def means(values: Array) -> Array:
    """Return the mean of the present values of each column; NaN for a column without any."""
    return summary(values).mean


def deviations(values: Array, ddof: int = 1, known: Summary | None = None) -> tuple[Array, Array]:
    """Return the mean and the standard deviation of the present values of each column.

    The sum of squares is taken about the mean (two passes), so that it does not cancel. The divisor is the number of
    present values minus `ddof`; where that is not positive the deviation is NaN. A summary of the values that is `known`
    already saves a pass.

    >>> deviations(np.array([[1.0], [3.0], [np.nan]]), ddof=0)
    (array([2.]), array([1.]))
    """
    first = summary(values) if known is None else known
    centre = first.mean
    squares = np.zeros(values.shape[1])
    for rows in row_blocks(values):
        away = values[rows] - centre
        if not first.complete:
            zeroed(away, np.isnan(away))
        squares += np.einsum("ij,ij->j", away, away)
    return centre, np.sqrt(divide(squares, first.number - ddof))


def zeroed(block: Array, where: NDArray[np.bool_]) -> Array:
    """Set cells of a block to 0, in place, and return it."""
    np.copyto(block, 0.0, where=where)
    return block


def divide(numerator: Array, denominator: NDArray[np.int64] | Array) -> Array:
    """Divide, and give NaN (no warning) where the denominator is not positive."""
    result = np.full(np.broadcast_shapes(np.shape(numerator), np.shape(denominator)), np.nan)
    np.divide(numerator, denominator, out=result, where=np.asarray(denominator) > 0)
    return result


def sorted_present(column: Array) -> Array:
    """Return the present values in ascending order."""
    ordered = np.sort(column)  # NaN last
    return ordered[: ordered.size - int(np.isnan(column).sum())]


def count_distinct(ordered: Array) -> int:
    """Return how many different values an ascending sample has."""
    return int(ordered.size and 1 + np.count_nonzero(ordered[1:] != ordered[:-1]))


def rank_within(column: Array, ordered: Array, ties: Ties) -> Array:
    """Return the ascending rank of each value within an ascending sample; NaN where missing or where there is no sample.

    A value of the sample gets its ordinary rank. Any other value stands between the ranks of its neighbours
    (ties="average": half-way; "min" and "dense": the rank of the next greater one), never below 1 nor above the last.
    """
    if ordered.size == 0:
        return np.full(column.shape, np.nan)
    order = np.argsort(column)  # searching in order keeps to neighbouring memory
    asked = column[order]
    below = np.searchsorted(ordered, asked, side="left")
    position: NDArray[np.floating]
    if ties == "average":
        upto = np.searchsorted(ordered, asked, side="right")
        position = (below + upto + 1) / 2
        last = ordered.size
    elif ties == "min":
        position, last = below + 1.0, ordered.size
    else:
        distinct_below = np.concatenate([[0], np.cumsum(np.concatenate([[True], ordered[1:] != ordered[:-1]]))])
        position, last = distinct_below[below] + 1.0, int(distinct_below[-1])
    rank = np.empty(column.shape, dtype=np.float64)
    rank[order] = np.where(np.isnan(asked), np.nan, np.clip(position, 1, last))
    return rank
