"""Borda points: how many units of the sample a unit beats."""

from __future__ import annotations

from numpy.typing import ArrayLike

from toolkit.columns import Array, Ties
from toolkit.normalise._base import Range
from toolkit.normalise._ranking import RankNormaliser


class Borda(RankNormaliser):
    """Replace each value by its Borda points, rank - 1: 0 for the worst unit, n - 1 for the best of n.

    Parameters
    ----------
    direction : +1, -1 or array of them, shape (indicators,)
        +1: more is better; -1: less is better.
    output_range : pair of float, or None
        None (the default): the points themselves. (a, b): 0 becomes a and n - 1 becomes b.
    ties : "average", "min" or "dense"
        "average": half a point for each unit one ties with; "min": points only for the units one beats; "dense": points
        for the distinct values one beats.

    Notes
    -----
    A value that is not in the fitted sample is ranked against that sample as in `rank`. A constant indicator gets the
    middle. The error of points has no linear scale.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 6.12.

    Examples
    --------
    >>> Borda().fit_transform([[7.0], [9.0], [7.0]]).tolist()
    [[0.5], [2.0], [0.5]]
    """

    def __init__(self, *, direction: ArrayLike = 1, output_range: Range | None = None, ties: Ties = "average") -> None:
        self.direction = direction
        self.output_range = output_range
        self.ties = ties

    def _score(self, rank: Array, number: float) -> Array:
        return rank - 1

    def _natural(self, number: float) -> tuple[float, float]:
        return 0.0, number - 1
