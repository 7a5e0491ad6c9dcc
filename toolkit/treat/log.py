"""Logarithm, moved so that the fitted sample is positive."""

from __future__ import annotations

import numpy as np

from toolkit.columns import Array
from toolkit.errors import OptionError
from toolkit.treat._base import Transformation
from toolkit.treat._moments import skewness

ROUNDING = 1e-9
"""The skewness of a symmetric sample is 0 but for rounding, which must not decide the end."""


class Log(Transformation):
    """Take the logarithm of the distance from the short end: log(x - min + a), with a = `offset` (max - min).

    With negative skewness the long end is the lower one, and the value is -log(max - x + a). Either way the order of units
    stays. Minimum and maximum come from the fitted sample; a later value beyond the short end is set to that end, where the
    logarithm would fall without bound.

    Parameters
    ----------
    offset : float
        The value at the short end, as a share of the range. 0.01 is the "modified COIN Tool log" of COINr.

    References
    ----------
    Becker, W. et al. (2022), COINr: An R package for developing composite indicators, Journal of Open Source Software 7(78),
    4567, doi:10.21105/joss.04567.

    Examples
    --------
    >>> Log().fit_transform([[0.0], [1.0], [9.0], [99.0], [100.0]]).round(3).ravel().tolist()
    [0.0, 0.693, 2.303, 4.605, 4.615]
    """

    word = "log"

    def __init__(self, *, offset: float = 0.01) -> None:
        self.offset = offset

    def _learn(self, column: Array, name: str) -> dict[str, float]:
        if not self.offset > 0:
            raise OptionError(f"offset={self.offset!r} must be positive: the logarithm of 0 is no number.")
        low, high = float(column.min()), float(column.max())
        if low == high:
            return {}
        sign = -1.0 if skewness(column) < -ROUNDING else 1.0
        return {"sign": sign, "end": low if sign > 0 else high, "offset": self.offset * (high - low)}

    def _apply(self, column: Array, parameters: dict[str, float], name: str) -> Array:
        return parameters["sign"] * np.log(self._distance(column, parameters) + parameters["offset"])

    def _slope(self, column: Array, parameters: dict[str, float]) -> Array:
        return 1.0 / (self._distance(column, parameters) + parameters["offset"])

    def _distance(self, column: Array, parameters: dict[str, float]) -> Array:
        return np.maximum(parameters["sign"] * (column - parameters["end"]), 0.0)
