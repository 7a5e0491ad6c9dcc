"""What every method of rank intervals works on: the units that have an estimate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import OptionError

Array = NDArray[np.float64]
Places = NDArray[np.int64]
Bounds = tuple[Places, Places]
"""Best and worst plausible rank of each unit, 1 = best."""


@dataclass(frozen=True)
class Question:
    """Estimates (none missing) and standard errors (NaN = unknown), and what is asked of them."""

    estimate: Array
    se: Array
    coverage: float
    simultaneous: bool
    draws: int
    seed: int


def read(estimate: ArrayLike, se: ArrayLike) -> tuple[Array, Array]:
    """Return estimates and standard errors of one shape; refuse negative errors and infinite numbers."""
    y, s = np.broadcast_arrays(np.asarray(estimate, dtype=np.float64), np.asarray(se, dtype=np.float64))
    if y.ndim != 1:
        raise OptionError(f"estimate has {y.ndim} dimensions: give one number a unit.")
    for name, array, wrong in (
        ("estimate", y, np.isinf(y)),
        ("se", s, np.isinf(s) | (s < 0)),
    ):
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            raise OptionError(f"{name} of unit {at} is {array[at]:g}: give finite numbers, standard errors >= 0.")
    return y, s


def check(coverage: float, draws: int) -> None:
    """Refuse a coverage outside 0 and 1, and fewer than two draws."""
    if not 0 < coverage < 1:
        raise OptionError(f"coverage must lie between 0 and 1, not {coverage!r}.")
    if draws < 2:
        raise OptionError(f"draws must be at least 2, not {draws!r}.")
