"""Which differences between units are surely not chance: a bootstrapped critical value for the largest of many."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import OptionError
from toolkit.ranks._unit import Array, Bounds, Question

Mask = NDArray[np.bool_]
Single = NDArray[np.float32]

MOST_UNITS = 5_000
"""Every pair is held in memory: about 40 bytes a pair."""
BATCH = 64
"""Bootstrap draws looked at together: they stay in the processor's cache."""


def bounds(asked: Question, *, steps: bool) -> Bounds:
    """Return the best and worst plausible rank of each unit from the differences that are significant."""
    above = significant(asked, steps=steps)
    if asked.simultaneous:
        return 1 + above.sum(axis=0), asked.estimate.size - above.sum(axis=1)
    return 1 + above[0], asked.estimate.size - above[1]


def significant(asked: Question, *, steps: bool) -> NDArray[np.int64]:
    """Return where i surely stands above j, shape (i, j); when not simultaneous, (units above, units below) of each unit."""
    units = asked.estimate.size
    if units > MOST_UNITS:
        raise OptionError(
            f"{units} units are too many to compare every pair (at most {MOST_UNITS}): use method='joint' or 'posterior'."
        )
    t, scale = scaled(asked.estimate, asked.se)
    noise = np.random.default_rng(asked.seed).standard_normal((asked.draws, units)) * np.nan_to_num(asked.se)
    z = noise.astype(np.float32)  # 1e-7 of a critical value that is itself a bootstrap estimate
    if asked.simultaneous:
        above = reject(t, lambda rows, open_: largest(z[rows], scale, open_), asked, steps)
        return above.astype(np.int64)
    counts = np.zeros((2, units), dtype=np.int64)
    for i in range(units):
        own = np.stack([t[:, i], t[i]])  # others above i, i above others
        d = (z[:, i, None] - z) * scale[i]
        found = reject(own, lambda rows, open_, d=d: largest_of_one(d[rows], open_), asked, steps)  # type: ignore[misc]
        counts[:, i] = found.sum(axis=1)
    return counts


def scaled(estimate: Array, se: Array) -> tuple[Array, Single]:
    """Return t = (y_i - y_j) / s_ij and 1 / s_ij, shape (i, j); 0 where an error is unknown, infinite t between exact values."""
    spread = np.sqrt(se[:, None] ** 2 + se**2)
    difference = estimate[:, None] - estimate
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(spread > 0, difference / spread, np.where(difference != 0, np.sign(difference) * np.inf, 0.0))
    t[np.isnan(spread)] = 0.0
    scale = np.zeros_like(spread)
    np.divide(1.0, spread, out=scale, where=spread > 0)
    return t, scale.astype(np.float32)


def reject(t: Array, statistic: Callable[[NDArray[np.intp], Mask], Single], asked: Question, steps: bool) -> Mask:
    """Return the entries of `t` that exceed the critical value; with `steps`, again for those that are left, and so on."""
    open_ = np.ones(t.shape, dtype=bool)
    most = np.full(asked.draws, np.inf)
    while True:
        critical = quantile_of_largest(lambda rows, left=open_: statistic(rows, left), most, asked.coverage)  # type: ignore[misc]
        found = open_ & (t > critical)
        open_ &= ~found
        if not steps or not found.any() or not open_.any():
            return ~open_


def quantile_of_largest(statistic: Callable[[NDArray[np.intp]], Single], most: Array, coverage: float) -> float:
    """Return the quantile (linear, as numpy's) of a statistic of each draw, computing only the draws that can reach it.

    `most` are upper bounds of the statistic, infinite at first; they are tightened in place for the next, smaller family.
    """
    draws = most.size
    position = (draws - 1) * coverage
    low = int(np.floor(position))
    needed = draws - low
    order = np.argsort(-most, kind="stable")
    for start in range(0, draws, BATCH):
        rows = order[start : start + BATCH]
        most[rows] = statistic(rows)
        seen = order[: start + BATCH]
        rest = order[start + BATCH :]
        if not rest.size or (most[seen] >= most[rest[0]]).sum() >= needed:
            break
    top = np.sort(most[seen])[::-1][:needed]
    at, after = top[-1], top[max(needed - 2, 0)]
    return float(at + (position - low) * (after - at))


def largest(z: Single, scale: Single, open_: Mask) -> Single:
    """Return, for every draw, the largest (z_i - z_j) / s_ij over the open pairs (i, j), at least 0."""
    best = np.zeros(len(z), dtype=np.float32)
    up, down = scale * open_, scale * open_.T
    for i in range(z.shape[1] - 1):
        difference = z[:, i, None] - z[:, i + 1 :]
        np.maximum(best, (difference * up[i, i + 1 :]).max(axis=1), out=best)
        np.maximum(best, -(difference * down[i, i + 1 :]).min(axis=1), out=best)
    return best


def largest_of_one(d: Single, open_: Mask) -> Single:
    """Return, for every draw, the largest scaled difference of one unit to the others, in the directions that are open."""
    above, below = -(d * open_[0]).min(axis=1), (d * open_[1]).max(axis=1)
    return np.maximum(np.maximum(above, below), np.float32(0.0))
