"""CRITIC weights: contrast within an indicator times conflict with the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import deviations, divide, summary
from toolkit.weigh._association import MISSING, check_defined, pearson
from toolkit.weigh._input import Values, option, signs, wide
from toolkit.weigh._result import Weights, weights_from

ROUNDING = 1e-12
"""1 - r of two perfectly correlated indicators, as rounding leaves it."""


def critic(values: Values, *, direction: ArrayLike | None = None, ddof: int = 1, missing: str = "pairwise") -> Weights:
    """Weigh by criteria importance through intercriteria correlation: w_j proportional to s_j * sum_k (1 - r_jk).

    s_j is the standard deviation of indicator j after min-max scaling towards its better end, r_jk Pearson's correlation
    of the scaled indicators j and k.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Raw or normalised: the result does not change under a linear rescaling that keeps the better end.
    direction : +1, -1 or array of them
        +1 (the default): more is better; -1: less is better. Turning one changes the sign of its correlations.
    ddof : int
        The variance divides by n - ddof. It cancels unless indicators have unlike numbers of missing values.
    missing : "pairwise" or "complete"
        Which units a correlation uses: those in which both indicators are present, or those without any gap.

    Notes
    -----
    A constant indicator gets the weight 0 and does not count as a conflict for the others. Where all indicators are
    perfectly correlated, nothing tells them apart: all but the constant ones get equal weights, with a warning. A correlation that is
    undefined (fewer than two common units, or constant on them) is refused, naming the two indicators.

    References
    ----------
    Diakoulaki, D., Mavrotas, G. and Papayannakis, L. (1995), Computers & Operations Research 22(7), 763-770,
    doi:10.1016/0305-0548(94)00059-H.

    Examples
    --------
    >>> critic([[1.0, 4.0], [2.0, 3.0], [3.0, 1.0]]).weights.round(3).tolist()
    [0.495, 0.505]
    """
    option("rule for missing values", missing, MISSING)
    table = wide(values)
    turn = signs(direction, table.indicators)
    known = summary(table.values)
    low, high = known.low, known.high
    informative = low < high
    contrast = np.zeros(len(informative))
    conflict = np.zeros(len(informative))
    if informative.any():
        chosen = np.flatnonzero(informative)
        used = table.values
        if not informative.all():
            used = used[:, chosen]
            known = summary(used)
        deviation = deviations(used, ddof, known)[1]
        contrast[chosen] = divide(deviation, (high - low)[chosen])
        correlation = pearson(used, missing, known) * np.outer(turn[chosen], turn[chosen])
        check_defined(correlation, [table.indicators[i] for i in chosen])
        discord = 1.0 - correlation
        conflict[chosen] = np.where(discord > ROUNDING, discord, 0.0).sum(axis=1)
    information = contrast * conflict
    return weights_from(
        information,
        table.indicators,
        "critic",
        {"direction": turn, "contrast": contrast, "conflict": conflict, "information": information},
        settings={"ddof": ddof, "units": table.values.shape[0]},
        informative=informative,
    )
