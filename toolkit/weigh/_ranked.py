"""Weights from an order of importance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array, rank_within
from toolkit.errors import DataError
from toolkit.weigh._experts import names_for, panel, panel_report, panel_settings
from toolkit.weigh._input import Values
from toolkit.weigh._result import Weights, weights_from


def by_order(
    origin: str,
    weight: Callable[[Array], Array],
    values: Values | None,
    ranks: ArrayLike,
    indicators: tuple[str, ...] | None,
) -> Weights:
    """Weigh by the mean over experts of `weight(places)`; tied indicators share the mean weight of their places."""
    given = panel(ranks, "ranks")
    names = names_for(values, indicators, given.shape[1])
    if not np.isfinite(given).all():
        expert, i = (int(k) for k in np.argwhere(~np.isfinite(given))[0])
        raise DataError(f"The rank of indicator '{names[i]}' by expert {expert} is missing.")
    place = weight(np.arange(1.0, given.shape[1] + 1))
    individual = np.array([tied(row, place / place.sum()) for row in given])
    return weights_from(
        individual.mean(axis=0), names, origin, panel_report(individual), settings=panel_settings(individual)
    )


def tied(ranks: Array, place: Array) -> Array:
    """Return the weight of the place of each rank; equal ranks share the mean weight of the places they take."""
    first = rank_within(ranks, np.sort(ranks), "min").astype(int) - 1
    size = (ranks[:, None] == ranks).sum(axis=1)
    total = np.concatenate([[0.0], np.cumsum(place)])
    return (total[first + size] - total[first]) / size
