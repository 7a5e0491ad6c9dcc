"""Standard-deviation weights: an indicator weighs more the more the units differ on it."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import deviations, divide, summary
from toolkit.weigh._input import Values, option, wide
from toolkit.weigh._result import Weights, weights_from

SCALES = ("range", "none")


def sd(
    values: Values,
    *,
    direction: ArrayLike | None = None,
    ddof: int = 1,
    scale: Literal["range", "none"] = "range",
) -> Weights:
    """Weigh by the standard deviation of the indicators after min-max scaling: w_j proportional to s_j / (max_j - min_j).

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Raw or normalised: a linear rescaling of an indicator changes nothing.
    direction : ignored
        A standard deviation does not depend on it.
    ddof : int
        The variance divides by n - ddof. It cancels unless indicators have unlike numbers of missing values.
    scale : "range" or "none"
        "none": the standard deviation of the values as they are, for indicators on a common scale.

    Notes
    -----
    Each indicator uses the units in which it is present. A constant indicator gets the weight 0.

    References
    ----------
    Diakoulaki, D., Mavrotas, G. and Papayannakis, L. (1995), Computers & Operations Research 22(7), 763-770,
    doi:10.1016/0305-0548(94)00059-H.

    Examples
    --------
    >>> sd([[0.0, 0.0], [0.0, 50.0], [1.0, 100.0]]).weights.round(3).tolist()
    [0.536, 0.464]
    """
    option("scale", scale, SCALES)
    table = wide(values)
    known = summary(table.values)
    low, high = known.low, known.high
    informative = low < high
    deviation = np.where(informative, deviations(table.values, ddof, known)[1], 0.0)
    spread = divide(deviation, high - low) if scale == "range" else deviation
    return weights_from(
        np.where(informative, spread, 0.0),
        table.indicators,
        "sd",
        {"min": low, "max": high, "sd": deviation},
        settings={"ddof": ddof},
        informative=informative,
    )
