"""PROMETHEE II: net flow of preference."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate import _across
from toolkit.aggregate._common import Labels, read, weighted_mean
from toolkit.aggregate._preference import Chosen, Preference, choose
from toolkit.aggregate.borda import shares_beaten
from toolkit.columns import Array

PAIR_CELLS = 2_000_000
"""Differences of one block of units with all units: 16 MB."""


def promethee(
    values: ArrayLike,
    weights: ArrayLike,
    *,
    preference: Preference | Sequence[Preference] = "usual",
    q: ArrayLike | None = None,
    p: ArrayLike | None = None,
    s: ArrayLike | None = None,
    labels: Labels = None,
) -> Array:
    """Return the net flow: how far a unit is preferred to the others, less how far the others are preferred to it.

    In indicator i the flow of a unit is the mean over the n_i - 1 others of P(x - y) - P(y - x); the net flow is the
    weighted mean of these over the present indicators.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Higher is better; NaN = missing.
    weights : array, shape (…, indicator)
        Not negative, not all zero; only their proportions count.
    preference : "usual", "u_shape", "v_shape", "level", "linear" or "gaussian", or one of them per indicator
        How preference grows with the difference d > 0: usual 1; u_shape 1 above q; v_shape d / p up to 1; level one half
        above q and 1 above p; linear (d - q) / (p - q) between q and p; gaussian 1 - exp(-d^2 / 2 s^2).
    q, p, s : float or array, shape (indicators,)
        Thresholds in the unit of the values: indifference, preference, and the width of the gaussian; NaN for an
        indicator whose function does not need it.
    labels : pair of sequences, optional
        Names of units and indicators for errors.

    Returns
    -------
    array, shape (…, unit)
        From -1 to 1, sum 0 when nothing is missing; NaN for a unit with nothing present; 0 in an indicator that a unit has
        alone.

    Notes
    -----
    The score depends on the other units. With "usual" it orders the units as `borda` does. The others compare every unit
    with every other: the time grows with the square of their number, the memory does not.

    References
    ----------
    Brans, J. P. and Vincke, P. (1985), A preference ranking organisation method, Management Science 31(6), 647-656,
    doi:10.1287/mnsc.31.6.647.

    Examples
    --------
    >>> promethee([[3.0, 1.0], [2.0, 3.0], [1.0, 2.0]], [3, 1]).tolist()
    [0.5, 0.25, -0.75]
    """
    sample = read(values, weights, labels)
    sample.refuse(np.isinf, "values must be finite")
    if preference == "usual":
        return weighted_mean(2.0 * shares_beaten(sample.x) - 1.0, sample.w)
    return weighted_mean(flows(sample.x, choose(sample, preference, q, p, s)), sample.w)


def flows(x: Array, chosen: Sequence[Chosen]) -> Array:
    """Return the net flow of each unit in each indicator, shape as x, block after block of units."""
    result = np.zeros(x.shape)
    units = x.shape[-2]
    step = max(1, PAIR_CELLS // max(1, units * int(np.prod(x.shape[:-2]))))
    for i, (function, limits) in enumerate(chosen):
        column = x[..., i]
        for start in range(0, units, step):
            difference = column[..., start : start + step, None] - column[..., None, :]
            size = function(np.abs(difference), *limits)
            result[..., start : start + step, i] = np.nansum(np.sign(difference) * size, axis=-1)
    result /= np.maximum(_across.counts(x) - 1.0, 1.0)
    return np.where(np.isnan(x), np.nan, result)
