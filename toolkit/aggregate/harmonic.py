"""The weighted harmonic mean."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate._common import Labels, quasi_mean, read
from toolkit.aggregate._shift import shifted
from toolkit.columns import Array


def harmonic(values: ArrayLike, weights: ArrayLike, *, shift: float | None = None, labels: Labels = None) -> Array:
    """Return sum w / sum_i (w_i / x_i) over the present indicators: a weak indicator weighs even more than geometrically.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Higher is better, > 0 where the weight is; NaN = missing.
    weights : array, shape (…, indicator)
        Not negative, not all zero; only their proportions count.
    shift : float, optional
        Added to every value before and taken away from the mean after, for a scale that reaches 0. The result depends
        on it: state it. Without it a value <= 0 is refused, naming unit and indicator.
    labels : pair of sequences, optional
        Names of units and indicators for errors.

    Returns
    -------
    array, shape (…, unit)
        On the scale of the values; NaN for a unit with nothing present.

    References
    ----------
    Hardy, G. H., Littlewood, J. E. and Polya, G. (1952), Inequalities, 2nd edition, chapter 2.

    Examples
    --------
    >>> harmonic([[90.0, 10.0], [50.0, 50.0]], [1, 1]).round(9).tolist()
    [18.0, 50.0]
    """
    sample, moved = shifted(read(values, weights, labels), shift)
    return (
        quasi_mean(sample, np.reciprocal, np.reciprocal, "the harmonic mean needs values > 0 (or choose a shift)")
        - moved
    )
