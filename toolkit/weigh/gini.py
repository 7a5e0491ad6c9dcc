"""Gini weights: an indicator weighs more the more unequally it is distributed over the units."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array, extremes, sorted_present
from toolkit.weigh._input import Values, refuse, wide
from toolkit.weigh._result import Weights, weights_from


def gini(values: Values, *, direction: ArrayLike | None = None) -> Weights:
    """Weigh by the Gini coefficient: w_j proportional to sum_i sum_k abs(x_i - x_k) / (2 n^2 mean).

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Not negative, on a ratio scale: the result changes when a constant is added. A negative value is refused.
    direction : ignored
        A Gini coefficient does not depend on it.

    Notes
    -----
    Each indicator uses the n units in which it is present. A constant indicator gets the weight 0.

    References
    ----------
    Li, G. and Chi, G. (2009), A new determining objective weights method: Gini coefficient weight, First International
    Conference on Information Science and Engineering, 3726-3729, doi:10.1109/ICISE.2009.84.

    Examples
    --------
    >>> gini([[1.0, 1.0], [1.0, 2.0], [4.0, 3.0]]).weights.round(9).tolist()
    [0.6, 0.4]
    """
    table = wide(values)
    refuse(table, lambda block: block < 0, "is negative: a Gini coefficient needs values >= 0")
    low, high = extremes(table.values)
    informative = low < high
    coefficient = np.array([gini_of(sorted_present(column)) for column in table.values.T])
    return weights_from(
        np.where(informative, coefficient, 0.0),
        table.indicators,
        "gini",
        {"gini": coefficient},
        informative=informative,
    )


def gini_of(ordered: Array) -> float:
    """Return the Gini coefficient of an ascending sample of values >= 0; 0 where the total is 0.

    sum_i (2 i - n - 1) x_(i) / (n sum x), about the mean so that a narrow sample does not cancel.
    """
    number, total = ordered.size, ordered.sum()
    if total <= 0:
        return 0.0
    place = 2.0 * np.arange(1, number + 1) - number - 1.0
    return float(place @ (ordered - total / number) / (number * total))
