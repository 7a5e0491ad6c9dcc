"""Distance to a moving benchmark: a reference that follows the sample from period to period."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import validate_data

from toolkit.columns import Array, extremes
from toolkit.errors import OptionError
from toolkit.normalise._base import AffineNormaliser, Range
from toolkit.normalise._statistic import Statistic, statistic
from toolkit.normalise.distance_to_reference import check_reference, relative


class MovingReference(AffineNormaliser):
    """Divide the distance from a benchmark by the benchmark, and move the benchmark when a period is added.

    score = (x - benchmark) / abs(benchmark) where more is better, its negative where less is better. `fit` sets the
    benchmark to a statistic of the first period; each `partial_fit` moves it: benchmark = memory * old + (1 - memory) *
    statistic of the new period. Between two such calls it stands still, so that all units of a period meet the same one.

    Parameters
    ----------
    direction : +1, -1 or array of them, shape (indicators,)
        +1: more is better; -1: less is better.
    output_range : pair of float, or None
        None (the default): plain distances. (a, b): 100 % worse than the benchmark becomes a, 100 % better becomes b.
    statistic : "mean", "median", "best" or "worst"
        What the benchmark follows.
    memory : float from 0 to 1
        0: the benchmark is that of the last period added; 0.5 (the default): half-way; 1: it never moves.

    Notes
    -----
    Relative distances need a ratio scale; a benchmark of 0 is refused. An indicator that was constant in the last period
    added gets the middle (the score of the benchmark).

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 5.4 (the
    reference with running time).

    Examples
    --------
    >>> moving = MovingReference().fit([[8.0], [12.0]]).partial_fit([[13.0], [17.0]])
    >>> moving.parameters_["benchmark"].tolist(), moving.transform([[15.0]]).tolist()
    ([12.5], [[0.2]])
    """

    def __init__(
        self,
        *,
        direction: ArrayLike = 1,
        output_range: Range | None = None,
        statistic: Statistic = "mean",
        memory: float = 0.5,
    ) -> None:
        self.direction = direction
        self.output_range = output_range
        self.statistic = statistic
        self.memory = memory

    def partial_fit(self, X: Any, y: None = None) -> Self:
        """Move the benchmark towards the period X, shape (units, indicators); the first call is a `fit`."""
        if not hasattr(self, "parameters_"):
            return self.fit(X)
        values = validate_data(self, X, reset=False, dtype=np.float64, ensure_all_finite="allow-nan")
        old = self.parameters_["benchmark"]
        new = statistic(values, self.statistic, self.direction_)
        moved = self.memory * old + (1.0 - self.memory) * new
        self._set(values, np.where(np.isnan(new), old, np.where(np.isnan(old), new, moved)))
        self._warn(self.span_ == 0)
        return self

    def _line(self, values: Array) -> tuple[Array, Array, dict[str, Array]]:
        if not 0 <= self.memory <= 1:
            raise OptionError(f"memory={self.memory!r} must lie between 0 and 1.")
        self._set(values, statistic(values, self.statistic, self.direction_))
        return self.origin_, self.span_, self.parameters_

    def _set(self, values: Array, benchmark: Array) -> None:
        low, high = extremes(values)
        constant = low == high
        check_reference(np.where(constant, 1.0, benchmark), self._indicators())
        self.origin_, span = relative(benchmark, self.direction_, self.output_range, "difference")
        self.span_ = np.where(constant, 0.0, span)
        self.parameters_ = {"benchmark": benchmark}

    def _middle(self) -> float:
        return super()._middle() if self.output_range is not None else 0.0
