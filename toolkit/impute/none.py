"""No imputation: gaps stay gaps."""

from __future__ import annotations

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.impute._base import Imputer


class NoImputation(Imputer):
    """Leave every gap as it is. Weights are then renormalised over what is present, and coverage shows the gap.

    Examples
    --------
    >>> NoImputation().fit_transform([[1.0], [float("nan")]]).ravel().tolist()
    [1.0, nan]
    """

    def _learn(self, values: Array, keys: pl.DataFrame | None) -> dict[str, Array]:
        return {}

    def _predict(self, values: Array, keys: pl.DataFrame | None) -> Array:
        return np.full(values.shape, np.nan)
