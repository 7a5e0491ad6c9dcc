"""Weights by factor analysis."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array, extremes
from toolkit.errors import DataError
from toolkit.weigh._association import MISSING, check_defined, pearson
from toolkit.weigh._factors import check_number, rotated_shares, uncorrelated
from toolkit.weigh._input import Values, option, wide
from toolkit.weigh._loadings import maximum_likelihood_loadings, principal_loadings, varimax
from toolkit.weigh._result import Weights, weights_from

EXTRACTIONS = ("principal", "maximum_likelihood")


def factor(
    values: Values,
    *,
    direction: ArrayLike | None = None,
    factors: int | None = None,
    extraction: Literal["principal", "maximum_likelihood"] = "principal",
    missing: str = "pairwise",
) -> Weights:
    """Weigh by varimax-rotated factor loadings: intermediate composites, each weighted by the variance it explains.

    Each indicator belongs to the factor of which it makes up the greatest share (squared loading over the factor's sum of
    squared loadings); its weight is that share times the factor's share of the explained variance.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Raw or normalised: a linear rescaling of an indicator changes nothing.
    direction : ignored
        Squared loadings do not depend on it.
    factors : int, optional
        How many factors; by default as many as eigenvalues of the correlations above 1, at least one.
    extraction : "principal" or "maximum_likelihood"
        Principal components (the default), or a maximum-likelihood factor model of the standardised indicators, which
        uses the units without a gap.
    missing : "pairwise" or "complete"
        Which units a correlation uses: those in which both indicators are present, or those without any gap.

    Notes
    -----
    A constant indicator gets the weight 0. Indicators without any correlation get equal weights, with a warning.
    Where several rotations are equally simple and disagree, weights are by squared loadings over all factors, with a note.
    `report` has the rotated loadings.

    References
    ----------
    Nicoletti, G., Scarpetta, S. and Boylaud, O. (2000), Summary indicators of product market regulation, OECD Economics
    Department Working Papers 226, doi:10.1787/215182844604.
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 6.1.

    Examples
    --------
    >>> values = [[1.0, 2.0, 1.0], [2.0, 4.0, -1.0], [3.0, 6.0, 1.0]]
    >>> factor(values, factors=2).weights.round(3).tolist()
    [0.333, 0.333, 0.333]
    """
    option("rule for missing values", missing, MISSING)
    option("extraction", extraction, EXTRACTIONS)
    table = wide(values)
    low, high = extremes(table.values)
    informative = low < high
    chosen = np.flatnonzero(informative)
    loadings = np.zeros((informative.size, 1))
    weight, notes = np.zeros(informative.size), list[str]()
    if chosen.size:
        used = table.values if informative.all() else table.values[:, chosen]
        r = pearson(used, missing)
        check_defined(r, [table.indicators[i] for i in chosen])
        found, _ = principal_loadings(r, check_number("factors", factors, chosen.size))
        if extraction == "maximum_likelihood":
            found = maximum_likelihood_loadings(standardised(used), found.shape[1])
        rotations = varimax(found)
        loadings = np.zeros((informative.size, found.shape[1]))
        loadings[chosen] = rotations[0]
        if not uncorrelated(r):
            share, notes = rotated_shares(rotations)
            weight[chosen] = np.where(share > 1e-12, share, 0.0)
    explained = {f"explained_{k + 1}": value for k, value in enumerate((loadings**2).sum(axis=0))}
    return weights_from(
        weight,
        table.indicators,
        "factor",
        {f"loading_{k + 1}": column for k, column in enumerate(loadings.T)},
        settings=explained,
        notes=notes,
        informative=informative,
    )


def standardised(values: Array) -> Array:
    """Return the units without a gap, each indicator to mean 0 and standard deviation 1."""
    complete = values[~np.isnan(values).any(axis=1)]
    if complete.shape[0] < 3 or (np.ptp(complete, axis=0) == 0).any():
        raise DataError(
            "A maximum-likelihood factor model needs three units without a gap, and no indicator constant on them."
        )
    return (complete - complete.mean(axis=0)) / complete.std(axis=0)
