"""How likely it is that a true value lies below a standard."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import OptionError, unknown

Array = NDArray[np.float64]
PRIORS = ("normal", "nonparametric", "flat")
FIELD = 20
"""Fewer uncertain units than this cannot carry a prior of free shape: the normal one stands in."""


def posterior_below(estimate: Any, se: Any, standard: Any, prior: str = "normal", *, standard_se: Any = 0.0) -> Array:
    """Return P(true value < standard | data) for each unit.

    With the normal prior theta_j ~ N(mu, tau2), estimated from all units (empirical Bayes): B_j = tau2 / (tau2 + s_j^2),
    m_j = B_j y_j + (1 - B_j) mu, v_j = B_j s_j^2 + (1 - B_j)^2 Var(mu), P_j = Phi((c_j - m_j) / sqrt(v_j)). tau2 is the
    estimate of DerSimonian and Laird, mu the precision-weighted mean and Var(mu) = 1 / sum of weights, so that tau2 = 0
    does not feign certainty. With the flat prior m_j = y_j and v_j = s_j^2. An uncertain standard, c_j ~ N(c, standard_se^2)
    independent of the estimates, adds standard_se^2 to v_j.

    The nonparametric prior has any shape: weights on a grid that maximise the likelihood (see `toolkit.flags._npmle`);
    P_j is the posterior weight below the standard. It follows a group of weak units apart from the rest, which a normal
    prior pulls towards the middle, but it is coarse: use it with hundreds of units. With fewer than 20 the normal prior
    stands in.

    Parameters
    ----------
    estimate, se : array (units,)
        Estimates and standard errors. se = 0: counted in full, the answer is 0 or 1 (equal to the standard is not below).
        NaN in either gives NaN.
    standard : float or array (units,)
        In the same unit.
    prior : str
        `normal`, `nonparametric` or `flat`.
    standard_se : float or array (units,)
        Standard error of the standard, for instance of a cut score that a panel set (`toolkit.cutscores`); 0: exact.

    References
    ----------
    DerSimonian & Laird (1986), Controlled Clinical Trials 7:177-188, doi:10.1016/0197-2456(86)90046-2.
    Efron & Morris (1975), J. Am. Stat. Assoc. 70:311-319, doi:10.1080/01621459.1975.10479864.
    Koenker & Mizera (2014), J. Am. Stat. Assoc. 109:674-685, doi:10.1080/01621459.2013.869224.

    Examples
    --------
    >>> posterior_below([84.0, 85.0, 90.0], [0.0, 0.0, 0.0], 85.0).tolist()
    [1.0, 0.0, 0.0]
    >>> posterior_below([84.0], [0.0], 85.0, standard_se=1.0).round(4).tolist()
    [0.8413]
    """
    if prior not in PRIORS:
        raise unknown("prior", prior, PRIORS)
    given = (estimate, se, standard, standard_se)
    y, s, c, of_cut = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in given))
    for name, errors in (("se", s), ("standard_se", of_cut)):
        if (errors < 0).any():
            raise OptionError(f"{name} must be >= 0, not {float(np.nanmin(errors)):g}.")
    mean, variance = shrink(y, s) if prior == "normal" or (prior == "nonparametric" and few(y, s)) else (y, s**2)
    p = _below(c, mean, variance + of_cut**2, y)
    if prior == "nonparametric" and not few(y, s):
        from toolkit.flags._npmle import npmle

        uncertain = ~np.isnan(y) & (s > 0)
        fitted = npmle(y[uncertain], s[uncertain])
        p = p.copy()
        p[uncertain] = fitted.below(c[uncertain], of_cut[uncertain])
    return p


def few(y: Array, s: Array) -> bool:
    """Say whether the uncertain units are too few for a prior of free shape."""
    return int((~np.isnan(y) & (s > 0)).sum()) < FIELD


def posterior_moments(estimate: Any, se: Any, prior: str = "normal") -> tuple[Array, Array]:
    """Return posterior mean and variance of every unit, NaN where estimate or se is (see `posterior_below`).

    Examples
    --------
    >>> mean, variance = posterior_moments([80.0, 90.0, 100.0], [5.0, 5.0, 5.0])
    >>> mean.round(2).tolist(), variance.round(2).tolist()
    ([82.5, 90.0, 97.5], [20.83, 20.83, 20.83])
    """
    if prior not in PRIORS:
        raise unknown("prior", prior, PRIORS)
    y, s = np.broadcast_arrays(np.asarray(estimate, dtype=np.float64), np.asarray(se, dtype=np.float64))
    gone = np.isnan(y) | np.isnan(s)
    if prior == "nonparametric" and not few(y, s):
        from toolkit.flags._npmle import npmle

        mean, variance = y.copy(), s**2
        uncertain = ~gone & (s > 0)
        mean[uncertain], variance[uncertain] = npmle(y[uncertain], s[uncertain]).moments()
    else:
        mean, variance = (y, s**2) if prior == "flat" else shrink(y, s)
    return np.where(gone, np.nan, mean), np.where(gone, np.nan, variance)


def shrink(y: Array, s: Array) -> tuple[Array, Array]:
    """Return posterior mean and variance of every unit under the normal prior of the field (`posterior_below`).

    Units counted in full, and fields of two or fewer uncertain units, keep y and s^2.
    """
    uncertain = ~np.isnan(y) & (s > 0)
    mean, variance = y.copy(), s**2
    if uncertain.sum() < 3:  # two or fewer units say nothing about their spread
        return mean, variance
    mu, tau2 = between_units(y[uncertain], s[uncertain])
    share = tau2 / (tau2 + s[uncertain] ** 2)
    mean[uncertain] = share * y[uncertain] + (1 - share) * mu
    of_mean = 1 / (1 / (s[uncertain] ** 2 + tau2)).sum()
    variance[uncertain] = share * s[uncertain] ** 2 + (1 - share) ** 2 * of_mean
    return mean, variance


def between_units(y: Array, s: Array) -> tuple[float, float]:
    """Return mean and between-unit variance of true values (DerSimonian-Laird moments; every s > 0)."""
    w = s**-2.0
    fixed = (w @ y) / w.sum()
    q = w @ (y - fixed) ** 2
    tau2 = max(0.0, (q - (y.size - 1)) / (w.sum() - (w**2).sum() / w.sum()))
    w = 1 / (s**2 + tau2)
    return float((w @ y) / w.sum()), float(tau2)


def _below(c: Array, mean: Array, variance: Array, y: Array) -> Array:
    from scipy.special import ndtr

    sd = np.sqrt(variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = ndtr((c - mean) / sd)
    return np.where(np.isnan(y) | np.isnan(c) | np.isnan(sd), np.nan, np.where(sd == 0, mean < c, p))
