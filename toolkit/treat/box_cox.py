"""The Box-Cox transformation of positive values."""

from __future__ import annotations

import numpy as np
from sklearn.utils import Tags

from toolkit.columns import Array
from toolkit.errors import DataError, OptionError
from toolkit.treat._base import Transformation
from toolkit.treat._likelihood import best_power


class BoxCox(Transformation):
    """Raise to the power that makes the sample most nearly normal: ((x / g)^p - 1) / p, log(x / g) for p = 0.

    g is the geometric mean of the fitted sample, so that the result does not depend on the unit of measurement. The power is the maximum-likelihood one, sought from -5 to 5. Every power keeps the order of units.

    Parameters
    ----------
    shift : float, optional
        Added to all values first. Without it a value that is not positive is refused: choose a shift, or `yeo_johnson`.

    References
    ----------
    Box, G. E. P. and Cox, D. R. (1964), An analysis of transformations, Journal of the Royal Statistical Society B 26(2),
    211-252, doi:10.1111/j.2517-6161.1964.tb00553.x.

    Examples
    --------
    >>> BoxCox().fit([[1.0], [2.0], [4.0], [8.0], [16.0]]).learned_.filter(parameter="power")["value"].round(3).to_list()
    [-0.0]
    """

    word = "box_cox"

    def __init__(self, *, shift: float | None = None) -> None:
        self.shift = shift

    def _learn(self, column: Array, name: str) -> dict[str, float]:
        if self.shift is not None and not np.isfinite(self.shift):
            raise OptionError(f"shift={self.shift!r} must be a finite number.")
        shift = 0.0 if self.shift is None else float(self.shift)
        x = self._positive(column, shift, name)
        if x.min() == x.max():
            return {}
        middle = float(np.exp(np.log(x).mean()))
        return {"power": best_power(x / middle, power_of, np.log(x / middle)), "shift": shift, "middle": middle}

    def _apply(self, column: Array, parameters: dict[str, float], name: str) -> Array:
        return power_of(self._positive(column, parameters["shift"], name) / parameters["middle"], parameters["power"])

    def _slope(self, column: Array, parameters: dict[str, float]) -> Array:
        scaled = (column + parameters["shift"]) / parameters["middle"]
        return scaled ** (parameters["power"] - 1) / parameters["middle"]

    def _positive(self, column: Array, shift: float, name: str) -> Array:
        x = column + shift
        if (x <= 0).any():
            remedy = "Choose a shift, or yeo_johnson." if self.shift is None else "Choose a greater shift."
            raise DataError(f"Box-Cox needs positive values; '{name}' has {column.min():g}. {remedy}")
        return x

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.positive_only = self.shift is None
        return tags


def power_of(x: Array, power: float) -> Array:
    """Return (x^power - 1) / power of positive x, log x for power 0, exact near 0."""
    return np.log(x) if power == 0 else np.expm1(power * np.log(x)) / power
