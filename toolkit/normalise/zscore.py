"""Z-scores: standard deviations away from the mean of the sample."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array, deviations, summary
from toolkit.errors import DataError
from toolkit.normalise._base import AffineNormaliser, Range


class ZScore(AffineNormaliser):
    """Standardise to mean 0 and standard deviation 1 in the fitted sample.

    score = (x - mean) / sd where more is better, (mean - x) / sd where less is better.

    Parameters
    ----------
    direction : +1, -1 or array of them, shape (indicators,)
        +1: more is better; -1: less is better.
    output_range : pair of float, or None
        None (the default): plain z-scores. (a, b): z = -`reach` becomes a and z = +`reach` becomes b; scores go on beyond.
        (20, 80) with the default reach gives T-scores, mean 50 and standard deviation 10.
    ddof : int
        The variance divides by n - ddof: 1 (the default) as in the OECD/JRC Handbook, 0 for the population convention.
    reach : float
        How many standard deviations either end of `output_range` stands for.

    Notes
    -----
    A constant indicator gets the middle: 0, or the middle of `output_range`.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 1.5.

    Examples
    --------
    >>> ZScore().fit_transform([[1.0], [2.0], [3.0]]).tolist()
    [[-1.0], [0.0], [1.0]]
    """

    def __init__(
        self, *, direction: ArrayLike = 1, output_range: Range | None = None, ddof: int = 1, reach: float = 3.0
    ) -> None:
        self.direction = direction
        self.output_range = output_range
        self.ddof = ddof
        self.reach = reach

    def _line(self, values: Array) -> tuple[Array, Array, dict[str, Array]]:
        known = summary(values)
        mean, sd = deviations(values, self.ddof, known)
        sd = np.where(known.low == known.high, 0.0, sd)
        undefined = np.flatnonzero(np.isnan(sd) & ~np.isnan(mean))
        if undefined.size:
            name = self._indicators()[int(undefined[0])]
            raise DataError(f"Indicator '{name}' has too few values for a standard deviation with ddof={self.ddof}.")
        return *spread(mean, sd, self.direction_, self.output_range, self.reach), {"mean": mean, "sd": sd}

    def _middle(self) -> float:
        return 0.0 if self.output_range is None else super()._middle()


def spread(
    centre: Array, scale: Array, direction: Array, output_range: Range | None, reach: float
) -> tuple[Array, Array]:
    """Return (origin, span) so that centre -+ reach * scale meets the ends of the range, or the plain standard score."""
    signed = direction * scale
    if output_range is None:
        return centre, signed
    return centre - reach * signed, 2 * reach * signed
