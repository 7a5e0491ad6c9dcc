"""Posterior draws of ranks, expected ranks, and the probability of the best or worst places."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import OptionError, unknown
from toolkit.ranks._rows import rank_rows
from toolkit.ranks._unit import Array, check, read

PRIORS = ("normal", "flat")
ENDS = ("worst", "best")
CELLS = 1_000_000
"""Units x draws in one chunk: about 30 MB while it is worked on."""


def posterior_draws(
    estimate: ArrayLike, se: ArrayLike, *, draws: int = 1_000, prior: str = "normal", seed: int = 0
) -> NDArray[np.int32]:
    """Draw true values from their posterior and rank each draw, 1 = best.

    Parameters
    ----------
    estimate, se : array (units,)
        Estimates and standard errors; 0 = exact. A NaN estimate has no rank (0). An unknown (NaN) error of a unit whose
        estimate is known leaves its draws at the estimate: look at `intervals` for what can be said of it.
    draws : int
    prior : str
        `normal`: shrunk to the mean of all units by empirical Bayes, as in `flags.posterior_below`; `flat`: normal errors
        around the estimates.
    seed : int

    Returns
    -------
    array (draws, units) of int32
        4 bytes x draws x units. Chunk c uses `default_rng([seed, c])`.

    References
    ----------
    Laird & Louis (1989), Empirical Bayes ranking methods, J. Educational Statistics 14:29-46,
    doi:10.3102/10769986014001029.

    Examples
    --------
    >>> posterior_draws([3.0, 2.0, 1.0], [0.0, 0.0, 0.0], draws=2).tolist()
    [[1, 2, 3], [1, 2, 3]]
    """
    check(0.5, draws)
    mean, sd = _posterior(*read(estimate, se), prior)
    ranks = np.empty((draws, mean.size), dtype=np.int32)
    step = max(1, CELLS // max(1, mean.size))
    for chunk, start in enumerate(range(0, draws, step)):
        block = ranks[start : start + step]
        noise = np.random.default_rng([seed, chunk]).standard_normal((step, mean.size))[: len(block)]
        block[:] = rank_rows(mean + sd * noise)
    return ranks


def expected_rank(estimate: ArrayLike, se: ArrayLike, *, prior: str = "normal") -> Array:
    """Return the posterior mean of each unit's rank: 1 + sum over k of P(unit k stands above).

    P = Phi((m_k - m_j) / sqrt(v_j + v_k)) with posterior means m and variances v. Ties of exact values count half. No
    draws; cost O(J^2), in blocks. NaN where the estimate is missing.

    References
    ----------
    Laird & Louis (1989), J. Educational Statistics 14:29-46, doi:10.3102/10769986014001029.

    Examples
    --------
    >>> expected_rank([2.0, 1.0, 1.0], [0.0, 0.0, 0.0]).tolist()
    [1.0, 2.5, 2.5]
    """
    from scipy.special import ndtr

    mean, sd = _posterior(*read(estimate, se), prior)
    present = np.flatnonzero(~np.isnan(mean))
    m, v = mean[present], sd[present] ** 2
    rank = np.empty(m.size)
    step = max(1, CELLS // max(1, m.size))
    for start in range(0, m.size, step):
        rows = slice(start, start + step)
        ahead = m - m[rows, None]
        spread = np.sqrt(v + v[rows, None])
        z = np.where(ahead == 0, 0.0, np.copysign(np.inf, ahead))
        np.divide(ahead, spread, out=z, where=spread > 0)
        rank[rows] = 0.5 + ndtr(z).sum(axis=1)  # the unit against itself is one half
    result = np.full(mean.shape, np.nan)
    result[present] = rank
    return result


def probability_in(
    estimate: ArrayLike,
    se: ArrayLike,
    *,
    share: float = 0.1,
    end: str = "worst",
    draws: int = 1_000,
    prior: str = "normal",
    seed: int = 0,
) -> Array:
    """Return each unit's probability to be truly among the worst (or best) `share` of the units.

    The places are the ceil(share x J) last (first) of J units with an estimate. Standard error of the answer: at most
    0.5 / sqrt(draws). NaN where estimate or standard error is missing.

    Examples
    --------
    >>> probability_in([3.0, 2.0, 1.0], [0.0, 0.0, 0.0], share=1 / 3).tolist()
    [0.0, 0.0, 1.0]
    """
    if end not in ENDS:
        raise unknown("end", end, ENDS)
    if not 0 < share < 1:
        raise OptionError(f"share must lie between 0 and 1, not {share!r}.")
    y, s = read(estimate, se)
    ranks = posterior_draws(y, s, draws=draws, prior=prior, seed=seed)
    units = int((~np.isnan(y)).sum())
    places = int(np.ceil(share * units - 1e-9))
    inside = (ranks <= places) if end == "best" else (ranks > units - places)
    return np.where(np.isnan(y) | np.isnan(s), np.nan, inside.mean(axis=0))


def _posterior(y: Array, s: Array, prior: str) -> tuple[Array, Array]:
    from toolkit.flags._posterior import shrink

    if prior not in PRIORS:
        raise unknown("prior", prior, PRIORS)
    mean, variance = (y, s**2) if prior == "flat" else shrink(y, s)
    return mean, np.sqrt(np.nan_to_num(variance))
