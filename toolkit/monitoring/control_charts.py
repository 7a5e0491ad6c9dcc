"""CUSUM and EWMA of standardised results over rounds. For a few yearly rounds `ar1_posterior` is the better tool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.monitoring.run_length import cusum_limit, ewma_limit, ewma_sd

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ControlChart:
    """A control chart.

    Attributes
    ----------
    statistic, limit : array (…, rounds)
        An alarm is a statistic beyond its limit; a missing round repeats the statistic and gives no alarm.
    alarm : array of bool (…, rounds)
    parameter : float
        h of the CUSUM, multiple of the standard deviation of the EWMA.
    """

    statistic: Array
    limit: Array
    alarm: NDArray[np.bool_]
    parameter: float


def cusum(z: Any, *, k: float = 0.5, h: float | None = None, false_alarm: float = 0.05) -> ControlChart:
    """Add up shortfalls: C_t = max(0, C_t-1 - z_t - k), alarm when C_t > h.

    z_t = (y_t - target) / se_t: below zero is below the target. k is half the shortfall, in standard errors, that should be
    found soon. Without `h` it follows from `false_alarm`, the probability that a unit on target gives an alarm within the
    rounds of `z` (`cusum_limit`).

    Examples
    --------
    >>> chart = cusum([-1.5, -0.2, float("nan"), -2.0, -1.8])
    >>> chart.statistic.round(2).tolist(), chart.alarm.tolist(), round(chart.parameter, 2)
    ([1.0, 0.7, 0.7, 2.2, 3.5], [False, False, False, False, True], 2.44)
    """
    given = np.asarray(z, dtype=np.float64)
    edge = cusum_limit(given.shape[-1], k=k, false_alarm=false_alarm) if h is None else h
    c, statistic = np.zeros(given.shape[:-1]), np.empty(given.shape)
    for t in range(given.shape[-1]):
        step = np.maximum(0.0, c - given[..., t] - k)
        c = np.where(np.isnan(step), c, step)
        statistic[..., t] = c
    return ControlChart(statistic, np.full(given.shape, edge), (statistic > edge) & ~np.isnan(given), edge)


def ewma(
    z: Any, *, weight: float = 0.3, limit: float | None = None, false_alarm: float = 0.05, sided: str = "low"
) -> ControlChart:
    """Smooth results: S_t = w z_t + (1 - w) S_t-1, alarm when S_t < -L sd_t (`sided="two"`: abs(S_t) > L sd_t).

    sd_t = sqrt(w / (2 - w) (1 - (1 - w)^(2t))), t counting the rounds that are known. Without `limit` L follows from
    `false_alarm` (`ewma_limit`).

    Examples
    --------
    >>> ewma([-1.5, -0.2, -2.0], limit=1.645).alarm.tolist()
    [False, False, True]
    """
    given = np.asarray(z, dtype=np.float64)
    edge = ewma_limit(given.shape[-1], weight=weight, false_alarm=false_alarm, sided=sided) if limit is None else limit
    s, statistic = np.zeros(given.shape[:-1]), np.empty(given.shape)
    for t in range(given.shape[-1]):
        step = weight * given[..., t] + (1 - weight) * s
        s = np.where(np.isnan(step), s, step)
        statistic[..., t] = s
    known = np.cumsum(~np.isnan(given), axis=-1)
    bound = -edge * ewma_sd(weight, known.astype(np.float64))
    beyond = statistic < bound if sided == "low" else np.abs(statistic) > -bound
    return ControlChart(statistic, bound, beyond & ~np.isnan(given), edge)
