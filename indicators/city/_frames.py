"""From arrays to columns: identifiers and words by number, arrays with gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from indicators.city._plan import Bools, Floats, Ints


def ids(prefix: str, width: int, numbers: Ints) -> pl.Series:
    """Return identifiers for numbers that count from 0.

    >>> ids("G", 3, np.array([0, 41])).to_list()
    ['G001', 'G042']
    """
    texts = pl.Series(np.arange(1, int(numbers.max(initial=0)) + 2)).cast(pl.String).str.zfill(width)
    return (prefix + texts).gather(numbers)


def words(vocabulary: Sequence[str], numbers: Ints) -> pl.Series:
    """Return the words of a vocabulary by number; a negative number gives null.

    >>> words(("lead", "member"), np.array([1, -1])).to_list()
    ['member', None]
    """
    known = pl.Series([*vocabulary, None], dtype=pl.String)
    return known.gather(np.where(numbers < 0, len(vocabulary), numbers))


def gaps(values: Any, missing: Bools, dtype: Any = None) -> pl.Series:
    """Return a column that is null where `missing` is true.

    >>> gaps(np.array([5, 6]), np.array([True, False])).to_list()
    [None, 6]
    """
    column = pl.Series(values, dtype=dtype)
    return pl.select(pl.when(pl.Series(~missing)).then(column)).to_series()


def expit(x: Floats) -> Floats:
    """Return 1/(1 + exp(-x)).

    >>> float(expit(np.array(0.0)))
    0.5
    """
    return np.asarray(1.0 / (1.0 + np.exp(-x)), dtype=np.float64)
