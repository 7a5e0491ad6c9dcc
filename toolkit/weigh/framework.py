"""Nominal weights: those that the framework states."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from toolkit.errors import DataError, OptionError
from toolkit.weigh._input import Values, wide
from toolkit.weigh._result import Weights, weights_from


def framework(
    values: Values | None = None,
    *,
    direction: ArrayLike | None = None,
    weight: ArrayLike,
    indicators: tuple[str, ...] | None = None,
) -> Weights:
    """Take the stated weights and scale them to sum 1.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators), optional
        Only its indicators' names and number are used.
    direction : ignored
        Stated weights do not depend on it.
    weight : array, shape (indicators,)
        Not negative, not all zero, none missing.
    indicators : tuple of str, optional
        Names for the report and for errors, where `values` gives none.

    Examples
    --------
    >>> framework(weight=[30, 30, 40]).weights.tolist()
    [0.3, 0.3, 0.4]
    """
    stated = np.array(
        [np.nan if w is None else w for w in np.atleast_1d(np.asarray(weight, dtype=object))], dtype=np.float64
    )
    names = indicators or (
        wide(values).indicators if values is not None else tuple(f"x{i}" for i in range(stated.size))
    )
    if len(names) != stated.size:
        raise OptionError(f"weight has {stated.size} entries for {len(names)} indicators.")
    check_stated(stated, names)
    return weights_from(stated, names, "framework", {"stated": stated})


def check_stated(stated: Any, names: tuple[str, ...]) -> None:
    """Refuse stated weights that are missing, negative or all zero."""
    for wrong, what in ((~np.isfinite(stated), "is missing or not finite"), (stated < 0, "is negative")):
        if wrong.any():
            i = int(np.flatnonzero(wrong)[0])
            raise DataError(f"The weight of indicator '{names[i]}' {what} ({stated[i]:g}).")
    if not stated.any():
        raise DataError(f"All weights are zero: {', '.join(names)}.")
