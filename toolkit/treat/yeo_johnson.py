"""The Yeo-Johnson transformation: Box-Cox for values of either sign."""

from __future__ import annotations

import numpy as np

from toolkit.columns import Array
from toolkit.treat._base import Transformation
from toolkit.treat._likelihood import best_power
from toolkit.treat.box_cox import power_of


class YeoJohnson(Transformation):
    """Make the sample most nearly normal by a power on either side of 0.

    For x >= 0: ((x + 1)^p - 1) / p, log(x + 1) for p = 0; for x < 0: -((1 - x)^(2 - p) - 1) / (2 - p), -log(1 - x) for
    p = 2. The power is the maximum-likelihood one, sought from -5 to 5. Every power keeps the order of units. The result
    depends on the unit of the indicator (percent or share), since 1 is added in that unit.

    References
    ----------
    Yeo, I.-K. and Johnson, R. A. (2000), A new family of power transformations to improve normality or symmetry, Biometrika
    87(4), 954-959, doi:10.1093/biomet/87.4.954.

    Examples
    --------
    >>> treated = YeoJohnson().fit_transform([[-1.0], [0.0], [1.0], [3.0], [90.0]]).ravel()
    >>> bool((treated[1:] > treated[:-1]).all()), bool(treated[-1] < 5)
    (True, True)
    """

    word = "yeo_johnson"

    def _learn(self, column: Array, name: str) -> dict[str, float]:
        if column.min() == column.max():
            return {}
        return {"power": best_power(column, both_sides, np.sign(column) * np.log1p(np.abs(column)))}

    def _apply(self, column: Array, parameters: dict[str, float], name: str) -> Array:
        return both_sides(column, parameters["power"])

    def _slope(self, column: Array, parameters: dict[str, float]) -> Array:
        exponent = np.where(column >= 0, parameters["power"] - 1, 1 - parameters["power"])
        return (np.abs(column) + 1) ** exponent


def both_sides(x: Array, power: float) -> Array:
    """Return the Yeo-Johnson transform of x."""
    upper = power_of(np.maximum(x, 0.0) + 1, power)
    lower = -power_of(np.maximum(-x, 0.0) + 1, 2 - power)
    return np.where(x >= 0, upper, lower)
