"""Change of a share between two waves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array
from toolkit.errors import OptionError
from toolkit.surveys.wilson import wilson


class Change(NamedTuple):
    """Later share less earlier share, between -1 and 1, with standard error and interval."""

    change: Array
    se: Array
    lower: Array
    upper: Array


def change(
    earlier: ArrayLike,
    earlier_n: ArrayLike,
    later: ArrayLike,
    later_n: ArrayLike,
    *,
    correlation: float = 0.0,
    coverage: float = 0.95,
) -> Change:
    """Return the change of shares between two waves, with Newcombe's hybrid score interval.

    d = p2 - p1 with l, u of each from Wilson's interval: lower d - √((p2 - l2)² - 2φ(p2 - l2)(u1 - p1) + (u1 - p1)²), upper
    d + √((u2 - p2)² - 2φ(u2 - p2)(p1 - l1) + (p1 - l1)²). se² = p1(1-p1)/n1 + p2(1-p2)/n2 - 2φ√(product).

    Parameters
    ----------
    earlier, earlier_n, later, later_n : array-like
        Satisfied, and those with an opinion, of the two waves. n = 0 or NaN gives NaN.
    correlation : float
        φ, of the two answers of a respondent, when the same people answered twice; 0 for separate samples, the wide end.
    coverage : float
        Of the interval.

    References
    ----------
    Newcombe, R. G. (1998), Interval estimation for the difference between independent proportions: method 10,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I; for pairs doi:10.1002/(SICI)1097-0258
    (19981130)17:22<2635::AID-SIM954>3.0.CO;2-C.

    Examples
    --------
    >>> found = change(48, 80, 56, 70)
    >>> [round(float(x), 4) for x in (found.change, found.lower, found.upper)]
    [0.2, 0.0524, 0.3339]
    """
    if not -1 <= correlation <= 1:
        raise OptionError(f"correlation={correlation!r}: allowed are -1 to 1.")
    k1, n1, k2, n2 = np.broadcast_arrays(*(np.asarray(a, np.float64) for a in (earlier, earlier_n, later, later_n)))
    (l1, u1), (l2, u2) = wilson(k1, n1, coverage), wilson(k2, n2, coverage)
    p1, p2 = k1 / np.where(n1 > 0, n1, np.nan), k2 / np.where(n2 > 0, n2, np.nan)
    s1, s2 = np.sqrt(p1 * (1 - p1) / n1), np.sqrt(p2 * (1 - p2) / n2)

    def both(a: Array, b: Array) -> Array:
        return np.sqrt(np.maximum(a**2 - 2 * correlation * a * b + b**2, 0.0))

    d = p2 - p1
    return Change(d, both(s1, s2), d - both(p2 - l2, u1 - p1), d + both(u2 - p2, p1 - l1))
