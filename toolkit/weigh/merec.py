"""MEREC weights: an indicator weighs more the more its removal changes the units' scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array, counts, divide, extremes, row_blocks
from toolkit.weigh._input import Values, refuse, signs, wide
from toolkit.weigh._result import Weights, weights_from


def merec(values: Values, *, direction: ArrayLike | None = None) -> Weights:
    """Weigh by the removal effects of criteria: w_j proportional to sum_i abs(S'_ij - S_i).

    n_ij = min_j / x_ij where more is better, x_ij / max_j where less is better; S_i = ln(1 + mean_k abs(ln n_ik)) and S'_ij
    the same with the term of j left out of the sum.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Positive, on a ratio scale. A value <= 0 is refused.
    direction : +1, -1 or array of them
        +1 (the default): more is better; -1: less is better.

    Notes
    -----
    A unit's means are over the indicators it has, and the effect of an indicator is its mean over the units that have it.
    A constant indicator gets the weight 0 and does not count among the indicators.

    References
    ----------
    Keshavarz-Ghorabaee, M., Amiri, M., Zavadskas, E. K., Turskis, Z. and Antucheviciene, J. (2021), Determination of
    objective weights using a new method based on the removal effects of criteria (MEREC), Symmetry 13(4), 525,
    doi:10.3390/sym13040525.

    Examples
    --------
    >>> merec([[450.0, 8000.0], [10.0, 9100.0], [100.0, 8200.0]], direction=[1, -1]).weights.round(3).tolist()
    [0.975, 0.025]
    """
    table = wide(values)
    turn = signs(direction, table.indicators)
    refuse(table, lambda block: block <= 0, "is not positive: MEREC needs values > 0")
    low, high = extremes(table.values)
    informative = low < high
    effect = np.zeros(len(informative))
    if informative.any():
        chosen = table.values if informative.all() else table.values[:, informative]
        effect[informative] = removal_effects(chosen, np.where(turn > 0, low, high)[informative])
    return weights_from(
        effect,
        table.indicators,
        "merec",
        {"direction": turn, "min": low, "max": high, "removal_effect": effect},
        informative=informative,
    )


def removal_effects(values: Array, end: Array) -> Array:
    """Return the mean over the units of S_i - S'_ij; `end` is what each indicator is divided by."""
    total = np.zeros(values.shape[1])
    for rows in row_blocks(values):
        size = np.abs(np.log(values[rows] / end))
        present = ~np.isnan(size)
        number = np.maximum(present.sum(axis=1, keepdims=True), 1)
        whole = np.nansum(size, axis=1, keepdims=True)
        total += np.nansum(np.log1p(whole / number) - np.log1p((whole - size) / number), axis=0)
    return np.maximum(divide(total, counts(values)), 0.0)
