"""Fraction of the maximum."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils import Tags

from toolkit.columns import Array, extremes
from toolkit.errors import DataError
from toolkit.normalise._base import AffineNormaliser, Range


class FractionOfMax(AffineNormaliser):
    """Divide by the greatest value of the fitted sample, so that the best unit gets the top of the scale.

    score = a + (b - a) x / max where more is better; a + (b - a) (1 - (x - min) / max) where less is better: the best unit
    is again at the top, and a step of the indicator counts the same as for a benefit. output_range = (a, b).

    Parameters
    ----------
    direction : +1, -1 or array of them, shape (indicators,)
        +1: more is better; -1: less is better.
    output_range : pair of float
        The scores of a fraction of 0 and of 1.

    Notes
    -----
    It needs a ratio scale: an indicator with negative values is refused. A constant indicator gets the middle of the range.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 5.1 (distance to
    the best performer).

    Examples
    --------
    >>> FractionOfMax().fit_transform([[2.0], [3.0], [8.0]]).ravel().tolist()
    [25.0, 37.5, 100.0]
    """

    def __init__(self, *, direction: ArrayLike = 1, output_range: Range = (0.0, 100.0)) -> None:
        self.direction = direction
        self.output_range = output_range

    def _line(self, values: Array) -> tuple[Array, Array, dict[str, Array]]:
        low, high = extremes(values)
        constant = low == high
        negative = np.flatnonzero(low < 0)
        if negative.size:
            i = int(negative[0])
            name = self._indicators()[i]  # scikit-learn's checks want the first six words
            raise DataError(
                f"Negative values in data passed to FractionOfMax: '{name}' ({low[i]:g}). It needs a ratio scale."
            )
        origin = np.where(self.direction_ > 0, 0.0, low + high)
        return origin, np.where(constant, 0.0, self.direction_ * high), {"min": low, "max": high}

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.positive_only = True
        return tags
