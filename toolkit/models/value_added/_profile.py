"""Profile intervals of variances: how far one may move before the likelihood falls too low, the others following."""

from __future__ import annotations

import numpy as np

from toolkit.columns import Array
from toolkit.models.value_added._search import Minimum, Objective, descend

CLOSE = 1e-7
"""Relative accuracy of the ends."""
OFF_ZERO = 0.03
"""Where a parameter that is 0 starts: at 0 itself the slope in it is 0, so that it would never leave."""


def interval(
    whole: Objective, top: Minimum, place: int, can_be_zero: bool, step: float, quantile: float
) -> tuple[float, float]:
    """Return the two values of parameter `place` (a standard deviation) at which −2 log L has risen by quantile².

    The lower end is 0 where it does not rise that far before.
    """
    from scipy.optimize import brentq

    best, others = abs(float(top.point[place])), np.delete(top.point, place)
    others = np.where(others == 0, OFF_ZERO, others)

    def above(value: float) -> float:
        """√(rise of −2 log L) − quantile: close to a straight line in the standard deviation."""

        def held(point: Array) -> tuple[float, Array]:
            found, slope = whole(np.insert(point, place, value))
            return found, np.delete(slope, place)

        return float(np.sqrt(max(descend(held, others)[1] - top.value, 0.0))) - quantile

    near = best + step * quantile
    far = near
    while above(far) < 0:
        near, far = far, best + 2 * (far - best)
    high = brentq(above, best if far == near else near, far, rtol=CLOSE, xtol=CLOSE * far)
    floor = 0.0 if can_be_zero else best / 1000
    if best == 0 or above(floor) <= 0:
        return 0.0, float(high)
    near = max(best - step * quantile, floor)
    low = (near, best) if above(near) >= 0 else (floor, near)
    return float(brentq(above, *low, rtol=CLOSE, xtol=CLOSE * far)), float(high)
