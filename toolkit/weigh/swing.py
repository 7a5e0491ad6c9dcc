"""Swing weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.errors import DataError
from toolkit.weigh._experts import names_for, panel, panel_report, panel_settings, shares
from toolkit.weigh._input import Values
from toolkit.weigh._result import Weights, weights_from


def swing(
    values: Values | None = None,
    *,
    direction: ArrayLike | None = None,
    points: ArrayLike,
    indicators: tuple[str, ...] | None = None,
) -> Weights:
    """Weigh by how much experts value the swing of each indicator from its worst to its best, the dearest being 100.

    Parameters
    ----------
    values : array or polars.DataFrame, optional
        Only its indicators' names are used.
    direction : ignored
        Expert weights do not depend on it.
    points : array, shape (experts, indicators) or (indicators,)
        From 0 to 100; in each row the most valued swing has 100 and the others are rated against it.
    indicators : tuple of str, optional
        Names of the indicators where `values` gives none.

    Notes
    -----
    Each expert's points are scaled to sum 1, then averaged. `report` has the lowest and highest weight and the standard
    deviation over the experts, and Kendall's W.

    References
    ----------
    von Winterfeldt, D. and Edwards, W. (1986), Decision Analysis and Behavioral Research, Cambridge University Press.

    Examples
    --------
    >>> swing(points=[[100, 60, 40]]).weights.tolist()
    [0.5, 0.3, 0.2]
    """
    given = panel(points, "points")
    names = names_for(values, indicators, given.shape[1])
    individual = shares(given, names, "The swing")
    unanchored = np.flatnonzero(given.max(axis=1) != 100)
    if unanchored.size:
        k = int(unanchored[0])
        raise DataError(
            f"The swings of expert {k} reach at most {given[k].max():g}: the most valued one must have 100."
        )
    return weights_from(
        individual.mean(axis=0), names, "swing", panel_report(individual), settings=panel_settings(individual)
    )
