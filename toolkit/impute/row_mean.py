"""The mean of the unit's own other indicators in the same node, on a common scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.columns import Array, divide, extremes
from toolkit.errors import OptionError
from toolkit.impute._base import Imputer
from toolkit.normalise._base import resolve_direction


class RowMean(Imputer):
    """Fill a gap with the mean position of the unit's other indicators of the same node.

    The indicators have different units, so that the mean is taken on the min-max scale of the fitted sample (0 = worst,
    1 = best, clipped) and the result is turned back into the unit of the indicator: p = mean of (x_j - low_j) / (high_j -
    low_j), filled value = low + p (high - low). It lies inside the fitted range, so that a share stays a share. Under
    min-max normalisation and equal weights a node then has the score that it would have with the gap left out.

    Parameters
    ----------
    nodes : sequence of str, optional
        The parent node of each indicator; None: all indicators are in one node. In a run they come from the framework.
    direction : +1, -1 or array of them, shape (indicators,)
        +1: more is better; -1: less is better. In a run it comes from the framework.

    Notes
    -----
    A constant indicator has no positions: it does not count for others, and its own gaps get its one value.

    References
    ----------
    Becker, W. et al. (2022), COINr: An R package for developing composite indicators, Journal of Open Source Software 7(78),
    4567, doi:10.21105/joss.04567, function `Impute` by row with `normalise_first`.

    Examples
    --------
    >>> RowMean().fit([[0.0, 0.0], [10.0, 200.0]]).transform([[5.0, float("nan")]]).tolist()
    [[5.0, 100.0]]
    """

    def __init__(self, *, nodes: Sequence[str] | None = None, direction: ArrayLike = 1) -> None:
        self.nodes = nodes
        self.direction = direction

    def _learn(self, values: Array, keys: pl.DataFrame | None) -> dict[str, Array]:
        if self.nodes is not None and len(self.nodes) != values.shape[1]:
            raise OptionError(
                f"nodes has {len(self.nodes)} entries for {values.shape[1]} indicators: give one for each."
            )
        self.direction_ = resolve_direction(self.direction, self._indicators())
        low, high = extremes(values)
        return {"low": low, "high": high}

    def _predict(self, values: Array, keys: pl.DataFrame | None) -> Array:
        low, high = self.parameters_["low"], self.parameters_["high"]
        informs = high > low
        span = np.where(informs, high - low, 1.0)
        place = np.where(informs, np.clip((values - low) / span, 0.0, 1.0), np.nan)
        place = np.where(self.direction_ > 0, place, 1.0 - place)
        mean = self._node_means(place)
        back = np.where(self.direction_ > 0, mean, 1.0 - mean)
        return np.where(informs, low + back * (high - low), np.where(np.isnan(mean), np.nan, low))

    def _node_means(self, place: Array) -> Array:
        result = np.full(place.shape, np.nan)
        nodes = (
            np.zeros(place.shape[1], dtype=int) if self.nodes is None else np.unique(self.nodes, return_inverse=True)[1]
        )
        for node in np.unique(nodes):
            at = np.flatnonzero(nodes == node)
            present = ~np.isnan(place[:, at])
            mean = divide(np.where(present, place[:, at], 0.0).sum(axis=1), present.sum(axis=1))
            result[:, at] = mean[:, None]
        return result
