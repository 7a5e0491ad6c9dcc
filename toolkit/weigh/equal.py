"""Equal weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.weigh._input import Values, wide
from toolkit.weigh._result import Weights, weights_from


def equal(values: Values, *, direction: ArrayLike | None = None) -> Weights:
    """Give every indicator the weight 1 / (number of indicators).

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Only the number and the names of its indicators are used.
    direction : ignored
        Equal weights do not depend on it.

    Examples
    --------
    >>> equal([[1.0, 2.0], [3.0, 4.0]]).weights.tolist()
    [0.5, 0.5]
    """
    indicators = wide(values).indicators
    return weights_from(np.ones(len(indicators)), indicators, "equal", {})
