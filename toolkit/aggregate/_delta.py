"""The standard error of a score from the standard errors of its indicators (delta method)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate._common import contract, read
from toolkit.chosen import name_of
from toolkit.columns import Array
from toolkit.errors import OptionError, unknown


def standard_error(
    aggregator: str | Callable[..., Array], values: ArrayLike, weights: ArrayLike, se: ArrayLike, **options: Any
) -> Array:
    """Return sqrt(sum_i (d score / d x_i)^2 se_i^2), shape (…, unit), the errors of the indicators being independent.

    The gradient is exact for `arithmetic` and by central differences (step se / 100) for the others.

    Parameters
    ----------
    aggregator : str or function
        A key of AGGREGATORS or one of its functions. Those that compare the units with one another (TOPSIS, Copeland,
        …) are refused: their scores are steps, or move with the other units; simulate instead.
    values, weights
        As for the aggregator.
    se : array, shape (…, unit, indicator)
        Standard errors on the scale of the values; 0 = known exactly, NaN = unknown.
    **options
        The options of the aggregator.

    Returns
    -------
    array, shape (…, unit)
        NaN where the score is NaN, and where a present value of positive weight has an unknown error: unknown is not 0.

    Examples
    --------
    >>> standard_error("arithmetic", [[60.0, 80.0]], [1, 1], [[3.0, 4.0]]).tolist()
    [2.5]
    """
    from toolkit.aggregate import AGGREGATORS, compares

    if isinstance(aggregator, str) and aggregator not in AGGREGATORS:
        raise unknown("aggregator", aggregator, AGGREGATORS)
    function = AGGREGATORS[aggregator] if isinstance(aggregator, str) else aggregator
    if compares(function):
        raise OptionError(
            f"Aggregator {name_of(aggregator)!r} compares units: its score has no gradient of its own. Simulate its error."
        )
    x, error = np.broadcast_arrays(np.asarray(values, dtype=np.float64), np.asarray(se, dtype=np.float64))
    if (error < 0).any():
        raise OptionError("Standard errors must be >= 0.")
    sample = read(x, weights)
    hidden = contract_any(np.isnan(read(error, weights).x) & ~np.isnan(sample.x), sample.w)
    if function is AGGREGATORS["arithmetic"]:
        variance = arithmetic_variance(sample.x, sample.w, np.nan_to_num(read(error, weights).x))
    else:
        variance = numeric_variance(lambda v: function(v, weights, **options), x, np.nan_to_num(error))
    return np.where(hidden, np.nan, np.sqrt(variance))


def contract_any(cells: Any, w: Array) -> Any:
    """Return whether any cell of positive weight is set, shape (…, unit)."""
    return contract(cells.astype(np.float64), (w > 0).astype(np.float64)) > 0


def arithmetic_variance(x: Array, w: Array, error: Array) -> Array:
    """Return sum (w se)^2 / (sum w)^2 over the present indicators; NaN where none is present."""
    present = ~np.isnan(x)
    share = contract(present.astype(np.float64), w)
    total = contract(np.where(present, error, 0.0) ** 2, w**2)
    result = np.full(share.shape, np.nan)
    np.divide(total, share**2, out=result, where=share > 0)
    return result


def numeric_variance(score: Callable[[Array], Array], x: Array, error: Array) -> Array:
    """Return sum over i of ((score(x_i + h) - score(x_i - h)) / 2h * se_i)^2 with h = se_i / 100."""
    variance = np.zeros_like(score(x))
    for i in range(x.shape[-1]):
        step = np.zeros_like(x)
        step[..., i] = error[..., i] / 100
        variance = variance + ((score(x + step) - score(x - step)) * 50) ** 2  # 2 h / se = 1 / 50
    return variance
