"""Parameters of items and of the groups' distributions, and the vector of those that are free."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from toolkit.columns import Array
from toolkit.models.item_response._curves import Curves, Family
from toolkit.models.item_response._responses import Ints


@dataclass(frozen=True)
class Parameters:
    """Slope (item,), intercepts (item, step; NaN where the item has no such step), mean and sd (group,)."""

    slope: Array
    intercepts: Array
    mean: Array
    sd: Array

    def curves(self, family: Family, steps: Ints, theta: Array) -> Curves:
        """Return the curves of all items at points."""
        return family(self.slope, self.intercepts, steps, theta)


@dataclass(frozen=True)
class Free:
    """Which parameters are estimated."""

    slope: NDArray[np.bool_]
    intercepts: NDArray[np.bool_]
    mean: NDArray[np.bool_]
    sd: NDArray[np.bool_]
    one_sd: bool = False
    """All free standard deviations are one and the same."""
    pull: float = 0.0
    """Persons' worth of weight with which every free mean is drawn to the mean of all persons."""

    def pack(self, p: Parameters) -> Array:
        """Return the free parameters as a vector; standard deviations as logarithms."""
        sd = np.log(p.sd[self.sd])
        parts = [p.slope[self.slope], p.intercepts[self.intercepts], p.mean[self.mean], sd[:1] if self.one_sd else sd]
        return np.concatenate(parts)

    def unpack(self, vector: Array, p: Parameters) -> Parameters:
        """Return parameters with the free ones taken from a vector."""
        sizes = [int(self.slope.sum()), int(self.intercepts.sum()), int(self.mean.sum())]
        a, c, m, s = np.split(vector, np.cumsum(sizes))
        slope, intercepts, mean, sd = p.slope.copy(), p.intercepts.copy(), p.mean.copy(), p.sd.copy()
        slope[self.slope], intercepts[self.intercepts], mean[self.mean] = a, c, m
        sd[self.sd] = np.exp(np.clip(s, -10.0, 10.0))
        return replace(p, slope=slope, intercepts=intercepts, mean=mean, sd=sd)

    @property
    def items(self) -> NDArray[np.bool_]:
        """Items of which anything is free."""
        return self.slope | self.intercepts.any(axis=1)


def ordered(p: Parameters) -> bool:
    """Whether the intercepts of every item descend, as the graded response model needs."""
    with np.errstate(invalid="ignore"):
        gaps = np.diff(p.intercepts, axis=1)
    return not bool((gaps >= 0).any())
