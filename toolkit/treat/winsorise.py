"""Winsorising: the most extreme values are set to the next one, point by point, until the distribution is no longer skewed."""

from __future__ import annotations

import numpy as np

from toolkit.columns import Array
from toolkit.errors import OptionError
from toolkit.treat._base import Reasons, Treatment
from toolkit.treat._moments import skewed, skewness


class Winsorise(Treatment):
    """Set the greatest (or, with negative skewness, the least) value to the next one until both limits hold.

    While abs(skewness) > `skew` and kurtosis > `kurtosis`: the values at the long end become equal to their neighbour.
    Equal values go together. At most `maximum_points` values are changed; a step that would change more is not taken. What
    is learned are the two ends: later values beyond them are set to the end.

    Parameters
    ----------
    skew, kurtosis : float
        Limits; skewness G1 and excess kurtosis G2 as Excel, SAS and R's e1071 (type 2) define them.
    maximum_points : int
        Most values of one indicator that may be changed in the fitted sample.

    References
    ----------
    Becker, W. et al. (2022), COINr: An R package for developing composite indicators, Journal of Open Source Software 7(78),
    4567, doi:10.21105/joss.04567.

    Examples
    --------
    >>> treatment = Winsorise().fit([[float(x)] for x in [*range(1, 11), 30, 100]])
    >>> treatment.changes_.rows()
    [('11', 'x0', 100.0, 30.0, 'winsorised_high')]
    """

    keeps_unit = True

    def __init__(self, *, skew: float = 2.0, kurtosis: float = 3.5, maximum_points: int = 5) -> None:
        self.skew = skew
        self.kurtosis = kurtosis
        self.maximum_points = maximum_points

    def _learn(self, column: Array, name: str) -> dict[str, float]:
        if self.maximum_points < 0:
            raise OptionError(f"maximum_points={self.maximum_points!r} must not be negative.")
        low, high = -np.inf, np.inf
        now = column
        while skewed(now, self.skew, self.kurtosis):
            new_low, new_high = low, high
            if skewness(now) > 0:
                new_high = float(now[now < now.max()].max())
            else:
                new_low = float(now[now > now.min()].min())
            if ((column < new_low) | (column > new_high)).sum() > self.maximum_points:
                break
            low, high = new_low, new_high
            now = np.clip(column, low, high)
        return {key: end for key, end in (("low", low), ("high", high)) if np.isfinite(end)}

    def _apply(self, column: Array, parameters: dict[str, float], name: str) -> Array:
        return np.clip(column, parameters.get("low", -np.inf), parameters.get("high", np.inf))

    def _slope(self, column: Array, parameters: dict[str, float]) -> Array:
        return np.ones(column.shape)

    def _reasons(self, column: Array, parameters: dict[str, float]) -> Reasons:
        high = column > parameters.get("high", np.inf)
        return np.where(high, "winsorised_high", "winsorised_low").astype(object)
