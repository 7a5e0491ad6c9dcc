"""Rank intervals from simultaneous tests of all differences, stepping down (Mogstad, Romano, Shaikh & Wilhelm)."""

from __future__ import annotations

from toolkit.ranks._differences import bounds
from toolkit.ranks._unit import Bounds, Question


def stepdown(asked: Question) -> Bounds:
    """Bound ranks as `pairwise` does, then repeat on the differences that are not yet settled, until none is added.

    Intervals are never wider than those of `pairwise`. Cost O(J^2 draws) for the first step; the later ones look only at
    the draws that can matter.

    References
    ----------
    Mogstad, Romano, Shaikh & Wilhelm (2024), Inference for ranks with applications to mobility across neighbourhoods and
    academic achievement across countries, Review of Economic Studies 91:476-518, doi:10.1093/restud/rdad006.
    """
    return bounds(asked, steps=True)
