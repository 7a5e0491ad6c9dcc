"""Whether items behave as the model says: infit and outfit mean squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.errors import unknown
from toolkit.matrix import to_column
from toolkit.models.item_response._posterior import Posterior, design

if TYPE_CHECKING:
    from toolkit.models.item_response._base import ItemResponseModel
    from toolkit.models.item_response._responses import Responses

PERSONS = ("posterior", "eap", "wle")


def item_fit(
    model: ItemResponseModel, responses: pl.DataFrame, *, groups: str | None = None, persons: str = "posterior"
) -> pl.DataFrame:
    """Return item, infit, outfit, n: mean squared residuals, weighted by information and not.

    infit = Σ (y - E)² / Σ V, outfit = mean of (y - E)² / V, with expectation E and variance V of the answer. Near 1 the item
    behaves; below, its answers are more predictable than the model says, above, less. 0.7 to 1.3 is a usual range for tests
    of weight (Wright and Linacre 1994).

    Parameters
    ----------
    persons : "posterior", "eap" or "wle"
        Where persons stand: spread over their posterior, which is 1 on average when the model holds (Adams and Wu 2007); or at
        a score. At EAP scores, that know the answer, the mean squares are below 1 even then, with few items far below.

    References
    ----------
    Wright, B. D. and Masters, G. N. (1982), Rating scale analysis. Adams, R. J. and Wu, M. L. (2007),
    doi:10.1007/978-0-387-49839-3_4.

    Examples
    --------
    >>> from toolkit.models import RaschModel
    >>> rng = np.random.default_rng(0)
    >>> right = rng.normal(size=(2000, 1)) - np.linspace(-1, 1, 6) > rng.logistic(size=(2000, 6))
    >>> right[:, 5] = rng.random(2000) < 0.4  # guessed
    >>> frame = pl.DataFrame(right, schema=list("ABCDEF"))
    >>> fit = item_fit(RaschModel().fit(frame), frame)
    >>> fit.sort("outfit")["item"][-1]
    'F'
    """
    if persons not in PERSONS:
        raise unknown("place of persons", persons, PERSONS)
    read = model._read(responses, groups, needed=persons != "wle")
    read = read.rows(read.answered > 0)
    square, variance, ratio, count = (
        _on_grid(model, read) if persons == "posterior" else _at_scores(model, read, persons)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        return pl.DataFrame(
            {
                "item": pl.Series(read.items.names, dtype=pl.String),
                "infit": to_column("infit", square / variance),
                "outfit": to_column("outfit", ratio / count),
                "n": (read.codes >= 0).sum(axis=0),
            }
        )


def _on_grid(model: ItemResponseModel, read: Responses) -> tuple[Array, Array, Array, Array]:
    theta, p, steps = model._theta, model._parameters, read.items.steps
    curves = p.curves(model._family, steps, theta)
    counts = Posterior(design(read), curves, theta, p).expected((steps.size, int(steps.max()) + 1)).counts
    k = np.arange(counts.shape[1], dtype=np.float64)
    squares = (k[None, :, None] - curves.expected[:, None, :]) ** 2
    variance = curves.variance
    mass = counts.sum(axis=1)
    ratios = squares / np.maximum(variance, 1e-300)[:, None, :]
    return (
        (counts * squares).sum(axis=(1, 2)),
        (mass * variance).sum(axis=1),
        (counts * ratios).sum(axis=(1, 2)),
        mass.sum(axis=1),
    )


def _at_scores(model: ItemResponseModel, read: Responses, persons: str) -> tuple[Array, Array, Array, Array]:
    from toolkit.models.item_response._scores import METHODS

    score = METHODS[persons](model._family, read, model._parameters, model._theta)["score"].to_numpy()
    sums = np.zeros((4, len(read.items.names)))
    for at in (slice(start, start + 2048) for start in range(0, score.size, 2048)):
        curves = model._parameters.curves(model._family, read.items.steps, score[at])
        answered = (read.codes[at] >= 0).T
        square = np.where(answered, (read.codes[at].T - curves.expected) ** 2, 0.0)
        variance = np.where(answered, curves.variance, 0.0)
        ratio = np.divide(square, variance, out=np.zeros_like(square), where=variance > 0)
        sums += np.stack([part.sum(axis=1) for part in (square, variance, ratio, answered.astype(np.float64))])
    return sums[0], sums[1], sums[2], sums[3]
