"""A straight line in time between two known values of the same unit."""

from __future__ import annotations

import numpy as np

from toolkit.columns import Array
from toolkit.impute._panel import PanelImputer


class LinearInTime(PanelImputer):
    """Fill a gap on the straight line between the unit's own values before and after it.

    A gap before the first or after the last known value stays: a line is not drawn beyond what is known.

    Examples
    --------
    >>> import polars as pl
    >>> keys = pl.DataFrame({"unit_id": ["A"] * 4, "period": ["2022", "2023", "2025", "2026"]})
    >>> nan = float("nan")
    >>> LinearInTime().fit_transform([[10.0], [nan], [40.0], [nan]], keys=keys).ravel().tolist()
    [10.0, 20.0, 40.0, nan]
    """

    def _fill(self, times: Array, values: Array) -> Array:
        filled = np.full(values.shape, np.nan)
        for i, column in enumerate(values.T):
            known = ~np.isnan(column)
            if known.any():
                filled[:, i] = np.interp(times, times[known], column[known], left=np.nan, right=np.nan)
        return filled
