"""Weights by principal components."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import extremes
from toolkit.weigh._association import MISSING, check_defined, pearson
from toolkit.weigh._factors import check_number, rotated_shares, uncorrelated
from toolkit.weigh._input import Values, option, wide
from toolkit.weigh._loadings import principal_loadings, varimax
from toolkit.weigh._result import Weights, weights_from

ROTATIONS = ("none", "varimax")


def pca(
    values: Values,
    *,
    direction: ArrayLike | None = None,
    components: int | None = None,
    rotation: Literal["none", "varimax"] = "none",
    missing: str = "pairwise",
) -> Weights:
    """Weigh by the variance of each indicator that the leading principal components of the correlations explain.

    rotation="none": w_j proportional to the sum of the squared loadings of indicator j on the kept components (with one
    component: its squared loading). rotation="varimax": as in `factor`, each indicator counts on one rotated component.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Raw or normalised: a linear rescaling of an indicator changes nothing.
    direction : ignored
        Squared loadings do not depend on it.
    components : int, optional
        How many components are kept; by default those with an eigenvalue above 1, at least one. Components that tie with
        the last one are kept too.
    rotation : "none" or "varimax"
        Whether the kept components are rotated.
    missing : "pairwise" or "complete"
        Which units a correlation uses: those in which both indicators are present, or those without any gap.

    Notes
    -----
    A constant indicator gets the weight 0. Indicators without any correlation get equal weights, with a warning: there is
    nothing that components could gather.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 6.1.

    Examples
    --------
    >>> pca([[1.0, 2.0, 1.0], [2.0, 4.0, -1.0], [3.0, 6.0, 1.0]], components=1).weights.round(9).tolist()
    [0.5, 0.5, 0.0]
    """
    option("rule for missing values", missing, MISSING)
    option("rotation", rotation, ROTATIONS)
    table = wide(values)
    low, high = extremes(table.values)
    informative = low < high
    weight, notes = np.zeros(informative.size), list[str]()
    settings: dict[str, float] = {}
    if informative.any():
        chosen = np.flatnonzero(informative)
        r = pearson(table.values if informative.all() else table.values[:, chosen], missing)
        check_defined(r, [table.indicators[i] for i in chosen])
        loadings, eigenvalues = principal_loadings(r, check_number("components", components, chosen.size))
        settings = {f"eigenvalue_{k + 1}": value for k, value in enumerate(eigenvalues)} | {"kept": loadings.shape[1]}
        if not uncorrelated(r):
            squared = (loadings**2).sum(axis=1)
            if rotation == "varimax":
                squared, notes = rotated_shares(varimax(loadings))
            weight[chosen] = np.where(squared > 1e-12, squared, 0.0)
    return weights_from(
        weight,
        table.indicators,
        "pca",
        {"squared_loading": weight},
        settings=settings,
        notes=notes,
        informative=informative,
    )
