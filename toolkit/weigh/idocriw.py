"""IDOCRIW weights: entropy weights and CILOS weights joined."""

from __future__ import annotations

import warnings

from numpy.typing import ArrayLike

from toolkit.weigh._input import Values, wide
from toolkit.weigh._result import UninformativeWarning, Weights, weights_from
from toolkit.weigh.cilos import cilos
from toolkit.weigh.entropy import entropy


def idocriw(values: Values, *, direction: ArrayLike | None = None) -> Weights:
    """Weigh by the product of entropy weights and CILOS weights: w_j proportional to e_j q_j.

    Entropy favours indicators on which the units differ, CILOS those that lose little when others are at their best: the
    product keeps either from dominating.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Not negative, on a ratio scale; > 0 where less is better. Other values are refused.
    direction : +1, -1 or array of them
        +1 (the default): more is better; -1: less is better. It enters through CILOS.

    Notes
    -----
    The entropy part uses each indicator where it is present, the CILOS part the units without a gap. A constant indicator
    gets the weight 0.

    References
    ----------
    Zavadskas, E. K. and Podvezko, V. (2016), Integrated determination of objective criteria weights in MCDM, International
    Journal of Information Technology & Decision Making 15(2), 267-283, doi:10.1142/S0219622016500036.

    Examples
    --------
    >>> idocriw([[3.0, 1.0], [2.0, 4.0], [1.0, 2.0]]).weights.round(3).tolist()
    [0.579, 0.421]
    """
    with warnings.catch_warnings():  # the product says so itself
        warnings.simplefilter("ignore", UninformativeWarning)
        spread, loss = entropy(values, direction=direction), cilos(values, direction=direction)
    divergence = spread.report.filter(parameter="divergence")["value"].to_numpy()
    return weights_from(
        spread.weights * loss.weights * (divergence > 0),
        wide(values).indicators,
        "idocriw",
        {"entropy_weight": spread.weights, "cilos_weight": loss.weights},
        informative=divergence > 0,
    )
