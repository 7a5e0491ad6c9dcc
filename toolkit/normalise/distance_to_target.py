"""Distance to a target: how much of the way from the worst unit to the target is covered."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array, extremes
from toolkit.errors import DataError
from toolkit.normalise._base import AffineNormaliser, Range


class DistanceToTarget(AffineNormaliser):
    """Rescale between the worst value of the fitted sample and a target that is given.

    score = a + (x - worst) / (target - worst) * (b - a) in both directions, with output_range = (a, b): worst is the
    least value where more is better, and the greatest where less is better.

    Parameters
    ----------
    direction : +1, -1 or array of them, shape (indicators,)
        +1: more is better; -1: less is better.
    output_range : pair of float
        The scores of the worst unit and of the target.
    target : float or array, shape (indicators,)
        In the unit of the indicator. A target that even the worst unit has reached is refused. The default suits an
        indicator in percent.
    clip : bool
        Values beyond the target get the score of the target (True, the default) or go on beyond the range.

    Notes
    -----
    A constant indicator gets the middle of the range: there is no worst unit to measure the way from.

    References
    ----------
    Becker, W., Caperna, G., Del Sorbo, M. et al. (2022), COINr: An R package for developing composite indicators,
    doi:10.21105/joss.04567.

    Examples
    --------
    >>> DistanceToTarget(target=90).fit_transform([[40.0], [65.0], [95.0]]).ravel().tolist()
    [0.0, 50.0, 100.0]
    """

    def __init__(
        self,
        *,
        direction: ArrayLike = 1,
        output_range: Range = (0.0, 100.0),
        target: ArrayLike = 100.0,
        clip: bool = True,
    ) -> None:
        self.direction = direction
        self.output_range = output_range
        self.target = target
        self.clip = clip

    def _clips(self) -> bool:
        return self.clip

    def _line(self, values: Array) -> tuple[Array, Array, dict[str, Array]]:
        target = self._per_indicator("target", self.target)
        low, high = extremes(values)
        worst = np.where(self.direction_ > 0, low, high)
        constant = low == high
        reached = np.flatnonzero((self.direction_ * (target - worst) <= 0) & ~constant)
        if reached.size:
            i = int(reached[0])
            name = self._indicators()[i]
            raise DataError(
                f"Target of indicator '{name}': even the worst value {worst[i]:g} has reached {target[i]:g}."
            )
        return worst, np.where(constant, 0.0, target - worst), {"worst": worst, "target": target}
