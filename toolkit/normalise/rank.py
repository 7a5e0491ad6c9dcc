"""Ranks: 1 for the worst unit, n for the best."""

from __future__ import annotations

from numpy.typing import ArrayLike

from toolkit.columns import Array, Ties
from toolkit.normalise._base import Range
from toolkit.normalise._ranking import RankNormaliser


class Rank(RankNormaliser):
    """Replace each value by its ascending rank in the fitted sample, so that the best unit has the greatest number.

    Parameters
    ----------
    direction : +1, -1 or array of them, shape (indicators,)
        +1: more is better; -1: less is better.
    output_range : pair of float, or None
        None (the default): the rank itself. (a, b): rank 1 becomes a and rank n becomes b.
    ties : "average", "min" or "dense"
        Equal values share the mean of their ranks, the lowest of them, or a rank without gaps after it.

    Notes
    -----
    A value that is not in the fitted sample (the next period's) is ranked against that sample: half-way between its
    neighbours with ties="average", else the rank of the next better one; never below 1 nor above n.
    Ranks of indicators with unlike numbers of missing values are not comparable: use `percent_rank` then.
    A constant indicator gets the middle rank. The error of a rank has no linear scale.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 1.5.

    Examples
    --------
    >>> Rank(ties="min").fit_transform([[7.0], [9.0], [7.0]]).tolist()
    [[1.0], [3.0], [1.0]]
    """

    def __init__(self, *, direction: ArrayLike = 1, output_range: Range | None = None, ties: Ties = "average") -> None:
        self.direction = direction
        self.output_range = output_range
        self.ties = ties

    def _score(self, rank: Array, number: float) -> Array:
        return rank

    def _natural(self, number: float) -> tuple[float, float]:
        return 1.0, number
