"""Weights by coefficient of variation (变异系数法)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import deviations, divide, summary
from toolkit.weigh._input import Values, refuse, wide
from toolkit.weigh._result import Weights, weights_from


def cv(values: Values, *, direction: ArrayLike | None = None, ddof: int = 1) -> Weights:
    """Weigh by the standard deviation relative to the mean: w_j proportional to s_j / mean_j.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Not negative, on a ratio scale: the result changes when a constant is added. A negative value is refused.
    direction : ignored
        A coefficient of variation does not depend on it.
    ddof : int
        The variance divides by n - ddof: 1 (the default) sample, 0 population. It cancels unless indicators have unlike
        numbers of missing values.

    Notes
    -----
    Each indicator uses the units in which it is present. A constant indicator gets the weight 0.

    References
    ----------
    Pearson, K. (1896), Philosophical Transactions of the Royal Society A 187, 253-318, doi:10.1098/rsta.1896.0007 (the
    coefficient).

    Examples
    --------
    >>> cv([[1.0, 10.0], [2.0, 11.0], [3.0, 12.0]]).weights.round(3).tolist()
    [0.846, 0.154]
    """
    table = wide(values)
    refuse(table, lambda block: block < 0, "is negative: a coefficient of variation needs values >= 0")
    known = summary(table.values)
    low, high = known.low, known.high
    mean, deviation = deviations(table.values, ddof, known)
    informative = low < high
    variation = np.where(informative, divide(deviation, mean), 0.0)
    return weights_from(
        variation,
        table.indicators,
        "cv",
        {"mean": mean, "sd": deviation, "cv": variation},
        settings={"ddof": ddof},
        informative=informative,
    )
