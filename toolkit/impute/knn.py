"""The mean of the k most similar units."""

from __future__ import annotations

from typing import Literal

import polars as pl

from toolkit.columns import Array
from toolkit.errors import OptionError
from toolkit.impute._base import ModelImputer


class KNearest(ModelImputer):
    """Fill a gap with the mean of the indicator in the k most similar units of the fitted sample that have it.

    Similar is near in the Euclidean distance over the standardised indicators that both units have, scaled up for those
    that they lack (scikit-learn's `nan_euclidean`). With fewer than k such units all of them count; a unit that has no
    indicator in common with any of them gets the mean of the indicator.

    Parameters
    ----------
    neighbours : int
        How many units.
    weights : "uniform" or "distance"
        Count all neighbours alike, or by the inverse of their distance.

    References
    ----------
    Troyanskaya, O. et al. (2001), Missing value estimation methods for DNA microarrays, Bioinformatics 17(6), 520-525,
    doi:10.1093/bioinformatics/17.6.520.

    Examples
    --------
    >>> units = [[1.0, 10.0], [2.0, 20.0], [9.0, 90.0]]
    >>> KNearest(neighbours=2).fit(units).transform([[1.4, float("nan")]]).round(6).tolist()
    [[1.4, 15.0]]
    """

    def __init__(self, *, neighbours: int = 5, weights: Literal["uniform", "distance"] = "uniform") -> None:
        self.neighbours = neighbours
        self.weights = weights

    def _learn_standard(self, z: Array, keys: pl.DataFrame | None) -> None:
        from sklearn.impute import KNNImputer

        if self.weights not in ("uniform", "distance"):
            raise OptionError(f"weights={self.weights!r}: allowed are 'uniform' and 'distance'.")
        if self.neighbours < 1:
            raise OptionError(f"neighbours={self.neighbours!r} must be at least 1.")
        if not self.used_.size:
            return
        self.model_ = KNNImputer(n_neighbors=self.neighbours, weights=self.weights).fit(z)

    def _predict_standard(self, z: Array, keys: pl.DataFrame | None) -> Array:
        return self.model_.transform(z)
