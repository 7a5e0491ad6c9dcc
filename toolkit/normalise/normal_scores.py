"""Normal scores: ranks turned into quantiles of the normal distribution."""

from __future__ import annotations

from numpy.typing import ArrayLike
from scipy.special import ndtri

from toolkit.columns import Array, Ties
from toolkit.normalise._base import Range
from toolkit.normalise._ranking import RankNormaliser


class NormalScores(RankNormaliser):
    """Replace each value by ndtri((rank - c) / (n + 1 - 2 c)), ndtri being the inverse of the normal distribution.

    Parameters
    ----------
    direction : +1, -1 or array of them, shape (indicators,)
        +1: more is better; -1: less is better.
    output_range : pair of float, or None
        None (the default): plain normal scores. (a, b): -`reach` becomes a and +`reach` becomes b; scores go on beyond.
    ties : "average", "min" or "dense"
        Equal values share the mean of their ranks, the lowest of them, or a rank without gaps after it.
    offset : float
        c: 3/8 (Blom, the default), 1/2 (Hazen), 0 (van der Waerden).
    reach : float
        How many standard deviations either end of `output_range` stands for.

    Notes
    -----
    A value that is not in the fitted sample is ranked against that sample as in `rank`. A constant indicator gets the
    middle. The error of a rank has no linear scale.

    References
    ----------
    Blom, G. (1958), Statistical Estimates and Transformed Beta-Variables, Wiley.

    Examples
    --------
    >>> NormalScores(offset=0.0).fit_transform([[7.0], [9.0], [8.0]]).round(3).ravel().tolist()
    [-0.674, 0.674, 0.0]
    """

    def __init__(
        self,
        *,
        direction: ArrayLike = 1,
        output_range: Range | None = None,
        ties: Ties = "average",
        offset: float = 0.375,
        reach: float = 3.0,
    ) -> None:
        self.direction = direction
        self.output_range = output_range
        self.ties = ties
        self.offset = offset
        self.reach = reach

    def _score(self, rank: Array, number: float) -> Array:
        return ndtri((rank - self.offset) / (number + 1 - 2 * self.offset))

    def _natural(self, number: float) -> tuple[float, float]:
        return -self.reach, self.reach
