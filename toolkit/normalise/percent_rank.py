"""Percentile ranks: the share of the other units that lie below."""

from __future__ import annotations

from typing import Literal

from numpy.typing import ArrayLike

from toolkit.columns import Array, Ties
from toolkit.errors import unknown
from toolkit.normalise._base import Range
from toolkit.normalise._ranking import RankNormaliser


class PercentRank(RankNormaliser):
    """Replace each value by its percentile (rank - 1) / (n - 1), 0 for the worst and 1 for the best, on `output_range`.

    n counts the values present in the fitted sample (the distinct ones for ties="dense"), so that indicators with unlike
    numbers of missing values stay comparable.

    Parameters
    ----------
    direction : +1, -1 or array of them, shape (indicators,)
        +1: more is better; -1: less is better.
    output_range : pair of float
        The scores of the worst and the best unit.
    ties : "average", "min" or "dense"
        Equal values share the mean of their ranks, the lowest of them (Excel's PERCENTRANK.INC), or a rank without gaps.
    of : "others" or "all"
        "others" (the default): (rank - 1) / (n - 1). "all": rank / n, the percentile of the OECD/JRC Handbook's table 15;
        the worst unit is then at 1 / n.

    Notes
    -----
    A value that is not in the fitted sample is ranked against that sample as in `rank`. A constant indicator gets the
    middle of the range. The error of a rank has no linear scale.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 1.5.

    Examples
    --------
    >>> PercentRank().fit_transform([[7.0], [9.0], [8.0]]).tolist()
    [[0.0], [100.0], [50.0]]
    """

    def __init__(
        self,
        *,
        direction: ArrayLike = 1,
        output_range: Range = (0.0, 100.0),
        ties: Ties = "average",
        of: Literal["others", "all"] = "others",
    ) -> None:
        self.direction = direction
        self.output_range = output_range
        self.ties = ties
        self.of = of

    def _learn(self, values: Array) -> dict[str, Array]:
        if self.of not in ("others", "all"):
            raise unknown("percentile of", self.of, ("others", "all"))
        return super()._learn(values)

    def _score(self, rank: Array, number: float) -> Array:
        return rank / number if self.of == "all" else (rank - 1) / (number - 1)

    def _natural(self, number: float) -> tuple[float, float]:
        return 0.0, 1.0
