"""What the weightings by experts share: names, points, agreement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array, rank_within
from toolkit.errors import DataError, OptionError
from toolkit.weigh._input import Values, wide


def names_for(values: Values | None, indicators: tuple[str, ...] | None, number: int) -> tuple[str, ...]:
    """Return the names of the indicators: given, else those of the values, else x0, x1, …; their number must fit."""
    if indicators is None:
        indicators = wide(values).indicators if values is not None else tuple(f"x{i}" for i in range(number))
    if len(indicators) != number:
        raise OptionError(
            f"The judgements concern {number} indicators, the values have {len(indicators)}: {indicators}."
        )
    return tuple(indicators)


def panel(judgements: ArrayLike, name: str) -> Array:
    """Return judgements as an array (expert, indicator); a single row is one expert."""
    given = np.asarray(judgements, dtype=np.float64)
    given = given[None, :] if given.ndim == 1 else given
    if given.ndim != 2 or 0 in given.shape:
        raise OptionError(f"{name} has shape {given.shape}: give (experts, indicators), or one row for one expert.")
    return given


def shares(points: Array, names: tuple[str, ...], what: str) -> Array:
    """Return each expert's points as shares of their sum; refuse points that are missing, negative or all zero."""
    for wrong, problem in ((~np.isfinite(points), "is missing or not finite"), (points < 0, "is negative")):
        if wrong.any():
            expert, i = (int(k) for k in np.argwhere(wrong)[0])
            raise DataError(f"{what} of expert {expert} for indicator '{names[i]}' {problem} ({points[expert, i]:g}).")
    total = points.sum(axis=1, keepdims=True)
    if not total.all():
        raise DataError(f"{what} of expert {int(np.flatnonzero(total == 0)[0])}: all are zero.")
    return points / total


def agreement(judgements: Array) -> float:
    """Return Kendall's coefficient of concordance W, ties at their mean rank; NaN for fewer than two experts.

    1: all experts order the indicators alike; 0: no agreement.
    """
    experts, number = judgements.shape
    if experts < 2 or number < 2:
        return float("nan")
    ranks = np.array([rank_within(row, np.sort(row), "average") for row in judgements])
    ties = sum(float((size**3 - size).sum()) for size in (np.unique(row, return_counts=True)[1] for row in judgements))
    spread = ((ranks.sum(axis=0) - experts * (number + 1) / 2) ** 2).sum()
    most = experts**2 * (number**3 - number) - experts * ties
    return float(12 * spread / most) if most > 0 else float("nan")


def panel_report(individual: Array) -> dict[str, Any]:
    """Return how far the experts' own weights spread, per indicator."""
    spread = individual.std(axis=0, ddof=1) if len(individual) > 1 else np.full(individual.shape[1], np.nan)
    return {"lowest": individual.min(axis=0), "highest": individual.max(axis=0), "sd": spread}


def panel_settings(individual: Array) -> dict[str, float]:
    """Return the size of the panel and its agreement."""
    return {"experts": float(len(individual)), "kendall_w": agreement(individual)}


def rounds_of(individual: Sequence[Array]) -> list[dict[str, float]]:
    """Return round, experts, Kendall's W, mean sd over the experts, and greatest change of a mean share, of every round.

    `individual` holds the shares of each round, shape (experts, indicators). Changes are rounded to 10 decimals, so that one
    that is equal to a tolerance keeps to it.
    """
    means = np.array([share.mean(axis=0) for share in individual])
    change = [np.nan, *np.abs(np.diff(means, axis=0)).max(axis=1).round(10).tolist()]
    return [
        {
            "round": k,
            "experts": len(share),
            "kendall_w": agreement(share),
            "sd": float(share.std(axis=0, ddof=1).mean()) if len(share) > 1 else np.nan,
            "change": change[k - 1],
        }
        for k, share in enumerate(individual, start=1)
    ]
