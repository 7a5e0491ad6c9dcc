"""Wilson's interval of a share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from toolkit.arguments import check_coverage
from toolkit.columns import Array
from toolkit.errors import DataError


class Bounds(NamedTuple):
    """Ends of intervals, between 0 and 1."""

    lower: Array
    upper: Array


def wilson(k: ArrayLike, n: ArrayLike, coverage: float = 0.95) -> Bounds:
    """Return the score interval of shares k of n: it never leaves 0 to 1 and has a width at 0 and at 1.

    (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n) with p = k/n.

    Parameters
    ----------
    k, n : array-like
        Counts with 0 <= k <= n; they need not be whole numbers (effective sample sizes). n = 0 or NaN gives NaN.
    coverage : float
        Between 0 and 1.

    References
    ----------
    Wilson, E. B. (1927), doi:10.1080/01621459.1927.10502953. Brown, L. D., Cai, T. T. and DasGupta, A. (2001),
    doi:10.1214/ss/1009213286.

    Examples
    --------
    >>> lower, upper = wilson([0, 81], [20, 263])
    >>> lower.round(4).tolist(), upper.round(4).tolist()
    ([0.0, 0.2553], [0.1611, 0.3662])
    """
    from scipy.special import ndtri

    check_coverage(coverage)
    count, size = np.broadcast_arrays(np.asarray(k, np.float64), np.asarray(n, np.float64))
    wrong = (count < 0) | (size < 0) | (count > size * (1 + 1e-12)) | np.isinf(size)
    if wrong.any():
        i = tuple(int(j) for j in np.argwhere(wrong)[0])
        raise DataError(f"{count[i]:g} of {size[i]:g} (entry {i or 0}) is no share: 0 <= k <= n is needed.")
    size = np.where(size > 0, size, np.nan)
    p, z = np.minimum(count / size, 1.0), float(ndtri((1 + coverage) / 2))
    centre, half = p + z**2 / (2 * size), z * np.sqrt(p * (1 - p) / size + z**2 / (4 * size**2))
    lower, upper = (centre - half) / (1 + z**2 / size), (centre + half) / (1 + z**2 / size)
    return Bounds(np.where(p == 0, 0.0, lower), np.where(p == 1, 1.0, upper))
