"""What the rounds so far say of a true value that drifts: the AR(1) Kalman filter, for all units at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import DataError, OptionError

Array = NDArray[np.float64]
PAIRS = 10
"""Fewer pairs of rounds of one unit than this say nothing about phi."""


@dataclass(frozen=True)
class Filtered:
    """Posterior of the true values given the rounds up to each.

    Attributes
    ----------
    mean, variance : array (units, rounds)
        Of the true value in round t given rounds 1 to t; a missing round has the forecast, with its greater variance.
    phi, between : float
        Correlation of true values one round apart, and variance of true values between units.
    centre : array (rounds,)
        Mean of the true values in each round.
    log_likelihood : float
    """

    mean: Array
    variance: Array
    phi: float
    between: float
    centre: Array
    log_likelihood: float

    def below(self, standard: Any, *, standard_se: Any = 0.0) -> Array:
        """Return P(true value < standard | rounds up to each), shape (units, rounds); equal to the standard is not below."""
        from scipy.special import ndtr

        sd = np.sqrt(self.variance + np.asarray(standard_se, dtype=np.float64) ** 2)
        gap = np.asarray(standard, dtype=np.float64) - self.mean
        with np.errstate(divide="ignore", invalid="ignore"):
            p = np.where(sd == 0, gap > 0, ndtr(gap / sd))
        return np.where(np.isnan(gap), np.nan, p)


def ar1_posterior(
    estimate: Any, se: Any, *, phi: float | None = None, between: float | None = None, centre: Any = None
) -> Filtered:
    """Filter estimates y_jt = theta_jt + e_jt, e_jt ~ N(0, s_jt^2), of true values that drift about a common mean.

    theta_jt = mu_t + x_jt, x_jt = phi x_j,t-1 + sqrt(1 - phi^2) tau eta_jt, x_j1 ~ N(0, tau^2): between units the true values
    always have variance tau^2, and a unit's own years correlate by phi. phi = 0 is the empirical-Bayes estimate of each
    round alone, phi = 1 pools all rounds. What is not given is estimated: mu_t by the mean of the round with weights
    1 / (s^2 + tau^2), phi and tau^2 by maximum likelihood over all units; their own errors are not in the variances.

    Parameters
    ----------
    estimate, se : array (units, rounds)
        Rounds in order and equally spaced; a round that was left out is a column of NaN. NaN in either: no information.
        se = 0: known exactly.
    phi : float, optional
        0 to 1. Needed where fewer than ten pairs of neighbouring rounds are known.
    between : float, optional
        tau^2.
    centre : float or array (rounds,), optional

    References
    ----------
    Kalman (1960), J. Basic Eng. 82:35-45, doi:10.1115/1.3662552.
    Chetty, Friedman & Rockoff (2014), drift of teachers' value added, Am. Econ. Rev. 104:2593-2632, doi:10.1257/aer.104.9.2593.

    Examples
    --------
    >>> post = ar1_posterior([[80.0, 82.0, float("nan")]], [[2.0, 2.0, 2.0]], phi=0.8, between=9.0, centre=85.0)
    >>> post.mean.round(2).tolist(), post.variance.round(2).tolist()
    ([[81.54, 82.1, 82.68]], [[2.77, 2.22, 4.66]])
    """
    y, s = np.broadcast_arrays(np.asarray(estimate, dtype=np.float64), np.asarray(se, dtype=np.float64))
    if y.ndim != 2:
        raise OptionError(f"estimate must have the shape (units, rounds), not {y.shape}.")
    if (s < 0).any():
        raise OptionError("se must be >= 0.")
    if phi is not None and not 0 <= phi <= 1:
        raise OptionError(f"phi must lie between 0 and 1, not {phi!r}.")
    if between is not None and not between >= 0:
        raise OptionError(f"between must be >= 0, not {between!r}.")
    gone = np.isnan(y) | np.isnan(s)
    y, s = np.where(gone, np.nan, y), np.where(gone, np.nan, s)
    if phi is None and y.shape[1] == 1:
        phi = 0.0
    if (phi is None and pairs(y) < PAIRS) or (between is None and (~gone).sum() < 3):
        raise DataError(
            f"{pairs(y)} pairs of neighbouring rounds are too few to estimate phi (at least {PAIRS}): give phi and between."
        )
    if phi is None or between is None:
        phi, between = _estimate(y, s, phi, between, centre)
    mu = _centre(y, s, between, centre)
    return _filter(y - mu, s, phi, between, mu)


def pairs(y: Array) -> int:
    """Count the pairs of neighbouring rounds in which a unit is known both times."""
    known = ~np.isnan(y)
    return int((known[:, 1:] & known[:, :-1]).sum())


def _centre(y: Array, s: Array, between: float, given: Any) -> Array:
    if given is not None:
        return np.broadcast_to(np.asarray(given, dtype=np.float64), (y.shape[1],)).copy()
    with np.errstate(divide="ignore"):
        w = 1 / (s**2 + between)
    w = np.where(np.isnan(y), 0.0, np.where(np.isinf(w), 1e12, w))
    total = w.sum(axis=0)
    with np.errstate(invalid="ignore"):
        mu = (w * np.nan_to_num(y)).sum(axis=0) / total
    return np.where(total > 0, mu, mu[total > 0].mean() if (total > 0).any() else 0.0)


def _estimate(y: Array, s: Array, phi: float | None, between: float | None, centre: Any) -> tuple[float, float]:
    from scipy.optimize import minimize

    spread = float(np.nanvar(y)) or 1.0

    def at(point: Array) -> tuple[float, float]:
        return (phi if phi is not None else float(point[0])), (
            between if between is not None else spread * np.exp(point[1])
        )

    def loss(point: Array) -> float:
        one, two = at(point)
        mu = _centre(y, s, two, centre)
        return -_filter(y - mu, s, one, two, mu).log_likelihood / y.size

    starts = [np.array([one, two]) for one in (0.3, 0.7, 0.95) for two in (-0.2, -2.0)]
    tried = [minimize(loss, start, method="L-BFGS-B", bounds=[(0.0, 0.9999), (-14.0, 3.0)]) for start in starts]
    return at(min(tried, key=lambda found: float(found.fun)).x)


def _filter(x: Array, s: Array, phi: float, between: float, centre: Array) -> Filtered:
    units, rounds = x.shape
    mean, variance = np.empty(x.shape), np.empty(x.shape)
    m, p, likelihood = np.zeros(units), np.full(units, between), 0.0
    for t in range(rounds):
        if t:
            m, p = phi * m, phi**2 * p + (1 - phi**2) * between
        known = ~np.isnan(x[:, t])
        surprise, total = x[known, t] - m[known], p[known] + s[known, t] ** 2
        with np.errstate(divide="ignore", invalid="ignore"):
            gain = np.where(total == 0, 1.0, p[known] / total)
            likelihood -= 0.5 * float((np.log(2 * np.pi * total) + surprise**2 / total).sum())
        m, p = m.copy(), p.copy()
        m[known] += gain * surprise
        p[known] = gain * s[known, t] ** 2
        mean[:, t], variance[:, t] = m + centre[t], p
    return Filtered(mean, variance, float(phi), float(between), centre, likelihood)
