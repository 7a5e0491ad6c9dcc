"""CILOS weights: an indicator weighs more the less it loses when the others are at their best."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array, extremes
from toolkit.errors import DataError
from toolkit.weigh._input import Values, Wide, refuse, signs, wide
from toolkit.weigh._result import Weights, weights_from

ROUNDING = 1e-12
"""A relative loss below this is rounding."""


def cilos(values: Values, *, direction: ArrayLike | None = None) -> Weights:
    """Weigh by the criterion impact loss: the q >= 0 that solves (P - diag(sum_i p_ij)) q = 0, sum q = 1.

    p_ij = (max_j - x_kj) / max_j is the relative loss of indicator j at the unit k that is best on indicator i. Where less
    is better, x is first replaced by min / x.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Not negative, on a ratio scale; > 0 where less is better. Other values are refused.
    direction : +1, -1 or array of them
        +1 (the default): more is better; -1: less is better.

    Notes
    -----
    Only units without a gap are used, since the loss at the best unit needs all its values. Where several units are best
    on an indicator, the loss is the mean over them. A constant indicator gets the weight 0. Where the equations leave q
    open, q is what equal weights flow to under P, so that the result does not depend on the order of the indicators; where
    no indicator loses anything, all get equal weights, with a warning.

    References
    ----------
    Zavadskas, E. K. and Podvezko, V. (2016), Integrated determination of objective criteria weights in MCDM, International
    Journal of Information Technology & Decision Making 15(2), 267-283, doi:10.1142/S0219622016500036.

    Examples
    --------
    >>> cilos([[3.0, 1.0], [2.0, 4.0], [1.0, 2.0]]).weights.round(3).tolist()
    [0.692, 0.308]
    """
    table = wide(values)
    turn = signs(direction, table.indicators)
    complete, informative = complete_units(table, turn)
    weight, loss = np.zeros(informative.size), np.zeros(informative.size)
    if informative.any():
        losses = impact_losses(complete[:, informative], turn[informative])
        loss[informative] = losses.sum(axis=0)
        if losses.any():
            weight[informative] = stationary(losses)
    return weights_from(
        weight,
        table.indicators,
        "cilos",
        {"direction": turn, "loss": loss},
        settings={"complete_units": complete.shape[0]},
        informative=informative,
    )


def complete_units(table: Wide, turn: Array) -> tuple[Array, np.ndarray]:
    """Return the rows without a gap, and which indicators vary among them; refuse values off the ratio scale."""
    refuse(table, lambda block: block < 0, "is negative: CILOS needs values >= 0")
    refuse(table, lambda block: (block == 0) & (turn < 0), "is 0: CILOS needs values > 0 where less is better")
    whole = ~np.isnan(table.values).any(axis=1)
    if not whole.any():
        raise DataError(
            "CILOS uses units without a gap, and every unit has one: impute first, or choose another weighting."
        )
    complete = table.values if whole.all() else table.values[whole]
    low, high = extremes(complete)
    return complete, low < high


def impact_losses(values: Array, turn: Array) -> Array:
    """Return p_ij: the relative loss of indicator j at the best units of indicator i, shape (indicators, indicators)."""
    low, high = extremes(values)
    relative = np.where(turn > 0, values / high, low / np.where(turn > 0, 1.0, values))
    best = (relative == 1.0).astype(np.float64)  # exact: x / x = 1
    at_best = (best.T @ relative) / best.sum(axis=0)[:, None]
    loss = 1.0 - at_best
    loss[loss < ROUNDING] = 0.0
    np.fill_diagonal(loss, 0.0)
    return loss


def stationary(losses: Array) -> Array:
    """Return where equal weights end that flow from each indicator j to i at the rate p_ij: (P - diag(sum_i p_ij)) q = 0."""
    leaving = losses.sum(axis=0)
    size = losses.shape[0]
    step = np.eye(size) + (losses - np.diag(leaving)) / (2.0 * leaving.max())
    for _ in range(60):  # squares: time 2^60, which outlasts the slowest rate above rounding
        step = step @ step
        step /= step.sum(axis=0)
    return step @ np.full(size, 1.0 / size)
