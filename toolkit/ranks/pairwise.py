"""Rank intervals from simultaneous tests of all differences, in one step (Mogstad, Romano, Shaikh & Wilhelm)."""

from __future__ import annotations

from toolkit.ranks._differences import bounds
from toolkit.ranks._unit import Bounds, Question


def pairwise(asked: Question) -> Bounds:
    """Bound each rank by the units that differ from it by more than a bootstrapped critical value.

    Unit i surely stands above j when (y_i - y_j) / sqrt(s_i^2 + s_j^2) exceeds the quantile at `coverage` of the largest
    such difference of pure noise: over all pairs (`simultaneous`), or over the pairs of the one unit. Cost O(J^2 draws).

    References
    ----------
    Mogstad, Romano, Shaikh & Wilhelm (2024), Inference for ranks with applications to mobility across neighbourhoods and
    academic achievement across countries, Review of Economic Studies 91:476-518, doi:10.1093/restud/rdad006.
    """
    return bounds(asked, steps=False)
