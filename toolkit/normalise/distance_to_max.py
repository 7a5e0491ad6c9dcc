"""Distance to the best unit."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array, extremes
from toolkit.normalise._base import AffineNormaliser, Range


class DistanceToMax(AffineNormaliser):
    """Take the distance to the best unit, as a share of the range, away from the top of the scale.

    score = b - (best - x) / (best - worst) * (b - a), with output_range = (a, b); best is the greatest value where more is
    better, and the least where less is better.

    Parameters
    ----------
    direction : +1, -1 or array of them, shape (indicators,)
        +1: more is better; -1: less is better.
    output_range : pair of float
        The scores of the worst and the best unit of the fitted sample.

    Notes
    -----
    It is the same line as `minmax`, read from the top; it has its own name because the literature and other packages
    give it one. A constant indicator gets the middle of the range.

    References
    ----------
    Becker, W., Caperna, G., Del Sorbo, M. et al. (2022), COINr: An R package for developing composite indicators,
    doi:10.21105/joss.04567.

    Examples
    --------
    >>> DistanceToMax().fit_transform([[2.0], [3.0], [6.0]]).ravel().tolist()
    [0.0, 25.0, 100.0]
    """

    def __init__(self, *, direction: ArrayLike = 1, output_range: Range = (0.0, 100.0)) -> None:
        self.direction = direction
        self.output_range = output_range

    def _line(self, values: Array) -> tuple[Array, Array, dict[str, Array]]:
        low, high = extremes(values)
        worst, best = np.where(self.direction_ > 0, low, high), np.where(self.direction_ > 0, high, low)
        return worst, best - worst, {"best": best, "range": high - low}
