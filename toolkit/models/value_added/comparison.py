"""Intervals for comparing units pair by pair."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.arguments import check_coverage

MOST = 400
"""Errors that are compared pair by pair; of more units, as many quantiles stand for them."""


def comparative_z(se: ArrayLike, *, coverage: float = 0.95) -> float:
    """Return z so that two intervals estimate ± z·se do not overlap by chance in 1 − coverage of all pairs of equal units.

    On average over the pairs, 2 Φ(−z (s_i + s_j)/√(s_i² + s_j²)) = 1 − coverage. Intervals with the usual 1.96 overlap far more
    often than a test of the difference would say; with equal errors z is 1.96/√2.

    Parameters
    ----------
    se : array-like, shape (units,)
        Standard errors, not all 0; gaps (NaN) are left out.
    coverage : float
        Between 0 and 1.

    References
    ----------
    Goldstein, H. and Healy, M. J. R. (1995), The graphical presentation of a collection of means, doi:10.2307/2983411.

    Examples
    --------
    >>> round(comparative_z([0.2, 0.2, 0.2]), 3), round(comparative_z([0.1, 0.2, 0.4]), 3)
    (1.386, 1.516)
    """
    from scipy.optimize import brentq
    from scipy.special import ndtr, ndtri

    check_coverage(coverage)
    s = np.asarray(se, dtype=np.float64)
    s = np.sort(s[s > 0])
    if s.size < 2:
        return float(ndtri((1 + coverage) / 2) / np.sqrt(2))
    if s.size > MOST:
        s = np.quantile(s, (np.arange(MOST) + 0.5) / MOST)
    first, second = np.triu_indices(s.size, 1)
    ratio = (s[first] + s[second]) / np.hypot(s[first], s[second])
    return float(brentq(lambda z: float((2 * ndtr(-z * ratio)).mean()) - (1 - coverage), 1e-6, 12.0))
