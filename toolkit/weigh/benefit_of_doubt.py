"""Benefit-of-the-doubt weights: each unit is weighed in the light that is best for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.columns import Array, extremes
from toolkit.errors import DataError, OptionError
from toolkit.weigh._frontier import Bounds, best_case, every_best_case, undominated
from toolkit.weigh._input import Values, refuse, wide
from toolkit.weigh._result import Weights, weights_from


def benefit_of_doubt(
    values: Values,
    *,
    direction: ArrayLike | None = None,
    weight_bounds: Bounds = None,
    share_bounds: Bounds = None,
    common: bool = False,
    peers: int | None = None,
    draws: int = 100,
    seed: int | np.random.Generator = 0,
) -> Weights:
    """Weigh by the mean over the units of those weights that put each unit in its best light (data envelopment analysis).

    For unit k: maximise sum_i w_i y_ki subject to sum_i w_i y_li <= 1 for all units l, and to the bounds; y is the value
    relative to the best unit. The score is 1 for a unit that some weights put first.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Normalised, more is better in all, not negative. A negative or a missing value is refused.
    direction : ignored
        Values are expected to be turned already, since a cost has no place in a share.
    weight_bounds : pair of float, optional
        Least and greatest weight, relative to the sum of weights, of every indicator.
    share_bounds : pair of float, optional
        Least and greatest share of every indicator in a unit's own score.
    common : bool
        One set of weights for all units, that with the highest mean score, instead of the mean over the units.
    peers : int, optional
        Robust order-m scores: against `peers` units drawn with replacement, 1 / the mean of 1 / score over `draws` draws, so
        that a single outlier does not set the frontier; a score may then exceed 1. The weights stay those against all
        units. By default all units are peers.
    draws : int
        Number of draws for the robust scores.
    seed : int or numpy Generator
        For the draws.

    Notes
    -----
    `report` has the score of every unit under its own weights. Weights that put a unit first are often not unique; its score
    is. A constant indicator would put every unit first: it is left out and gets the weight 0.

    References
    ----------
    Cherchye, L., Moesen, W., Rogge, N. and Van Puyenbroeck, T. (2007), An introduction to 'benefit of the doubt' composite
    indicators, Social Indicators Research 82, 111-145, doi:10.1007/s11205-006-9029-7.
    Cazals, C., Florens, J.-P. and Simar, L. (2002), Nonparametric frontier estimation: a robust approach, Journal of
    Econometrics 106(1), 1-25, doi:10.1016/S0304-4076(01)00080-X (order m).

    Examples
    --------
    >>> result = benefit_of_doubt([[1.0, 0.2], [0.2, 1.0], [0.3, 0.3]])
    >>> result.report.filter(parameter="score of row 2")["value"].round(3).to_list()
    [0.5]
    """
    for name, bounds in (("weight_bounds", weight_bounds), ("share_bounds", share_bounds)):
        if bounds is not None and not 0 <= bounds[0] < bounds[1] <= 1:
            raise OptionError(f"{name}={bounds!r} must be a pair with 0 <= low < high <= 1.")
    if common and (share_bounds is not None or peers is not None):
        raise OptionError(
            "Common weights go neither with share_bounds nor with peers: these concern one unit at a time."
        )
    table = wide(values)
    units = ~np.isnan(table.values).all(axis=1)
    refuse(table, lambda block: block < 0, "is negative: a share needs values >= 0")
    refuse(table, gap, "is missing: a frontier needs all values")
    if share_bounds is not None and share_bounds[0] > 0:
        refuse(table, lambda block: block == 0, "is 0: it can have no share of a score")
    low, high = extremes(table.values)
    informative = low < high
    check_room({"weight_bounds": weight_bounds, "share_bounds": share_bounds}, int(informative.sum()))
    weight, scores = np.zeros(informative.size), np.ones(int(units.sum()))
    if informative.any():
        relative = table.values[units][:, informative] / high[informative]
        if common:
            weight[informative], scores = common_weights(relative, weight_bounds)
        else:
            own, scores = own_weights(relative, weight_bounds, share_bounds)
            weight[informative] = own.mean(axis=0)
        if peers is not None:
            scores = robust_scores(relative, weight_bounds, share_bounds, peers, draws, np.random.default_rng(seed))
    places = np.flatnonzero(units)
    labels = [table.units[k] if table.units is not None else f"row {k}" for k in places]
    settings = {f"score of {label}": float(score) for label, score in zip(labels, scores, strict=True)}
    return weights_from(
        weight, table.indicators, "benefit_of_doubt", {"best": high}, settings=settings, informative=informative
    )


def gap(block: Array) -> NDArray[np.bool_]:
    """Return which cells are missing in units that have other values."""
    missing = np.isnan(block)
    return missing & ~missing.all(axis=1, keepdims=True)


def check_room(bounds: dict[str, Bounds], indicators: int) -> None:
    """Refuse bounds within which no shares can sum to 1."""
    for name, pair in bounds.items():
        if pair is not None and indicators and not pair[0] * indicators <= 1 <= pair[1] * indicators:
            raise OptionError(f"{name}={pair!r}: no {indicators} shares within them sum to 1.")


def own_weights(relative: Array, weight_bounds: Bounds, share_bounds: Bounds) -> tuple[Array, Array]:
    """Return each unit's own weights (sum 1), shape (units, indicators), and its score under them."""
    weights, scores = every_best_case(relative, relative[undominated(relative)], weight_bounds, share_bounds)
    total = weights.sum(axis=1, keepdims=True)
    even = np.full(weights.shape, 1.0 / weights.shape[1])  # a unit of zeros scores 0 under any weights
    return np.divide(weights, total, out=even, where=total > 0), scores


def common_weights(relative: Array, weight_bounds: Bounds) -> tuple[Array, Array]:
    """Return the one set of weights with the highest mean score, no unit above 1, and the scores."""
    weight, _ = best_case(relative.mean(axis=0), relative[undominated(relative)], weight_bounds, None)
    return weight, relative @ weight


def robust_scores(
    relative: Array, weight_bounds: Bounds, share_bounds: Bounds, peers: int, draws: int, random: np.random.Generator
) -> Array:
    """Return the score of each unit against random peers, drawn with replacement: 1 / the mean of 1 / score."""
    if peers < 1 or draws < 1:
        raise OptionError(f"peers={peers!r} and draws={draws!r} must be at least 1.")
    distance = np.zeros(len(relative))
    for _ in range(draws):
        drawn = relative[random.integers(0, len(relative), peers)]
        _, scores = every_best_case(relative, drawn, weight_bounds, share_bounds)
        distance += np.divide(1.0, scores, out=np.full(len(scores), np.inf), where=scores > 0)
    if not distance.all():
        raise DataError("Random peers never limit the score of a unit: take more peers or more draws.")
    return draws / distance
