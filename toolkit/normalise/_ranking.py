"""Ranks of values within a reference sample, for the normalisers that keep the order and drop the distances."""

from __future__ import annotations

import numpy as np

from toolkit.columns import TIES, Array, Ties, count_distinct, rank_within, sorted_present
from toolkit.errors import unknown
from toolkit.normalise._base import Normaliser


class RankNormaliser(Normaliser):
    """Base of the rank-like normalisers: learns the sorted sample of each indicator, ranks any value within it.

    A method implements `_score(rank, number)`: from the ascending rank (1 = worst) within `number` sample values
    (or distinct values for ties="dense") to the score on the natural scale, and `_natural(number)`, the ends of that scale.
    """

    ties: Ties

    def _learn(self, values: Array) -> dict[str, Array]:
        if self._ties() not in TIES:
            raise unknown("rule for ties", self._ties(), TIES)
        self.reference_ = [sorted_present(values[:, i] * self.direction_[i]) for i in range(values.shape[1])]
        number = np.array([sample.size for sample in self.reference_], dtype=np.float64)
        distinct = np.array([count_distinct(sample) for sample in self.reference_], dtype=np.float64)
        self._warn(distinct == 1, distinct == 0)
        return {"number": number, "distinct": distinct}

    def _apply(self, values: Array) -> Array:
        result = np.empty(values.shape, dtype=np.float64)
        size = self.parameters_["distinct" if self._ties() == "dense" else "number"]
        for i, sample in enumerate(self.reference_):
            rank = rank_within(values[:, i] * self.direction_[i], sample, self._ties())
            low, high = self._natural(size[i])
            if self.parameters_["distinct"][i] == 1:
                score: Array = np.where(np.isnan(rank), np.nan, (low + high) / 2)
            else:
                score = self._score(rank, size[i])
            result[:, i] = score if self.output_range is None else rescale(score, (low, high), self.output_range)
        return result

    def _ties(self) -> Ties:
        return self.ties

    def _score(self, rank: Array, number: float) -> Array:
        raise NotImplementedError

    def _natural(self, number: float) -> tuple[float, float]:
        raise NotImplementedError


def rescale(score: Array, natural: tuple[float, float], output_range: tuple[float, float]) -> Array:
    """Map the natural scale linearly onto the output range."""
    low, high = output_range
    first, last = natural
    if last == first:
        return np.where(np.isnan(score), np.nan, (low + high) / 2)
    return low + (score - first) / (last - first) * (high - low)
