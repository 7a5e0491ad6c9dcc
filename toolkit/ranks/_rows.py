"""Ranks of scores, for one list or for thousands of lists at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Array = NDArray[np.float64]

DECIMALS = 10
"""Scores are compared at the decimals at which they are published (toolkit/matrix.py, quantise)."""


def rank_descending(scores: Any) -> NDArray[np.int64]:
    """Rank scores, 1 = highest; ties share the smallest rank; NaN gets 0 (no rank).

    >>> rank_descending([80.0, 90.0, float("nan"), 80.0]).tolist()
    [2, 1, 0, 2]
    """
    column = pl.Series(np.asarray(scores, dtype=np.float64), nan_to_null=True)
    return column.rank("min", descending=True).cast(pl.Int64).fill_null(0).to_numpy()


def rank_rows(scores: Any) -> NDArray[np.int32]:
    """Rank every row of an array (…, unit) as `rank_descending` ranks one; scores are rounded to 10 decimals first.

    A score and the number of its unit are packed into one integer, so that plain sorting, several times faster than
    `argsort`, tells who stands where. Numbers too large for that are ranked by `argsort`.

    >>> rank_rows([[80.0, 90.0, float("nan"), 80.0], [1.0, 2.0, 3.0, 4.0]]).tolist()
    [[2, 1, 0, 2], [4, 3, 2, 1]]
    """
    array = np.asarray(scores, dtype=np.float64)
    if not array.size:
        return np.zeros(array.shape, dtype=np.int32)
    flat = array.reshape(-1, array.shape[-1])
    bits = max(1, (flat.shape[1] - 1).bit_length())
    steps = np.rint(flat * -(10.0**DECIMALS))
    missing = np.isnan(steps)
    gaps = bool(missing.any())
    if gaps:
        steps[missing] = -np.inf
        largest = steps.max()
        steps[missing] = (largest if np.isfinite(largest) else 0.0) + 1.0  # behind all others, undone below
    if max(steps.max(), -steps.min()) * 2.0**bits >= 2.0**62:
        order = np.argsort(steps, axis=1, kind="stable")
        keys = np.take_along_axis(steps, order, axis=1)
    else:
        packed = steps.astype(np.int64)
        packed <<= bits
        packed |= np.arange(flat.shape[1])
        packed.sort(axis=1)
        order = packed & ((1 << bits) - 1)
        keys = packed >> bits
    ranks = np.empty(flat.shape, dtype=np.int32)
    np.put_along_axis(ranks, order, _places(keys), axis=1)
    if gaps:
        ranks[missing] = 0
    return ranks.reshape(array.shape)


def _places(keys: NDArray[Any]) -> NDArray[np.int32]:
    """Rank of each position of sorted rows; equal keys share the smallest."""
    place = np.arange(1, keys.shape[1] + 1, dtype=np.int32)
    same = keys[:, 1:] == keys[:, :-1]
    if not same.any():
        return np.broadcast_to(place, keys.shape)
    first = np.where(np.concatenate([np.zeros((len(keys), 1), dtype=bool), same], axis=1), np.int32(0), place)
    return np.maximum.accumulate(first, axis=1)
