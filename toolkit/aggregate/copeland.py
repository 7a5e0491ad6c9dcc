"""Copeland scores: duels won less duels lost."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate._common import Labels, contract, read
from toolkit.columns import Array

DUEL_CELLS = 2_000_000
"""Comparisons of one block of units with all units and indicators: 16 MB."""

TIE = 1e-12
"""Balance of the weights for and against that counts as a tie: rounding of a sum of weights."""


def copeland(values: ArrayLike, weights: ArrayLike, *, labels: Labels = None) -> Array:
    """Return the number of units that a unit beats in direct comparison, less the number that beat it.

    One unit beats another when the indicators in which it is better have together more weight than those in which it is
    worse. A unit that beats all others (a Condorcet winner) has the highest score.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Higher is better; only their order counts. NaN = missing.
    weights : array, shape (…, indicator)
        Not negative, not all zero; only their proportions count.
    labels : pair of sequences, optional
        Names of units and indicators for errors.

    Returns
    -------
    array, shape (…, unit)
        From -(units - 1) to units - 1; NaN for a unit with nothing present.

    Notes
    -----
    Two units are compared on the indicators that both have; without any they do not meet. The score depends on the other
    units. Every unit meets every other: the time grows with the square of their number, the memory does not.

    References
    ----------
    Saari, D. G. and Merlin, V. R. (1996), The Copeland method, Economic Theory 8, 51-76, doi:10.1007/BF01212012.
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 6.12.

    Examples
    --------
    >>> copeland([[3.0, 1.0, 3.0], [2.0, 3.0, 2.0], [1.0, 2.0, 1.0]], [1, 1, 1]).tolist()
    [2.0, 0.0, -2.0]
    """
    sample = read(values, weights, labels)
    sample.refuse(np.isinf, "values must be finite")
    return duels(sample.x, sample.w)


def duels(x: Array, w: Array) -> Array:
    """Return wins less losses, block after block of units against all units."""
    units, indicators = x.shape[-2:]
    lead = np.broadcast_shapes(x.shape[:-2], w.shape[:-1])
    result = np.empty((*lead, units))
    cells = max(int(np.prod(x.shape[:-2])) * indicators, int(np.prod(lead))) * units
    step = max(1, DUEL_CELLS // max(1, cells))
    for start in range(0, units, step):
        some = x[..., start : start + step, :]
        with np.errstate(invalid="ignore"):
            better = np.sign(some[..., :, None, :] - x[..., None, :, :])
        pairs = np.nan_to_num(better).reshape(*x.shape[:-2], -1, indicators)
        balance = contract(pairs, w).reshape(*lead, some.shape[-2], units)
        balance[np.abs(balance) <= TIE] = 0.0
        result[..., start : start + step] = np.sign(balance).sum(axis=-1)
    present = contract((~np.isnan(x)).astype(np.float64), w) > 0
    return np.where(present, result, np.nan)
