"""The Mazziotta-Pareto index."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate import _across
from toolkit.aggregate._common import Labels, ratio, read
from toolkit.aggregate._penalty import Penalty, penalised
from toolkit.columns import Array


def mpi(values: ArrayLike, weights: ArrayLike, *, penalty: Penalty = "negative", labels: Labels = None) -> Array:
    """Return M - S cv of the indicators standardised to mean 100 and standard deviation 10 over the units.

    z = 100 + 10 (x - mean) / sd with the population standard deviation over the units; M, S and cv = S / M are the
    weighted mean, standard deviation and coefficient of variation of the z of a unit.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Higher is better; NaN = missing.
    weights : array, shape (…, indicator)
        Not negative, not all zero; only their proportions count.
    penalty : "negative" or "positive"
        M - S cv (the default), or M + S cv for a phenomenon of which more is worse.
    labels : pair of sequences, optional
        Names of units and indicators for errors.

    Returns
    -------
    array, shape (…, unit)
        About 100; NaN for a unit with nothing present.

    Notes
    -----
    The score depends on the other units. A constant indicator has z = 100. A gain in one indicator can cost more by the
    penalty than it brings, where it puts a unit further out of balance.

    References
    ----------
    Mazziotta, M. and Pareto, A. (2016), On a generalized non-compensatory composite index for measuring socio-economic
    phenomena, Social Indicators Research 127, 983-1003, doi:10.1007/s11205-015-0998-2.
    Mazziotta, M. and Pareto, A. (2022), Weighting in composite indices construction: the case of the Mazziotta-Pareto
    index, Rivista Italiana di Economia Demografia e Statistica (the weighted version).

    Examples
    --------
    >>> mpi([[1.0, 3.0], [3.0, 1.0], [2.0, 2.0]], [1, 1]).round(2).tolist()
    [98.5, 98.5, 100.0]
    """
    sample = read(values, weights, labels)
    sample.refuse(np.isinf, "values must be finite")
    low, high = _across.extremes(sample.x)
    mean = _across.means(sample.x)
    sd = _across.roots_of_squares(sample.x - mean) / np.sqrt(np.maximum(_across.counts(sample.x), 1.0))
    slope = np.nan_to_num(ratio(np.full_like(sd, 10.0), np.where(low < high, sd, 0.0)))
    return penalised(sample.x, sample.w, penalty, (100.0 - slope * mean, slope))
