"""Fixed goalposts: the default normaliser, because one school's change never moves another school's score."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array
from toolkit.errors import OptionError
from toolkit.normalise._base import AffineNormaliser, Range


class Goalposts(AffineNormaliser):
    """Rescale between two goalposts that are given, not learned.

    score = a + (x - low) / (high - low) * (b - a) where more is better, and a + (high - x) / (high - low) * (b - a) where
    less is better, with output_range = (a, b). `low` and `high` are in the unit of the indicator and low < high in both
    directions.

    Parameters
    ----------
    direction : +1, -1 or array of them, shape (indicators,)
        +1: more is better; -1: less is better.
    output_range : pair of float
        The scores of the worst and the best goalpost.
    low, high : float or array, shape (indicators,)
        The goalposts. The defaults suit an indicator in percent.
    clip : bool
        Values beyond a goalpost get the score of the goalpost (True, the default) or go on beyond the range. `clipped`
        tells which values that concerns.

    Notes
    -----
    A constant indicator keeps its honest score, since the scale does not come from the sample.

    References
    ----------
    UNDP (2022), Human Development Report 2021/2022, Technical notes, note 1.
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 1.5.

    Examples
    --------
    >>> Goalposts(low=20, high=85).fit_transform([[20.0], [83.2], [90.0]]).round(2).tolist()
    [[0.0], [97.23], [100.0]]
    """

    def __init__(
        self,
        *,
        direction: ArrayLike = 1,
        output_range: Range = (0.0, 100.0),
        low: ArrayLike = 0.0,
        high: ArrayLike = 100.0,
        clip: bool = True,
    ) -> None:
        self.direction = direction
        self.output_range = output_range
        self.low = low
        self.high = high
        self.clip = clip

    def _clips(self) -> bool:
        return self.clip

    def _line(self, values: Array) -> tuple[Array, Array, dict[str, Array]]:
        low, high = self._per_indicator("low", self.low), self._per_indicator("high", self.high)
        check_goalposts(low, high, self._indicators())
        return *between(low, high, self.direction_), {"low": low, "high": high}


def between(low: Array, high: Array, direction: Array) -> tuple[Array, Array]:
    """Return (origin, span): the worst end, and the signed way from it to the best end."""
    return np.where(direction > 0, low, high), direction * (high - low)


def check_goalposts(low: Array, high: Array, indicators: list[str]) -> None:
    """Refuse goalposts that coincide or stand the wrong way round."""
    wrong = np.flatnonzero(low >= high)
    if not wrong.size:
        return
    i = int(wrong[0])
    where = f"Goalposts of indicator '{indicators[i]}': low={low[i]:g}, high={high[i]:g}."
    if low[i] == high[i]:
        raise OptionError(f"{where} They must differ.")
    raise OptionError(f"{where} low must be below high also where less is better: say so by direction=-1.")
