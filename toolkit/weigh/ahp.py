"""Weights by the analytic hierarchy process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from toolkit.columns import Array
from toolkit.errors import DataError, OptionError
from toolkit.weigh._experts import names_for, panel_report, panel_settings
from toolkit.weigh._input import Values, option
from toolkit.weigh._pairwise import check_connected, comparisons, consistency_ratio, priorities
from toolkit.weigh._result import Weights, weights_from

METHODS = ("eigenvector", "geometric_mean")
COMBINE = ("judgements", "priorities")
CONSISTENT = 0.1
"""Consistency ratio up to which judgements count as consistent (Saaty's rule of thumb)."""


def ahp(
    values: Values | None = None,
    *,
    direction: ArrayLike | None = None,
    matrix: ArrayLike,
    method: Literal["eigenvector", "geometric_mean"] = "eigenvector",
    combine: Literal["judgements", "priorities"] = "judgements",
    max_consistency_ratio: float | None = None,
    indicators: tuple[str, ...] | None = None,
) -> Weights:
    """Weigh by pairwise comparisons: how many times as important one indicator is as another, 1 to 9 or a reciprocal.

    Parameters
    ----------
    values : array or polars.DataFrame, optional
        Only its indicators' names are used.
    direction : ignored
        Expert weights do not depend on it.
    matrix : array, shape (indicators, indicators) or (experts, indicators, indicators)
        Entry (i, j): importance of i over j. NaN = not compared; where only one half is given the other is its reciprocal.
    method : "eigenvector" or "geometric_mean"
        The principal eigenvector (Saaty, the default) or the geometric means of the rows (logarithmic least squares).
    combine : "judgements" or "priorities"
        Several experts: the geometric mean of their judgements (the default) or of their weights.
    max_consistency_ratio : float, optional
        Leave out experts above it, with a note; by default nobody is left out.
    indicators : tuple of str, optional
        Names of the indicators where `values` gives none.

    Notes
    -----
    The random indices are Saaty's of 1980 (0.58 for three indicators). With missing comparisons the ratio looks better than
    it is, since fewer judgements can contradict each other. `report` has the consistency ratio of the joint judgements
    and of every expert, the spread of their weights, and Kendall's W.

    References
    ----------
    Saaty, T. L. (1980), The Analytic Hierarchy Process, McGraw-Hill.
    Saaty, T. L. (2008), International Journal of Services Sciences 1(1), 83-98, doi:10.1504/IJSSCI.2008.017590.
    Harker, P. T. (1987), Mathematical Modelling 9(11), 837-848, doi:10.1016/0270-0255(87)90503-3 (missing comparisons).

    Examples
    --------
    >>> ahp(matrix=[[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]]).weights.round(4).tolist()
    [0.5714, 0.2857, 0.1429]
    """
    option("method of the analytic hierarchy process", method, METHODS)
    option("way to combine experts", combine, COMBINE)
    group = panel_of(matrix, values, indicators, method, max_consistency_ratio)
    weight = group.weights(method, combine)
    settings = {"consistency_ratio": group.ratio} | panel_settings(group.individual)
    if len(group.ratios) > 1:
        settings |= {f"consistency_ratio of expert {k}": float(ratio) for k, ratio in enumerate(group.ratios)}
    return weights_from(
        weight, group.names, "ahp", panel_report(group.individual), settings=settings, notes=list(group.notes)
    )


@dataclass(frozen=True)
class Panel:
    """The experts' comparisons, checked: all of them, and what the weights are made from.

    `used` are the experts within the limit of consistency. Those who compared too little to have priorities of their own
    have a ratio of NaN and no row in `individual`, which holds the priorities of the experts in `own`.
    """

    names: tuple[str, ...]
    judged: Array
    ratios: Array
    used: tuple[int, ...]
    own: tuple[int, ...]
    individual: Array
    joint: Array
    ratio: float
    notes: tuple[str, ...]

    def weights(self, method: str, combine: str) -> Array:
        """Return the priorities of the joint judgements, or the geometric mean of the experts' priorities."""
        if combine == "judgements":
            return priorities(self.joint, method)
        for k in self.used:
            check_connected(self.judged[k], self.names, f" of expert {k}")
        return geometric_mean(self.individual)


def panel_of(
    matrix: ArrayLike,
    values: Values | None,
    indicators: tuple[str, ...] | None,
    method: str,
    limit: float | None,
) -> Panel:
    """Check one matrix or one per expert, and join those within the limit of the consistency ratio."""
    given = np.asarray(matrix, dtype=np.float64)
    given = given[None] if given.ndim == 2 else given
    if given.ndim != 3 or given.shape[0] == 0:
        raise OptionError(
            f"matrix has shape {given.shape}: give (indicators, indicators), or one such matrix per expert."
        )
    names = names_for(values, indicators, given.shape[-1])
    judged = np.array([comparisons(one, names) for one in given])
    ratios = consistency_ratio(judged)
    used, notes = consistent_experts(ratios, limit)
    own = [k for k in used if not np.isnan(ratios[k])]
    joint = geometric_mean(judged[used])
    check_connected(joint, names)
    ratio = float(consistency_ratio(joint))
    if ratio > CONSISTENT:
        notes.append(f"The judgements are not consistent: ratio {ratio:.3f} is above {CONSISTENT:g}.")
    if len(own) < len(used):
        apart = ", ".join(str(k) for k in used if k not in own)
        notes.append(
            f"Compared too little for priorities of their own, and count in the joint judgements: expert {apart}."
        )
    individual = priorities(judged[own], method) if own else np.full((1, len(names)), np.nan)
    return Panel(names, judged, ratios, tuple(used), tuple(own), individual, joint, ratio, tuple(notes))


def consistent_experts(ratios: Array, limit: float | None) -> tuple[list[int], list[str]]:
    """Return which experts keep to the limit of the consistency ratio, and a note on those who do not."""
    left_out = [] if limit is None else [int(k) for k in np.flatnonzero(ratios > limit)]
    if len(left_out) == len(ratios):
        shown = ", ".join(f"{ratio:.3f}" for ratio in ratios)
        raise DataError(f"No expert keeps to a consistency ratio of {limit:g}: {shown}.")
    notes = (
        [f"Left out for a consistency ratio above {limit:g}: expert {', '.join(map(str, left_out))}."]
        if left_out
        else []
    )
    return [k for k in range(len(ratios)) if k not in left_out], notes


def geometric_mean(stack: Array) -> Array:
    """Return the geometric mean over the first axis of what is present; NaN where nobody judged."""
    present = ~np.isnan(stack)
    logs = np.where(present, np.log(np.where(present, stack, 1.0)), 0.0).sum(axis=0)
    number = present.sum(axis=0)
    return np.where(number > 0, np.exp(logs / np.maximum(number, 1)), np.nan)
