"""Robust z-scores: median absolute deviations away from the median of the sample."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array, extremes
from toolkit.normalise._base import AffineNormaliser, Range
from toolkit.normalise.zscore import spread

NORMAL_MAD = 1.482602218505602
"""Standard deviation of a normal distribution over its median absolute deviation: 1 / ndtri(3/4)."""
NORMAL_MEAN_AD = 1.2533141373155001
"""Standard deviation of a normal distribution over its mean absolute deviation: sqrt(pi / 2)."""


class ZeroSpreadWarning(UserWarning):
    """More than half of the values are equal: the scale is the mean absolute deviation instead of the median one."""


class Robust(AffineNormaliser):
    """Standardise by median and median absolute deviation, which a few extreme units cannot move.

    score = (x - median) / (1.4826 median(abs(x - median))) where more is better, turned round where less is better. The
    factor makes it a z-score for normal data.

    Parameters
    ----------
    direction : +1, -1 or array of them, shape (indicators,)
        +1: more is better; -1: less is better.
    output_range : pair of float, or None
        None (the default): plain robust z-scores. (a, b): -`reach` becomes a and +`reach` becomes b; scores go on beyond.
    reach : float
        How many standard deviations either end of `output_range` stands for.

    Notes
    -----
    A constant indicator gets the middle. When more than half of the values are equal the median deviation is 0; then the
    scale is 1.2533 times the mean absolute deviation from the median, with a warning, and `learned_` shows both.

    References
    ----------
    Iglewicz, B. and Hoaglin, D. C. (1993), How to Detect and Handle Outliers, ASQC Quality Press.

    Examples
    --------
    >>> Robust().fit_transform([[1.0], [2.0], [3.0], [4.0], [100.0]]).round(2).ravel().tolist()
    [-1.35, -0.67, 0.0, 0.67, 65.43]
    """

    def __init__(self, *, direction: ArrayLike = 1, output_range: Range | None = None, reach: float = 3.0) -> None:
        self.direction = direction
        self.output_range = output_range
        self.reach = reach

    def _line(self, values: Array) -> tuple[Array, Array, dict[str, Array]]:
        low, high = extremes(values)
        median = medians(values)
        mad = medians(np.abs(values - median))
        scale = NORMAL_MAD * mad
        flat = (mad == 0) & (low < high)
        if flat.any():
            scale[flat] = NORMAL_MEAN_AD * np.nanmean(np.abs(values[:, flat] - median[flat]), axis=0)
            names = ", ".join(np.array(self._indicators(), dtype=object)[flat])
            text = f"More than half of the values are equal: scaled by the mean absolute deviation: {names}."
            warnings.warn(text, ZeroSpreadWarning, stacklevel=5)
        line = spread(median, scale, self.direction_, self.output_range, self.reach)
        return *line, {"median": median, "mad": mad, "scale": scale}

    def _middle(self) -> float:
        return 0.0 if self.output_range is None else super()._middle()


def medians(values: Array) -> Array:
    """Return the median of the present values of each column; NaN for a column without any."""
    result = np.full(values.shape[1], np.nan)
    for i, column in enumerate(values.T):
        present = column[~np.isnan(column)]
        if present.size:
            result[i] = np.median(present)
    return result
