"""The median of the indicator."""

from __future__ import annotations

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.impute._base import Imputer
from toolkit.normalise.robust import medians


class Median(Imputer):
    """Fill a gap with the median of the indicator in the fitted sample, which a few extreme units cannot move.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 1.3.

    Examples
    --------
    >>> Median().fit([[1.0], [3.0], [50.0]]).transform([[float("nan")]]).tolist()
    [[3.0]]
    """

    def _learn(self, values: Array, keys: pl.DataFrame | None) -> dict[str, Array]:
        return {"median": medians(values)}

    def _predict(self, values: Array, keys: pl.DataFrame | None) -> Array:
        return np.broadcast_to(self.parameters_["median"], values.shape)
