"""Delphi weights: budgets over several rounds of a panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from toolkit.errors import OptionError
from toolkit.weigh._experts import names_for, panel, panel_report, rounds_of, shares
from toolkit.weigh._input import Values
from toolkit.weigh._result import Weights, weights_from


def delphi(
    values: Values | None = None,
    *,
    direction: ArrayLike | None = None,
    rounds: Sequence[ArrayLike],
    tolerance: float = 0.01,
    indicators: tuple[str, ...] | None = None,
) -> Weights:
    """Weigh by the mean share of the last round, and tell whether the panel has settled.

    Parameters
    ----------
    values : array or polars.DataFrame, optional
        Only its indicators' names are used.
    direction : ignored
        Expert weights do not depend on it.
    rounds : sequence of arrays, each of shape (experts, indicators)
        The points of each round, first round first; each row counts by its proportions. Panels may differ in size.
    tolerance : float
        The panel has settled when no mean share moved by more than this between the last two rounds.
    indicators : tuple of str, optional
        Names of the indicators where `values` gives none.

    Notes
    -----
    `report` has the mean share of every round per indicator, and for each round Kendall's W, the mean standard deviation
    over the experts and the greatest change; `settled` is 1 or 0 (0 after a single round).

    References
    ----------
    Dalkey, N. and Helmer, O. (1963), An experimental application of the Delphi method to the use of experts, Management
    Science 9(3), 458-467, doi:10.1287/mnsc.9.3.458.

    Examples
    --------
    >>> delphi(rounds=[[[60, 40], [40, 60]], [[55, 45], [50, 50]]]).weights.round(9).tolist()
    [0.525, 0.475]
    """
    if not len(rounds):
        raise OptionError("rounds is empty: give the points of at least one round.")
    given = [panel(points, f"round {k + 1}") for k, points in enumerate(rounds)]
    names = names_for(values, indicators, given[-1].shape[1])
    if any(points.shape[1] != len(names) for points in given):
        raise OptionError(f"The rounds concern unlike numbers of indicators: {[points.shape[1] for points in given]}.")
    individual = [shares(points, names, f"The points in round {k + 1}") for k, points in enumerate(given)]
    means = np.array([share.mean(axis=0) for share in individual])
    told = rounds_of(individual)
    settled = told[-1]["change"] <= tolerance  # False after a single round, whose change is NaN
    settings: dict[str, float] = {"settled": float(settled), "tolerance": tolerance}
    for k, line in enumerate(told, start=1):
        shown = ("experts", "kendall_w", "sd", "change") if k > 1 else ("experts", "kendall_w", "sd")
        settings |= {f"round_{k}_{name}": line[name] for name in shown}
    parameters: dict[str, Any] = {f"round_{k}": mean for k, mean in enumerate(means, start=1)} | panel_report(
        individual[-1]
    )
    notes = (
        [] if settled else ["The panel has not settled: another round is needed, or the disagreement is the result."]
    )
    return weights_from(means[-1], names, "delphi", parameters, settings=settings, notes=notes)
