"""Distance to a reference: how far above or below a benchmark, relative to it."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array, extremes
from toolkit.errors import DataError, unknown
from toolkit.normalise._base import AffineNormaliser, Range
from toolkit.normalise._statistic import STATISTICS, Statistic, statistic

Form = Literal["difference", "ratio"]


class DistanceToReference(AffineNormaliser):
    """Divide the distance from a reference by the reference.

    form="difference": (x - reference) / abs(reference), 0 at the reference; form="ratio": 1 + that, which is x / reference
    for a positive reference. Where less is better the distance changes its sign, so that better than the reference is
    always above.

    Parameters
    ----------
    direction : +1, -1 or array of them, shape (indicators,)
        +1: more is better; -1: less is better.
    output_range : pair of float, or None
        None (the default): plain distances. (a, b): 100 % worse than the reference becomes a, 100 % better becomes b, the
        reference lies in the middle; scores go on beyond.
    reference : "mean", "median", "best", "worst", or float or array, shape (indicators,)
        A statistic of the fitted sample, or a benchmark in the unit of the indicator. It must not be 0.
    form : "difference" or "ratio"
        Centred on 0 or on 1; without effect when `output_range` is given.

    Notes
    -----
    Relative distances need a ratio scale. A constant indicator gets the middle (the score of the reference) when the
    reference is a statistic, and keeps its honest distance from a given benchmark.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 5.4.

    Examples
    --------
    >>> DistanceToReference(form="ratio").fit_transform([[8.0], [10.0], [12.0]]).ravel().round(9).tolist()
    [0.8, 1.0, 1.2]
    """

    def __init__(
        self,
        *,
        direction: ArrayLike = 1,
        output_range: Range | None = None,
        reference: Statistic | ArrayLike = "mean",
        form: Form = "difference",
    ) -> None:
        self.direction = direction
        self.output_range = output_range
        self.reference = reference
        self.form = form

    def _line(self, values: Array) -> tuple[Array, Array, dict[str, Array]]:
        if self.form not in ("difference", "ratio"):
            raise unknown("form", self.form, ("difference", "ratio"))
        low, high = extremes(values)
        learned = isinstance(self.reference, str)
        if learned:
            reference = statistic(values, str(self.reference), self.direction_)
        else:
            reference = self._per_indicator(f"reference (a number, or one of {', '.join(STATISTICS)})", self.reference)
        constant = (low == high) & learned
        check_reference(np.where(constant, 1.0, reference), self._indicators())
        origin, span = relative(reference, self.direction_, self.output_range, self.form)
        return origin, np.where(constant, 0.0, span), {"reference": reference}

    def _middle(self) -> float:
        return super()._middle() if self.output_range is not None else float(self.form == "ratio")


def relative(reference: Array, direction: Array, output_range: Range | None, form: Form) -> tuple[Array, Array]:
    """Return (origin, span) of the relative distance from a reference."""
    unit = direction * np.abs(reference)
    if output_range is not None:
        return reference - unit, 2 * unit
    return (reference, unit) if form == "difference" else (reference - unit, unit)


def check_reference(reference: Array, indicators: list[str]) -> None:
    """Refuse a reference of 0: nothing can be expressed relative to it."""
    zero = np.flatnonzero(reference == 0)
    if zero.size:
        raise DataError(
            f"The reference of indicator '{indicators[int(zero[0])]}' is 0: no distance relative to it exists."
        )
