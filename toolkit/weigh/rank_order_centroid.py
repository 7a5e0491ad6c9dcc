"""Rank-order centroid weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.weigh._input import Values
from toolkit.weigh._ranked import by_order
from toolkit.weigh._result import Weights


def rank_order_centroid(
    values: Values | None = None,
    *,
    direction: ArrayLike | None = None,
    ranks: ArrayLike,
    indicators: tuple[str, ...] | None = None,
) -> Weights:
    """Weigh by the centroid of all weights that keep the order: w_(r) = (1/n) sum_{k=r..n} 1/k.

    Parameters
    ----------
    values : array or polars.DataFrame, optional
        Only its indicators' names are used.
    direction : ignored
        Expert weights do not depend on it.
    ranks : array, shape (experts, indicators) or (indicators,)
        1 = the most important; only the order counts. Tied indicators share the mean weight of the places they take.
    indicators : tuple of str, optional
        Names of the indicators where `values` gives none.

    Notes
    -----
    With several experts: the mean of their weights; `report` has the spread and Kendall's W.

    References
    ----------
    Barron, F. H. and Barrett, B. E. (1996), Decision quality using ranked attribute weights, Management Science 42(11),
    1515-1523, doi:10.1287/mnsc.42.11.1515.

    Examples
    --------
    >>> rank_order_centroid(ranks=[1, 2, 3]).weights.round(3).tolist()
    [0.611, 0.278, 0.111]
    """
    return by_order(
        "rank_order_centroid", lambda place: np.cumsum((1.0 / place)[::-1])[::-1], values, ranks, indicators
    )
