"""Min-max: between the worst and the best value of the sample."""

from __future__ import annotations

from numpy.typing import ArrayLike

from toolkit.columns import Array, extremes
from toolkit.normalise._base import AffineNormaliser, Range
from toolkit.normalise.goalposts import between


class MinMax(AffineNormaliser):
    """Rescale between the least and the greatest value of the fitted sample.

    score = a + (x - min) / (max - min) * (b - a), turned round where less is better, with output_range = (a, b).

    Parameters
    ----------
    direction : +1, -1 or array of them, shape (indicators,)
        +1: more is better; -1: less is better.
    output_range : pair of float
        The scores of the worst and the best unit of the fitted sample. Other units may lie beyond.

    Notes
    -----
    The scale comes from the sample: when the best school improves, the scores of all others fall. Fixed goalposts do not
    have this fault. A constant indicator gets the middle of the range.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 1.5.

    Examples
    --------
    >>> MinMax().fit_transform([[2.0], [3.0], [6.0]]).tolist()
    [[0.0], [25.0], [100.0]]
    """

    def __init__(self, *, direction: ArrayLike = 1, output_range: Range = (0.0, 100.0)) -> None:
        self.direction = direction
        self.output_range = output_range

    def _line(self, values: Array) -> tuple[Array, Array, dict[str, Array]]:
        low, high = extremes(values)
        return *between(low, high, self.direction_), {"low": low, "high": high}
