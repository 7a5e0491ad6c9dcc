"""Reciprocal-rank weights."""

from __future__ import annotations

from numpy.typing import ArrayLike

from toolkit.weigh._input import Values
from toolkit.weigh._ranked import by_order
from toolkit.weigh._result import Weights


def rank_reciprocal(
    values: Values | None = None,
    *,
    direction: ArrayLike | None = None,
    ranks: ArrayLike,
    indicators: tuple[str, ...] | None = None,
) -> Weights:
    """Weigh by the reciprocal of the rank: w_(r) proportional to 1 / r.

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
    Stillwell, W. G., Seaver, D. A. and Edwards, W. (1981), A comparison of weight approximation techniques in multiattribute
    utility decision making, Organizational Behavior and Human Performance 28(1), 62-77, doi:10.1016/0030-5073(81)90015-5.

    Examples
    --------
    >>> rank_reciprocal(ranks=[1, 2, 3]).weights.round(3).tolist()
    [0.545, 0.273, 0.182]
    """
    return by_order("rank_reciprocal", lambda place: 1.0 / place, values, ranks, indicators)
