"""Matrices of numbers as text, without losing a bit."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.matrix import Array

MOST_LEVELS = 65535
"""Codes of two bytes; the last one says that nothing is there."""


def packed(array: Array) -> dict[str, str]:
    """Return an array (unit, indicator) column after column: its 64-bit floats, or codes of its levels where that is shorter.

    Ranks and percentiles have few levels, and take a quarter of the room.

    >>> sorted(packed(np.array([[1.0], [np.nan]])))
    ['codes', 'levels']
    """
    columns = np.ascontiguousarray(array.T, dtype="<f8")
    present = ~np.isnan(columns)
    levels = np.unique(columns[present])
    if levels.size >= MOST_LEVELS or 8 * levels.size + 2 * columns.size >= 8 * columns.size:
        return {"floats": text(columns)}
    codes = np.full(columns.shape, MOST_LEVELS, dtype="<u2")
    codes[present] = np.searchsorted(levels, columns[present])
    return {"levels": text(levels.astype("<f8")), "codes": text(codes)}


def cells(mask: NDArray[np.bool_]) -> list[int]:
    """Return the numbers of the cells of an array (unit, indicator) that are true, column after column."""
    return np.flatnonzero(mask.T).tolist()


def text(array: NDArray[Any]) -> str:
    """Return the bytes of an array as base64."""
    return base64.b64encode(array.tobytes()).decode("ascii")
