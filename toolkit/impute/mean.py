"""The mean of the indicator."""

from __future__ import annotations

import numpy as np
import polars as pl

from toolkit.columns import Array, means
from toolkit.impute._base import Imputer


class Mean(Imputer):
    """Fill a gap with the mean of the indicator in the fitted sample.

    The spread of the indicator and its correlations shrink: not for weightings that look at either.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 1.3.

    Examples
    --------
    >>> Mean().fit([[1.0], [3.0]]).transform([[float("nan")]]).tolist()
    [[2.0]]
    """

    def _learn(self, values: Array, keys: pl.DataFrame | None) -> dict[str, Array]:
        return {"mean": means(values)}

    def _predict(self, values: Array, keys: pl.DataFrame | None) -> Array:
        return np.broadcast_to(self.parameters_["mean"], values.shape)
