"""Joint rank intervals from the overlap of single intervals (Klein, Wright & Wieczorek)."""

from __future__ import annotations

import numpy as np

from toolkit.ranks._unit import Bounds, Question


def joint(asked: Question) -> Bounds:
    """Bound each rank by the units whose own interval lies wholly above or below.

    Every unit gets an interval for its value; unit k surely stands above j when the interval of k lies wholly above that
    of j. With `simultaneous` the single intervals are widened (Sidak, z of (1 + coverage^(1/J)) / 2), so that all J rank
    intervals hold together when errors are independent and normal. Nothing is drawn. Cost O(J log J).

    References
    ----------
    Klein, Wright & Wieczorek (2020), A joint confidence region for an overall ranking of populations,
    J. R. Stat. Soc. C 69:589-606, doi:10.1111/rssc.12402.
    """
    from scipy.special import ndtri

    units = asked.estimate.size
    single = asked.coverage ** (1 / max(units, 1)) if asked.simultaneous else asked.coverage
    half = np.where(np.isnan(asked.se), np.inf, asked.se) * ndtri((1 + single) / 2)
    low, high = asked.estimate - half, asked.estimate + half
    above = units - np.searchsorted(np.sort(low), high, side="right")
    below = np.searchsorted(np.sort(high), low, side="left")
    return 1 + above, units - below
