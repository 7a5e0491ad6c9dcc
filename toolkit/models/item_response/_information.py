"""Standard errors from the cross products of the persons' scores, and what the persons' posteriors say on the whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from toolkit.columns import Array
from toolkit.models.item_response._curves import Curves, Family
from toolkit.models.item_response._estimate import compressed
from toolkit.models.item_response._parameters import Free, Parameters
from toolkit.models.item_response._posterior import Design, Posterior, design, over_blocks
from toolkit.models.item_response._responses import Responses


def covariance(family: Family, responses: Responses, p: Parameters, free: Free, theta: Array) -> Array:
    """Return the covariance of the free parameters, in the order of `Free.pack`.

    The inverse of Σ w s s', s the derivative of a person's log-likelihood (the empirical information). With unequal sampling
    weights the sandwich: information⁻¹ (Σ w² s s') information⁻¹.
    """
    unequal = bool(np.ptp(responses.weights) > 1e-12)
    data = design(responses if unequal else compressed(responses))
    curves = p.curves(family, responses.items.steps, theta)
    posterior = Posterior(data, curves, theta, p)
    scores = _Scores(data, curves, p, free, theta)

    def task(at: slice) -> tuple[Array, Array]:
        one = scores.block(posterior, at)
        weighted = one * data.weights[at]
        return weighted @ one.T, (weighted @ weighted.T if unequal else np.zeros((0, 0)))

    size = free.pack(p).size
    bread, meat = np.zeros((size, size)), np.zeros((size, size)) if unequal else np.zeros((0, 0))
    for one, other in over_blocks(task, data.blocks()):
        bread += one
        meat += other
    inverse: Array = np.linalg.pinv(bread, hermitian=True).astype(np.float64)
    return inverse @ meat @ inverse if unequal else inverse


class _Scores:
    """Derivatives of the log-likelihood of each person by the free parameters."""

    def __init__(self, data: Design, curves: Curves, p: Parameters, free: Free, theta: Array) -> None:
        self.data, self.p, self.free, self.theta = data, p, free, theta
        d = np.concatenate(
            [(curves.u * theta)[:, :, None], curves.d_intercept], axis=2
        )  # item, category, parameter, point
        lowest = d[:, 0]
        above = data.category > 0
        self.rows = np.where(above[:, None, None], d[data.item, data.category] - lowest[data.item], lowest[data.item])
        self.everybody = np.where(data.complete[:, None, None], lowest, 0.0)

    def block(self, posterior: Posterior, at: slice) -> Array:
        """Return scores (parameter, person)."""
        chance, _, rows = posterior.block(at)
        items, parameters, points = self.everybody.shape
        persons = chance.shape[1]
        score = (self.everybody.reshape(-1, points) @ chance).reshape(items, parameters, persons)
        each = (self.rows.reshape(-1, points) @ chance).reshape(-1, parameters, persons)
        each *= rows[:, None, :]
        for item, one in zip(self.data.item, each, strict=True):
            score[item] += one
        parts = [score[:, 0][self.free.slope], score[:, 1:][self.free.intercepts], *self._groups(chance, at)]
        return np.concatenate(parts)

    def _groups(self, chance: Array, at: slice) -> tuple[Array, Array]:
        group, free = self.data.group[at], self.free
        mean, sd = self.p.mean[group], self.p.sd[group]
        first = self.theta @ chance - mean
        second = (self.theta**2) @ chance - 2 * mean * (self.theta @ chance) + mean**2
        member = np.arange(self.p.mean.size)[:, None] == group
        of_sd = np.where(member, second / sd**2 - 1, 0.0)[free.sd]
        if free.one_sd:
            of_sd = of_sd.sum(axis=0, keepdims=True)
        return np.where(member, first / sd**2, 0.0)[free.mean], of_sd


@dataclass(frozen=True)
class Spread:
    """Means over the persons: variance of the EAP scores, mean squared posterior deviation, median posterior deviation."""

    between: float
    within: float
    median: float

    @property
    def reliability(self) -> float:
        """Var(EAP) / (Var(EAP) + mean PSD²)."""
        return self.between / (self.between + self.within)


def spread(family: Family, responses: Responses, p: Parameters, theta: Array) -> Spread:
    """Return how far the scores of the persons lie apart and how sure each of them is."""
    few = compressed(responses)
    data = design(few)
    posterior = Posterior(data, p.curves(family, responses.items.steps, theta), theta, p)
    eap, variance = (
        np.concatenate(parts) for parts in zip(*over_blocks(moments(posterior), data.blocks()), strict=True)
    )
    w = data.weights / data.weights.sum()
    order = np.argsort(variance)
    middle = order[min(int(np.searchsorted(np.cumsum(w[order]), 0.5)), order.size - 1)]
    return Spread(float(w @ (eap - w @ eap) ** 2), float(w @ variance), float(np.sqrt(variance[middle])))


def moments(posterior: Posterior) -> Callable[[slice], tuple[Array, Array]]:
    """Return the task that gives posterior mean and variance of a block of persons."""

    def task(at: slice) -> tuple[Array, Array]:
        chance = posterior.block(at)[0]
        mean = posterior.theta @ chance
        away = posterior.theta[:, None] - mean
        return mean, np.einsum("qi,qi->i", chance, away**2)

    return task
