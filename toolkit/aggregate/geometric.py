"""The weighted geometric mean."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate._common import Labels, quasi_mean, read
from toolkit.aggregate._shift import shifted
from toolkit.columns import Array


def geometric(values: ArrayLike, weights: ArrayLike, *, shift: float | None = None, labels: Labels = None) -> Array:
    """Return prod_i x_i^(w_i / sum w) over the present indicators: a weak indicator is made up for only in part.

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
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 1.6.

    Examples
    --------
    >>> geometric([[90.0, 10.0], [50.0, 50.0]], [1, 1]).round(9).tolist()
    [30.0, 50.0]
    """
    sample, moved = shifted(read(values, weights, labels), shift)
    return quasi_mean(sample, np.log, np.exp, "the geometric mean needs values > 0 (or choose a shift)") - moved
