"""The mean-min function."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate._common import Labels, by_blocks, read, weighted_mean
from toolkit.aggregate.minimum import least
from toolkit.columns import Array
from toolkit.errors import OptionError


def mean_min(
    values: ArrayLike, weights: ArrayLike, *, alpha: float = 0.5, beta: float = 0.0, labels: Labels = None
) -> Array:
    """Return M - alpha (sqrt((M - min)^2 + beta^2) - beta): between the arithmetic mean M and the minimum.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Higher is better; NaN = missing.
    weights : array, shape (…, indicator)
        Not negative, not all zero; only their proportions count.
    alpha : float from 0 to 1
        How hard imbalance is penalised: 0 the mean; 1 (with beta 0) the minimum.
    beta : float >= 0
        In the unit of the values: imbalance that is small against it is hardly penalised.
    labels : pair of sequences, optional
        Names of units and indicators for errors.

    Returns
    -------
    array, shape (…, unit)
        On the scale of the values; NaN for a unit with nothing present.

    References
    ----------
    Casadio Tarabusi, E. and Guarini, G. (2013), An unbalance adjustment method for development indicators, Social
    Indicators Research 112(1), 19-45, doi:10.1007/s11205-012-0070-4.

    Examples
    --------
    >>> mean_min([[90.0, 10.0], [50.0, 50.0]], [1, 1]).tolist()
    [30.0, 50.0]
    """
    if not 0 <= alpha <= 1:
        raise OptionError(f"alpha={alpha!r} must lie between 0 and 1.")
    if not (np.isfinite(beta) and beta >= 0):
        raise OptionError(f"beta={beta!r} must be a number >= 0, in the unit of the values.")
    sample = read(values, weights, labels)
    sample.refuse(np.isinf, "values must be finite")

    def score(x: Array, w: Array) -> Array:
        mean = weighted_mean(x, w)
        return mean - alpha * (np.hypot(mean - least(x, w), beta) - beta)

    return by_blocks(sample.x, sample.w, score)
