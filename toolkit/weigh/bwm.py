"""Weights by the best-worst method."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from toolkit.errors import OptionError
from toolkit.weigh._best_worst import Answers, answers, linear, nonlinear
from toolkit.weigh._experts import names_for, panel, panel_report, panel_settings
from toolkit.weigh._input import Values, option
from toolkit.weigh._result import Weights, weights_from
from toolkit.weigh.ahp import geometric_mean

MODELS = ("linear", "nonlinear")


def bwm(
    values: Values | None = None,
    *,
    direction: ArrayLike | None = None,
    best_to_others: ArrayLike,
    others_to_worst: ArrayLike,
    model: Literal["linear", "nonlinear"] = "linear",
    indicators: tuple[str, ...] | None = None,
) -> Weights:
    """Weigh by comparisons with the most and the least important indicator only.

    linear: the weights that minimise xi = max(abs(w_best - a_j w_j), abs(w_j - b_j w_worst)), which are unique. nonlinear:
    those that minimise xi = max(abs(w_best / w_j - a_j), abs(w_j / w_worst - b_j)); where many do, the middle of each
    weight's interval.

    Parameters
    ----------
    values : array or polars.DataFrame, optional
        Only its indicators' names are used.
    direction : ignored
        Expert weights do not depend on it.
    best_to_others, others_to_worst : array, shape (indicators,) or (experts, indicators)
        a_j: how many times as important the best indicator is as j (1 for itself); b_j: how many times as important j is
        as the worst (1 for itself). Numbers >= 1, usually 1 to 9.
    model : "linear" or "nonlinear"
        Rezaei (2016), the default, or Rezaei (2015).
    indicators : tuple of str, optional
        Names of the indicators where `values` gives none.

    Notes
    -----
    Several experts: the geometric mean of their weights. `report` has xi, the input-based consistency ratio max_j
    abs(a_j b_j - a_w) / (a_w^2 - a_w) of Liang et al. (2020) and, for the nonlinear model, xi over its greatest
    possible value and the interval of every weight; for several experts the means of these.

    References
    ----------
    Rezaei, J. (2015), Omega 53, 49-57, doi:10.1016/j.omega.2014.11.009.
    Rezaei, J. (2016), Omega 64, 126-130, doi:10.1016/j.omega.2015.12.001.
    Liang, F., Brunelli, M. and Rezaei, J. (2020), Omega 96, 102175, doi:10.1016/j.omega.2019.102175.

    Examples
    --------
    >>> bwm(best_to_others=[1, 2, 4], others_to_worst=[4, 2, 1]).weights.round(4).tolist()
    [0.5714, 0.2857, 0.1429]
    """
    option("model of the best-worst method", model, MODELS)
    first, last = panel(best_to_others, "best_to_others"), panel(others_to_worst, "others_to_worst")
    if first.shape != last.shape:
        raise OptionError(f"best_to_others has shape {first.shape}, others_to_worst {last.shape}: they must be alike.")
    names = names_for(values, indicators, first.shape[1])
    asked: list[Answers] = [answers(a, b, names, k) for k, (a, b) in enumerate(zip(first, last, strict=True))]
    solved = [(linear if model == "linear" else nonlinear)(one) for one in asked]
    individual = np.array([one.weights for one in solved])
    settings = {
        "xi": float(np.mean([one.xi for one in solved])),
        "input_consistency_ratio": float(np.mean([one.input_ratio for one in asked])),
    } | panel_settings(individual)
    parameters = panel_report(individual)
    if model == "nonlinear":
        settings["output_consistency_ratio"] = float(
            np.mean([s.xi / a.most if a.most > 0 else 0.0 for s, a in zip(solved, asked, strict=True)])
        )
        parameters |= {
            "interval_low": np.mean([one.low for one in solved], axis=0),
            "interval_high": np.mean([one.high for one in solved], axis=0),
        }
    return weights_from(geometric_mean(individual), names, "bwm", parameters, settings=settings)
