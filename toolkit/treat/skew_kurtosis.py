"""The rule that chooses: nothing, winsorising, or a transformation of the scale."""

from __future__ import annotations

import warnings
from typing import Any

from toolkit.columns import Array
from toolkit.errors import unknown
from toolkit.treat._base import Reasons, Treatment
from toolkit.treat._moments import skewed
from toolkit.treat.box_cox import BoxCox
from toolkit.treat.log import Log
from toolkit.treat.winsorise import Winsorise
from toolkit.treat.yeo_johnson import YeoJohnson

SCALES: dict[str, type[Treatment]] = {"log": Log, "box_cox": BoxCox, "yeo_johnson": YeoJohnson}
SCALED = "scaled"
"""Parameter that marks an indicator whose scale was changed."""


class StillSkewedWarning(UserWarning):
    """An indicator exceeds the limits of skewness and kurtosis even after treatment."""


class SkewKurtosis(Treatment):
    """Treat only what needs it, and as little as does.

    1. abs(skewness) <= `skew` or kurtosis <= `kurtosis`: the indicator stays as it is. 2. Else it is winsorised, up to
    `maximum_points` values. 3. If that is not enough, winsorising is undone and the scale is changed, by `then`. The rule of
    COINr's `Treat`.

    Parameters
    ----------
    skew, kurtosis, maximum_points
        As for `winsorise`.
    then : "log", "box_cox" or "yeo_johnson"
        The transformation of the third step.

    References
    ----------
    Becker, W. et al. (2022), COINr: An R package for developing composite indicators, Journal of Open Source Software 7(78),
    4567, doi:10.21105/joss.04567.

    Examples
    --------
    >>> treatment = SkewKurtosis().fit([[float(x), 1.0] for x in [*range(1, 11), 30, 100]])
    >>> treatment.changes_.rows()
    [('11', 'x0', 100.0, 30.0, 'winsorised_high')]
    """

    def __init__(self, *, skew: float = 2.0, kurtosis: float = 3.5, maximum_points: int = 5, then: str = "log") -> None:
        self.skew = skew
        self.kurtosis = kurtosis
        self.maximum_points = maximum_points
        self.then = then

    def _learn(self, column: Array, name: str) -> dict[str, float]:
        scale = self._scale()
        if not skewed(column, self.skew, self.kurtosis):
            return {}
        first = Winsorise(skew=self.skew, kurtosis=self.kurtosis, maximum_points=self.maximum_points)
        ends = first._learn(column, name)
        if not skewed(first._apply(column, ends, name), self.skew, self.kurtosis):
            return ends
        parameters = scale._learn(column, name)
        if skewed(scale._apply(column, parameters, name), self.skew, self.kurtosis):
            text = f"Indicator '{name}' is still skewed after {self.then}: look at its values."
            warnings.warn(text, StillSkewedWarning, stacklevel=4)
        return {**parameters, SCALED: 1.0}

    def _apply(self, column: Array, parameters: dict[str, float], name: str) -> Array:
        return self._at(parameters)._apply(column, parameters, name)

    def _slope(self, column: Array, parameters: dict[str, float]) -> Array:
        return self._at(parameters)._slope(column, parameters)

    def _reasons(self, column: Array, parameters: dict[str, float]) -> Reasons:
        return self._at(parameters)._reasons(column, parameters)

    def _keeps_unit(self, parameters: dict[str, float]) -> bool:
        return SCALED not in parameters

    def _at(self, parameters: dict[str, float]) -> Treatment:
        return self._scale() if SCALED in parameters else Winsorise()

    def _scale(self) -> Any:
        if self.then not in SCALES:
            raise unknown("transformation", self.then, SCALES)
        return SCALES[self.then]()
