"""Means of groups of persons (schools) from plausible values, with standard errors by Rubin's rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.columns import Array
from toolkit.errors import DataError, OptionError, unknown
from toolkit.impute._rubin import pool
from toolkit.matrix import to_column
from toolkit.models.item_response._estimate import _settle, grid
from toolkit.models.item_response._information import moments
from toolkit.models.item_response._parameters import Free, Parameters
from toolkit.models.item_response._posterior import Posterior, design, over_blocks
from toolkit.models.item_response._responses import Responses, read_responses
from toolkit.models.item_response._scores import draw

if TYPE_CHECKING:
    from toolkit.models.item_response._base import ItemResponseModel

SCALES = ("latent", "percent")
PULL = 1 / 16
"""Weight of the prior for the means, in persons: without it the mean of a group of perfect answers is infinite."""


def group_means(
    model: ItemResponseModel,
    responses: pl.DataFrame,
    by: str | Sequence[str],
    *,
    weights: str | ArrayLike | None = None,
    scale: str = "latent",
    draws: int = 10,
    seed: int = 0,
) -> pl.DataFrame:
    """Return the mean of every group of persons: the columns of `by`, value, se, n, sorted by `by`.

    The items keep the parameters of the model. Every group gets a mean of its own in the distribution that plausible values are
    drawn from (latent regression, one standard deviation within groups), and the mean itself is drawn anew for each set of
    plausible values, by its error. So a group is not drawn towards the others, as it is in a mean of EAP scores (but for
    a prior of a sixteenth of a person, which keeps the mean of perfect answers finite). The persons
    count as one cohort of many: se holds their sampling and the error of measurement, not that of the items' parameters.

    Parameters
    ----------
    model : ItemResponseModel
        Fitted.
    responses : polars.DataFrame
        One row a person, with the items of the model and the columns of `by`.
    by : str or sequence of str
        Columns that name the group.
    weights : str or array-like, optional
        Sampling weights.
    scale : "latent" or "percent"
        `percent`: expected sum of all items in percent of the most, so that persons who were given other items compare.
    draws, seed : int
        Sets of plausible values, at least 2. The result does not depend on the order of the rows.

    Notes
    -----
    A group needs two persons with an answer; with fewer its value is null. n counts persons with an answer.

    References
    ----------
    Mislevy, R. J. (1991), doi:10.1007/BF02294457. Rubin, D. B. (1987), doi:10.1002/9780470316696.

    Examples
    --------
    >>> import numpy as np
    >>> from toolkit.models import RaschModel
    >>> rng = np.random.default_rng(0)
    >>> school = np.repeat([0.0, 1.0], 500)
    >>> right = (school + rng.normal(size=1000))[:, None] - np.linspace(-1, 2, 8) > rng.logistic(size=(1000, 8))
    >>> frame = pl.DataFrame(right, schema=[f"I{j}" for j in range(8)])
    >>> means = group_means(RaschModel().fit(frame), frame.with_columns(school=pl.Series(school)), "school")
    >>> gap = means["value"][1] - means["value"][0]
    >>> 0.8 < gap < 1.2, means["n"].to_list()
    (True, [500, 500])
    """
    names = [by] if isinstance(by, str) else list(by)
    if scale not in SCALES:
        raise unknown("scale", scale, SCALES)
    if not (isinstance(draws, int) and draws >= 2):
        raise OptionError(f"draws={draws!r}: a whole number of at least 2.")
    for name in names:
        if name not in responses.columns:
            raise unknown("column of by=", name, responses.columns)
    where = responses.select(names)
    if where.null_count().sum_horizontal().item():
        raise DataError(f"Every person needs a group: {', '.join(names)} must not be null.")
    groups = where.unique().sort(names).with_row_index("at")
    at = where.join(groups, on=names, how="left", maintain_order="left")["at"].to_numpy().astype(np.int64)
    read = read_responses(responses, model._items, None, weights)
    order = np.lexsort([*read.codes.T[::-1], read.weights, at])  # whatever order the rows came in
    order = order[read.answered[order] > 0]
    labels = tuple(map(str, range(groups.height)))
    read = Responses(read.items, read.codes[order], read.weights[order], at[order], labels, read.keys.clear())
    values = _draws(model, read, scale, draws, seed)
    return groups.drop("at").with_columns(**_pooled(read, values, groups.height))


def _draws(model: ItemResponseModel, read: Responses, scale: str, draws: int, seed: int) -> Array:
    """Return plausible values (draw, person)."""
    count = len(read.groups)
    own = model._parameters
    p = replace(own, mean=np.full(count, float(own.mean.mean())), sd=np.full(count, float(own.sd.mean())))
    nothing = np.zeros_like(p.slope, dtype=bool)
    every = np.ones(count, dtype=bool)
    free = Free(nothing, np.zeros_like(p.intercepts, dtype=bool), every, every, one_sd=True, pull=PULL)
    found = _settle(model._family, read, p, free, model.points, 5e-3, 500).parameters
    error = _error_of_means(model, read, found)
    rng = np.random.default_rng([seed, 1])
    values = np.empty((draws, len(read.codes)))
    for m in range(draws):
        drawn = replace(found, mean=found.mean + error * rng.standard_normal(count))
        theta = grid(drawn, model.points)
        values[m] = draw(model._family, read, drawn, theta, draws=1, seed=seed, first=m)[0][0]
    return values if scale == "latent" else np.stack([_percent(model, one) for one in values])


def _error_of_means(model: ItemResponseModel, read: Responses, p: Parameters) -> Array:
    """Return the standard error of each group's mean: sd²/√(Σ w (sd² - psd²)), its expected information inverted."""
    data = design(read)
    theta = grid(p, model.points)
    posterior = Posterior(data, p.curves(model._family, read.items.steps, theta), theta, p)
    variance = np.concatenate([one for _, one in over_blocks(moments(posterior), data.blocks())])
    square = p.sd[read.group] ** 2
    known = np.bincount(read.group, read.weights * np.maximum(square - variance, 0.0), minlength=p.mean.size)
    return np.asarray(p.sd**2 / np.sqrt(known + PULL * p.sd**2))


def _percent(model: ItemResponseModel, theta: Array) -> Array:
    """Return the expected sum of the items in percent of the most, read off a fine table."""
    steps = model._items.steps
    low, high = float(theta.min()), float(theta.max())
    at = np.linspace(low, high, 2001)
    expected = model._parameters.curves(model._family, steps, at).expected.sum(axis=0)
    return np.asarray(np.interp(theta, at, 100 * expected / steps.sum()))


def _pooled(read: Responses, values: Array, count: int) -> dict[str, pl.Series]:
    w, group = read.weights, read.group
    n = np.bincount(group, minlength=count)
    total = np.bincount(group, w, minlength=count)
    some = np.where(total > 0, total, 1.0)
    means = np.stack([np.bincount(group, w * one, minlength=count) / some for one in values])
    away = np.stack([w * (one - mean[group]) for one, mean in zip(values, means, strict=True)])
    squares = np.stack([np.bincount(group, one**2, minlength=count) for one in away])
    enough = (n >= 2) & (total > 0)
    variances = squares / some**2 * np.where(enough, n / np.maximum(n - 1, 1), 0.0)
    found = pool(means, variances)
    return {
        "value": to_column("value", np.where(enough, found.estimate, np.nan)),
        "se": to_column("se", np.where(enough, np.sqrt(found.variance), np.nan)),
        "n": pl.Series("n", n, dtype=pl.Int64),
    }
