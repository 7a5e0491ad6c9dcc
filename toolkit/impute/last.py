"""The last known value of the same unit, up to a maximum age."""

from __future__ import annotations

import numpy as np

from toolkit.columns import Array
from toolkit.errors import OptionError
from toolkit.impute._panel import PanelImputer

ROUNDING = 1e-6
"""Years; ages are differences of whole twelfths of a year."""


class LastValue(PanelImputer):
    """Fill a gap with the unit's own latest earlier value, if it is not too old.

    Parameters
    ----------
    maximum_age : float
        In years: 1 takes the year before only. A filled value does not become younger by being carried on.

    Examples
    --------
    >>> import polars as pl
    >>> keys = pl.DataFrame({"unit_id": ["A", "A", "A"], "period": ["2026", "2024", "2025"]})
    >>> nan = float("nan")
    >>> LastValue().fit_transform([[nan], [7.0], [nan]], keys=keys).ravel().tolist()
    [nan, 7.0, 7.0]
    """

    def __init__(self, *, maximum_age: float = 1) -> None:
        self.maximum_age = maximum_age

    def _fill(self, times: Array, values: Array) -> Array:
        if not self.maximum_age > 0:
            raise OptionError(f"maximum_age={self.maximum_age!r} must be a positive number of years.")
        filled = np.full(values.shape, np.nan)
        latest, since = np.full(values.shape[1], np.nan), np.full(values.shape[1], -np.inf)
        for i, row in enumerate(values):
            filled[i] = np.where(times[i] - since <= self.maximum_age + ROUNDING, latest, np.nan)
            known = ~np.isnan(row)
            latest, since = np.where(known, row, latest), np.where(known, times[i], since)
        return filled
