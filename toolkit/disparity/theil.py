"""Theil's T and L (mean log deviation), the two entropy measures that come apart exactly between and within groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, overload

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.disparity._groups import Decomposition, means_of_groups, used_groups
from toolkit.disparity._input import Array, column, positive_mean, refuse_below, sample, shares

Numbers = ArrayLike | pl.Series


@overload
def theil(x: Numbers, weights: Numbers | None = None, groups: None = None, *, scale: str | None = None) -> float: ...
@overload
def theil(x: Numbers, weights: Numbers | None = None, *, groups: Any, scale: str | None = None) -> Decomposition: ...
def theil(
    x: Numbers, weights: Numbers | None = None, groups: Any = None, *, scale: str | None = None
) -> float | Decomposition:
    """Return Theil's T = Σ p_i (x_i/x̄) ln(x_i/x̄), with 0 ln 0 = 0; with `groups` its decomposition.

    between = Σ_g s_g ln(x̄_g/x̄) and within = Σ_g s_g T_g, where s_g is the share of group g in the total of x.

    Parameters
    ----------
    x : array-like, shape (units,)
        Values >= 0 on a ratio scale; NaN or null is missing and left out.
    weights : array-like, shape (units,), optional
        Pupils; by default every unit counts the same.
    groups : sequence, shape (units,), optional
        Group of every unit, such as its district.
    scale : str, optional
        Anything but "ratio" is refused.

    References
    ----------
    Shorrocks, A. F. (1980), The class of additively decomposable inequality measures, doi:10.2307/1913126.

    Examples
    --------
    >>> round(theil([1.0, 2.0, 3.0]), 4)
    0.0872
    >>> parts = theil([1.0, 1.0, 3.0, 3.0], groups=["a", "a", "b", "b"])
    >>> round(parts.total, 4), round(parts.between, 4), round(parts.within, 4)
    (0.1308, 0.1308, 0.0)
    """
    return _entropy(x, weights, groups, scale, _t, False)


@overload
def mean_log_deviation(
    x: Numbers, weights: Numbers | None = None, groups: None = None, *, scale: str | None = None
) -> float: ...
@overload
def mean_log_deviation(
    x: Numbers, weights: Numbers | None = None, *, groups: Any, scale: str | None = None
) -> Decomposition: ...
def mean_log_deviation(
    x: Numbers, weights: Numbers | None = None, groups: Any = None, *, scale: str | None = None
) -> float | Decomposition:
    """Return the mean log deviation (Theil's L) = Σ p_i ln(x̄/x_i); with `groups` its decomposition.

    between = Σ_g p_g ln(x̄/x̄_g) and within = Σ_g p_g L_g, where p_g is the share of group g in the weight. Zeros are
    refused: the measure is infinite there. Parameters as in `theil`.

    References
    ----------
    Shorrocks, A. F. (1980), The class of additively decomposable inequality measures, doi:10.2307/1913126.

    Examples
    --------
    >>> round(mean_log_deviation([1.0, 2.0, 3.0]), 4)
    0.0959
    """
    return _entropy(x, weights, groups, scale, _l, True)


def _t(ratio: Array, p: Array) -> float:
    return float(np.sum(p * ratio * np.log(np.where(ratio > 0, ratio, 1.0))))


def _l(ratio: Array, p: Array) -> float:
    return float(-np.sum(p * np.log(np.where(ratio > 0, ratio, 1.0))))


def _entropy(
    x: Numbers,
    weights: Numbers | None,
    groups: Any,
    scale: str | None,
    index: Callable[[Array, Array], float],
    zero: bool,
) -> float | Decomposition:
    values, given = sample(x, weights, scale)
    refuse_below(values, zero=zero)
    mean, p = positive_mean(values, given), shares(given)
    total = max(0.0, index(values / mean, p))
    if groups is None:
        return total
    whole = column(x, "x")
    code, names = used_groups(groups, whole, np.ones(whole.size) if weights is None else column(weights, "weights"))
    share, centre = means_of_groups(values, p, code, len(names))
    inside = np.array([_inside(values[code == g], p[code == g], index) for g in range(len(names))])
    within = float(np.dot(share if index is _l else share * centre / mean, inside))
    table = {"group": names, "units": np.bincount(code), "share": share, "mean": centre, "value": inside}
    return Decomposition(total, max(0.0, index(centre / mean, share)), within, pl.DataFrame(table))


def _inside(values: Array, p: Array, index: Callable[[Array, Array], float]) -> float:
    share = shares(p)
    mean = float(np.dot(share, values))
    return max(0.0, index(values / mean, share)) if mean > 0 else 0.0  # a group of zeros has nothing to share out
