"""Which of many units to flag, so that only a stated share of the flagged are false alarms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import DataError, OptionError, unknown

Array = NDArray[np.float64]
DEPENDENCE = ("positive", "any")


@dataclass(frozen=True)
class Discoveries:
    """Units flagged at a false-discovery rate.

    Attributes
    ----------
    flagged : array of bool (units,)
        False where the input is NaN.
    q : array (units,)
        q-value: the least rate at which the unit would be flagged; NaN where the input is NaN.
    null_share : float
        Estimated or assumed share of units that are not below; NaN where the method needs none.
    """

    flagged: NDArray[np.bool_]
    q: Array
    null_share: float


def bayes_fdr(probability: Any, q: float = 0.05) -> Discoveries:
    """Flag as many units as possible, most probable first, such that the mean of 1 - P over the flagged is at most q.

    That mean is the expected share of false alarms among the flagged, given the data and the prior. Units of equal
    probability are flagged together or not at all.

    Parameters
    ----------
    probability : array (units,)
        Posterior probabilities of being below, from `posterior_below`; NaN takes no part.
    q : float
        Share of false alarms that is accepted, between 0 and 1.

    References
    ----------
    Newton, Noueiry, Sarkar & Ahlquist (2004), Biostatistics 5:155-176, doi:10.1093/biostatistics/5.2.155.
    Müller, Parmigiani & Rice (2006), FDR and Bayesian multiple comparisons rules, Proc. Valencia 8.

    Examples
    --------
    >>> found = bayes_fdr([0.99, 0.5, 0.95, 0.97], q=0.05)
    >>> found.flagged.tolist(), found.q.round(4).tolist()
    ([True, False, True, True], [0.01, 0.1475, 0.03, 0.02])
    """
    p = _probabilities(probability, "probability")
    present = np.flatnonzero(~np.isnan(p))
    false = np.sort(1.0 - p[present])
    running = np.cumsum(false) / np.arange(1, false.size + 1)
    last = np.searchsorted(false, 1.0 - p[present], side="right") - 1  # ties count all together
    values = np.full(p.shape, np.nan)
    values[present] = running[last] if false.size else []
    return _decide(values, q, float("nan"))


def benjamini_hochberg(p: Any, q: float = 0.05, *, dependence: str = "positive") -> Discoveries:
    """Control the false-discovery rate from p-values: q_(i) = min over k >= i of p_(k) m / k.

    The null hypothesis of the p-values must be "not below the standard", one-sided; p-values against "equal to the mean"
    answer another question.

    Parameters
    ----------
    p : array (units,)
        p-values; NaN takes no part.
    dependence : str
        `positive`: independent or positively dependent tests (Benjamini and Hochberg). `any`: any dependence, q-values
        larger by 1 + 1/2 + … + 1/m (Benjamini and Yekutieli).

    References
    ----------
    Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57:289-300, doi:10.1111/j.2517-6161.1995.tb02031.x.
    Benjamini & Yekutieli (2001), Ann. Stat. 29:1165-1188, doi:10.1214/aos/1013699998.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.005]).q.tolist()
    [0.02, 0.04, 0.04, 0.02]
    """
    if dependence not in DEPENDENCE:
        raise unknown("dependence", dependence, DEPENDENCE)
    values = _probabilities(p, "p")
    m = int((~np.isnan(values)).sum())
    factor = 1.0 if dependence == "positive" else float((1.0 / np.arange(1, m + 1)).sum())
    return _decide(_step_up(values, factor), q, 1.0)


def storey(p: Any, q: float = 0.05, *, threshold: float = 0.5) -> Discoveries:
    """Control the false-discovery rate with an estimated share of true nulls (Storey's q-values).

    pi0 = #{p > threshold} / (m (1 - threshold)), at most 1; q-values are those of Benjamini and Hochberg times pi0. One-sided
    p-values of units far above the standard lie near 1 and raise pi0 to 1: then nothing is gained, and nothing is lost.

    Parameters
    ----------
    threshold : float
        From 0 (pi0 = 1 unless a p-value is 0) to below 1.

    References
    ----------
    Storey (2002), J. R. Stat. Soc. B 64:479-498, doi:10.1111/1467-9868.00346.
    Storey & Tibshirani (2003), PNAS 100:9440-9445, doi:10.1073/pnas.1530509100.

    Examples
    --------
    >>> found = storey([0.01, 0.04, 0.03, 0.005, 0.6, 0.2])
    >>> round(found.null_share, 4), found.flagged.tolist()
    (0.3333, [True, True, True, True, False, False])
    """
    if not 0 <= threshold < 1:
        raise OptionError(f"threshold must lie between 0 and 1, 1 excluded, not {threshold!r}.")
    values = _probabilities(p, "p")
    m = int((~np.isnan(values)).sum())
    null_share = min(1.0, float((values > threshold).sum()) / (m * (1 - threshold))) if m else float("nan")
    return _decide(_step_up(values, null_share), q, null_share)


def _step_up(p: Array, factor: float) -> Array:
    present = np.flatnonzero(~np.isnan(p))
    order = present[np.argsort(p[present], kind="stable")]
    raw = p[order] * present.size / np.arange(1, present.size + 1)
    values = np.full(p.shape, np.nan)
    values[order] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1] * factor, 1.0)
    return values


def _probabilities(given: Any, name: str) -> Array:
    values = np.asarray(given, dtype=np.float64)
    if values.ndim != 1:
        raise OptionError(f"{name} must be one array of units, not of shape {values.shape}.")
    wrong = np.flatnonzero((values < 0) | (values > 1))
    if wrong.size:
        raise DataError(f"{name} of unit {int(wrong[0])} is {values[wrong[0]]:g}: it must lie between 0 and 1.")
    return values


def _decide(values: Array, q: float, null_share: float) -> Discoveries:
    if not 0 < q < 1:
        raise OptionError(f"q must lie between 0 and 1, not {q!r}.")
    reached = np.round(values, 12) <= q  # the last bits of a mean must not decide
    return Discoveries(np.where(np.isnan(values), False, reached), values, null_share)
