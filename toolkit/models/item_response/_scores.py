"""Scores of persons: posterior mean, weighted likelihood, plausible values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.errors import OptionError
from toolkit.matrix import to_column
from toolkit.models.item_response._curves import Family
from toolkit.models.item_response._information import moments
from toolkit.models.item_response._parameters import Parameters
from toolkit.models.item_response._posterior import BLOCK, Posterior, design, over_blocks
from toolkit.models.item_response._responses import Codes, Responses

FURTHEST, CLOSE = 30.0, 1e-9
"""Of weighted likelihood: the greatest score, and the step at which the search ends."""


def eap(
    family: Family, read: Responses, p: Parameters, theta: Array, *, draws: int = 0, seed: int = 0
) -> dict[str, pl.Series]:
    """Return posterior means and standard deviations."""
    data = design(read)
    posterior = Posterior(data, p.curves(family, read.items.steps, theta), theta, p)
    parts = zip(*over_blocks(moments(posterior), data.blocks()), strict=True)
    mean, variance = (np.concatenate(part) for part in parts)
    return _columns(read, mean, np.sqrt(variance))


def plausible(
    family: Family, read: Responses, p: Parameters, theta: Array, *, draws: int, seed: int
) -> dict[str, pl.Series]:
    """Return draws from the posteriors, and their standard deviations as se."""
    values, sd = draw(family, read, p, theta, draws=draws, seed=seed)
    nobody = read.answered == 0
    columns = {f"plausible_{m + 1}": np.where(nobody, np.nan, one) for m, one in enumerate(values)}
    return _columns(read, values[0], sd) | {name: to_column(name, column) for name, column in columns.items()}


def draw(
    family: Family, read: Responses, p: Parameters, theta: Array, *, draws: int, seed: int, first: int = 0
) -> tuple[Array, Array]:
    """Return draws (draw, person) from the posteriors, and their standard deviations (person,).

    A draw takes a point of the grid with its posterior weight and a place in the cell around it; the cell is drawn in a
    little, so that mean and variance are those of the posterior and not larger by the width of the cells.
    """
    if not (isinstance(draws, int) and draws >= 1):
        raise OptionError(f"draws={draws!r}: a whole number of at least 1.")
    data = design(read)
    posterior = Posterior(data, p.curves(family, read.items.steps, theta), theta, p)
    width = theta[1] - theta[0]

    def task(at: slice) -> tuple[Array, Array]:
        rng = np.random.default_rng([seed, first, at.start // BLOCK])
        chance = posterior.block(at)[0]
        mean = theta @ chance
        variance = np.einsum("qi,qi->i", chance, (theta[:, None] - mean) ** 2)
        upto = np.cumsum(chance, axis=0)
        shares = rng.random((draws, chance.shape[1])) * upto[-1]
        place = np.stack([(upto <= share).sum(axis=0) for share in shares])
        value = theta[np.minimum(place, theta.size - 1)] + width * (rng.random(place.shape) - 0.5)
        return mean + (value - mean) * np.sqrt(variance / (variance + width**2 / 12)), np.sqrt(variance)

    values, sd = zip(*over_blocks(task, data.blocks()), strict=True)
    return np.concatenate(values, axis=1), np.concatenate(sd)


def wle(
    family: Family, read: Responses, p: Parameters, theta: Array, *, draws: int = 0, seed: int = 0
) -> dict[str, pl.Series]:
    """Return the root of d log L / dt + J / (2 I), with I = Σ P'²/P and J = Σ P'P''/P over the items that were answered."""
    codes, which = np.unique(read.codes, axis=0, return_inverse=True)
    values, se = np.full(len(codes), np.nan), np.full(len(codes), np.nan)
    for at in (slice(start, start + BLOCK) for start in range(0, len(codes), BLOCK)):
        values[at], se[at] = _roots(family, read, codes[at], p)
    which = which.reshape(-1)
    return _columns(read, values[which], se[which])


def _roots(family: Family, read: Responses, codes: Codes, p: Parameters) -> tuple[Array, Array]:
    """Bisection with scoring steps inside the bracket; the estimating function falls from + to - over the bracket."""
    answered = (codes >= 0).T
    k = np.maximum(codes.T, 0)[:, None, :]
    low, high = np.full(len(codes), -FURTHEST), np.full(len(codes), FURTHEST)
    t = np.zeros(len(codes))
    information = np.ones(len(codes))
    for _ in range(200):
        curves = p.curves(family, read.items.steps, t)
        a = p.slope[:, None]
        square = np.einsum("jkq,jkq->jq", curves.p, curves.u**2)
        cube = np.einsum("jkq,jkq,jkq->jq", curves.p, curves.u, curves.u**2 - curves.w)
        score = a * np.take_along_axis(curves.u, k, axis=1)[:, 0]
        information = np.where(answered, a**2 * square, 0.0).sum(axis=0)
        bias = np.where(answered, a**3 * cube, 0.0).sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = np.where(answered, score, 0.0).sum(axis=0) + bias / (2 * information)
            move = slope / information
        low, high = np.where(slope > 0, t, low), np.where(slope < 0, t, high)
        new = t + np.clip(np.nan_to_num(move), -1.0, 1.0)
        new = np.where((new > low) & (new < high), new, (low + high) / 2)
        done = np.abs(new - t) < CLOSE
        t = new
        if done.all():
            break
    with np.errstate(divide="ignore"):
        return t, 1 / np.sqrt(information)


def _columns(read: Responses, score: Array, se: Array) -> dict[str, pl.Series]:
    nobody = read.answered == 0
    return {
        "score": to_column("score", np.where(nobody, np.nan, score)),
        "se": to_column("se", np.where(nobody, np.nan, se)),
        "n": pl.Series("n", read.answered, dtype=pl.Int64),
    }


METHODS: dict[str, Callable[..., dict[str, pl.Series]]] = {"eap": eap, "wle": wle, "plausible": plausible}
