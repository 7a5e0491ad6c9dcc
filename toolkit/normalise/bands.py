"""Categorical bands: steps between cut points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array, count_distinct, sorted_present
from toolkit.errors import OptionError
from toolkit.normalise._base import Normaliser, Range


class Bands(Normaliser):
    """Give every value between two cut points the same score.

    Parameters
    ----------
    direction : +1, -1 or array of them, shape (indicators,)
        +1: more is better; -1: less is better.
    output_range : pair of float
        The scores of the lowest and the highest band.
    shares : sequence of float, ascending between 0 and 1
        Cut points learned from the sample: the least value (in the direction of better) whose percentile rank / n, ties
        at their lowest rank, reaches the share. Not used when `cuts` is given.
    cuts : array, shape (bands - 1,) or (indicators, bands - 1), optional
        Cut points in the unit of the indicator, ascending in both directions.
    levels : sequence of float, ascending from 0 to 1, optional
        Where the bands lie in the output range; evenly spaced by default.

    Notes
    -----
    A value that equals a cut point belongs to the better band. With learned cut points a constant indicator gets the
    middle of the range; with given ones it keeps its honest band. The error of a band has no linear scale.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 1.5.

    Examples
    --------
    >>> Bands(cuts=[60, 85]).fit_transform([[59.9], [60.0], [85.0], [100.0]]).ravel().tolist()
    [0.0, 50.0, 100.0, 100.0]
    """

    def __init__(
        self,
        *,
        direction: ArrayLike = 1,
        output_range: Range = (0.0, 100.0),
        shares: Sequence[float] = (0.2, 0.4, 0.6, 0.8),
        cuts: ArrayLike | None = None,
        levels: Sequence[float] | None = None,
    ) -> None:
        self.direction = direction
        self.output_range = output_range
        self.shares = shares
        self.cuts = cuts
        self.levels = levels

    def _learn(self, values: Array) -> dict[str, Array]:
        if self.cuts is None:
            shares = ascending("shares", self.shares, 0.0, 1.0)
            samples = [sorted_present(values[:, i] * self.direction_[i]) for i in range(values.shape[1])]
            signed = np.array([learned_cuts(sample, shares) for sample in samples]).reshape(len(samples), -1)
            distinct = np.array([count_distinct(sample) for sample in samples])
            self.constant_, self.empty_ = distinct == 1, distinct == 0
            self._warn(self.constant_, self.empty_)
        else:
            given = np.atleast_2d(np.asarray(self.cuts, dtype=np.float64))
            if given.ndim != 2 or given.shape[0] not in (1, values.shape[1]):
                raise OptionError(
                    f"cuts has shape {given.shape} for {values.shape[1]} indicators: give one row, or one each."
                )
            rows = np.broadcast_to(given, (values.shape[1], given.shape[1]))
            signed = np.sort(np.array([ascending("cuts", row) for row in rows]) * self.direction_[:, None], axis=1)
            self.constant_, self.empty_ = (np.zeros(values.shape[1], dtype=bool) for _ in range(2))
        self.signed_cuts_ = signed
        bands = signed.shape[1] + 1
        self.levels_ = np.linspace(0, 1, bands) if self.levels is None else ascending("levels", self.levels, 0.0, 1.0)
        if self.levels_.size != bands:
            raise OptionError(f"levels has {self.levels_.size} entries for {bands} bands.")
        shown = np.sort(np.where(np.isinf(signed), np.nan, signed * self.direction_[:, None]), axis=1)
        return {f"cut_{k + 1}": shown[:, k] for k in range(bands - 1)}

    def _apply(self, values: Array) -> Array:
        low, high = (0.0, 1.0) if self.output_range is None else self.output_range
        result = np.full(values.shape, np.nan)
        for i, cuts in enumerate(self.signed_cuts_):
            score = low + self.levels_[np.searchsorted(cuts, values[:, i] * self.direction_[i], side="right")] * (
                high - low
            )
            if self.constant_[i]:
                score = np.full(len(values), (low + high) / 2)
            result[:, i] = np.where(np.isnan(values[:, i]) | self.empty_[i], np.nan, score)
        return result


def learned_cuts(ordered: Array, shares: Array) -> Array:
    """Return, for each share, the least sample value whose rank / n (ties lowest) reaches it; infinite where none does."""
    if ordered.size == 0:
        return np.full(shares.shape, np.inf)
    first = np.flatnonzero(
        np.concatenate([[True], ordered[1:] != ordered[:-1]])
    )  # lowest rank - 1 of each distinct value
    needed = np.searchsorted(first + 1.0, shares * ordered.size - 1e-9, side="left")
    return np.append(ordered[first], np.inf)[needed]


def ascending(name: str, numbers: ArrayLike, low: float = -np.inf, high: float = np.inf) -> Array:
    """Return numbers as an array, or refuse them when they do not ascend between two ends."""
    given = np.asarray(numbers, dtype=np.float64)
    if given.ndim != 1 or given.size == 0 or not np.isfinite(given).all() or (np.diff(given) <= 0).any():
        raise OptionError(f"{name}={given.tolist()} must be ascending numbers, each greater than the one before.")
    if given[0] < low or given[-1] > high:
        raise OptionError(f"{name}={given.tolist()} must lie between {low:g} and {high:g}.")
    return given
