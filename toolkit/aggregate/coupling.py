"""The coupling coordination degree (耦合协调度)."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate._common import Labels, by_blocks, read, weighted_mean
from toolkit.columns import Array
from toolkit.errors import OptionError, unknown


def coupling(
    values: ArrayLike,
    weights: ArrayLike,
    *,
    scale: float = 100.0,
    model: Literal["classic", "wang"] = "classic",
    labels: Labels = None,
) -> Array:
    """Return D = sqrt(C T), on the scale of the values: level T times how evenly the subsystems are developed, C.

    With u = value / scale: T = sum_i w_i u_i. model="classic": C = n (prod_i u_i)^(1/n) / sum_i u_i. model="wang": C =
    sqrt((1 - mean over pairs of abs(u_i - u_j)) (prod_i u_i / max u)^(1/(n-1))), the product of ratios; it spreads C
    over 0 to 1.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Levels of the subsystems from 0 to `scale`; higher is better; NaN = missing.
    weights : array, shape (…, indicator)
        Not negative, not all zero. They enter T; C takes all indicators of positive weight alike.
    scale : float > 0
        The level that counts as 1; values beyond 0 and `scale` are refused.
    model : "classic" or "wang"
        Which C.
    labels : pair of sequences, optional
        Names of units and indicators for errors.

    Returns
    -------
    array, shape (…, unit)
        From 0 to `scale`; NaN for a unit with nothing present. With a single present subsystem C is 1.

    Notes
    -----
    With unequal weights a better value can lower D, where it makes the subsystems less even.

    References
    ----------
    Wang, S., Kong, W., Ren, L., Zhi, D. and Dai, B. (王淑佳 et al., 2021), Research on misuses and modification of coupling
    coordination degree model in China, Journal of Natural Resources 36(3), 793-810, doi:10.31497/zrzyxb.20210319.

    Examples
    --------
    >>> coupling([[0.8, 0.2], [0.5, 0.5]], [1, 1], scale=1).round(4).tolist()
    [0.6325, 0.7071]
    """
    if not (np.isfinite(scale) and scale > 0):
        raise OptionError(f"scale={scale!r} must be a number > 0.")
    if model not in ("classic", "wang"):
        raise unknown("model", model, ("classic", "wang"))
    sample = read(values, weights, labels)
    sample.refuse(lambda x: (x < 0) | (x > scale), f"levels lie between 0 and scale={scale:g}")

    def score(x: Array, w: Array) -> Array:
        u = x / scale
        counted = (w > 0).astype(np.float64)
        if not (w > 0).all():
            u = np.where(w[..., None, :] > 0, u, np.nan)
        degree = evenness(u, counted) if model == "classic" else wang(u)
        return np.sqrt(degree * weighted_mean(u, w)) * scale

    return by_blocks(sample.x, sample.w, score)


def evenness(u: Array, counted: Array) -> Array:
    """Return the geometric over the arithmetic mean of the present levels; 0 where a level is 0."""
    equal = counted / counted.sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore"):
        log = np.log(u)
    zero = (log == -np.inf).any(axis=-1)
    log[log == -np.inf] = 0.0
    with np.errstate(invalid="ignore"):
        even = np.exp(weighted_mean(log, equal)) / weighted_mean(u, equal)
    return np.where(zero, 0.0, even)


def wang(u: Array) -> Array:
    """Return the modified coupling degree of Wang et al. (2021) of the present levels; 1 for a single one."""
    ordered = np.sort(u, axis=-1)  # missing ones last
    number = np.sum(~np.isnan(u), axis=-1, keepdims=True)
    place = np.arange(u.shape[-1])
    pairs = np.nansum(ordered * (2 * place - number + 1), axis=-1)  # sum over pairs of the difference
    top = np.fmax.reduce(u, axis=-1, keepdims=True)
    many = np.maximum(number[..., 0], 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        product = np.nanprod(np.where(top > 0, u / top, 0.0), axis=-1) ** (1 / (many - 1))
    degree = np.sqrt(np.maximum(1 - pairs / (many * (many - 1) / 2), 0.0) * product)
    return np.where(number[..., 0] == 1, 1.0, degree)
