"""Weights by budget allocation."""

from __future__ import annotations

from numpy.typing import ArrayLike

from toolkit.weigh._experts import names_for, panel, panel_report, panel_settings, shares
from toolkit.weigh._input import Values
from toolkit.weigh._result import Weights, weights_from


def budget(
    values: Values | None = None,
    *,
    direction: ArrayLike | None = None,
    points: ArrayLike,
    indicators: tuple[str, ...] | None = None,
) -> Weights:
    """Weigh by the mean share of a budget that experts gave to each indicator.

    Parameters
    ----------
    values : array or polars.DataFrame, optional
        Only its indicators' names are used.
    direction : ignored
        Expert weights do not depend on it.
    points : array, shape (experts, indicators) or (indicators,)
        What each expert gave; each row counts by its proportions, whatever it sums to. Not negative, none missing.
    indicators : tuple of str, optional
        Names of the indicators where `values` gives none.

    Notes
    -----
    `report` has the lowest and highest share and the standard deviation over the experts, and Kendall's W.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 6.5.

    Examples
    --------
    >>> budget(points=[[50, 30, 20], [40, 40, 20]]).weights.round(9).tolist()
    [0.45, 0.35, 0.2]
    """
    given = panel(points, "points")
    names = names_for(values, indicators, given.shape[1])
    individual = shares(given, names, "The budget")
    return weights_from(
        individual.mean(axis=0), names, "budget", panel_report(individual), settings=panel_settings(individual)
    )
