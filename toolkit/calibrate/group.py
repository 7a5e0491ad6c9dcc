"""A panel's pairwise comparisons: joint weights with intervals, and who disagrees on what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.calibrate._panel import (
    disagreement_table,
    expert_table,
    individual_table,
    intervals,
    joined,
    panels,
    people_of,
)
from toolkit.calibrate._revise import pairs_to_revise
from toolkit.calibrate.experts import method_of
from toolkit.columns import Array
from toolkit.weigh import WEIGHTINGS, Weights
from toolkit.weigh._experts import agreement
from toolkit.weigh._input import option
from toolkit.weigh._pairwise import priorities, related
from toolkit.weigh.ahp import COMBINE, CONSISTENT, Panel, panel_of


@dataclass(frozen=True)
class GroupWeights(Weights):
    """Joint weights of a panel.

    Attributes
    ----------
    consistency_ratio : float
        Of the joint judgements; of the best-worst method by priorities, which has none, the greatest of the experts in use.
    consistent : bool or None
        Whether that is at most 0.1; for the best-worst method, whether the joint judgements (by priorities: all experts in use)
        keep to the limit, None where no limit is known.
    kendall_w : float
        Agreement of the experts' orders, 0 to 1; NaN for fewer than two experts with priorities of their own.
    experts : polars.DataFrame
        expert, used, compared (pairs), missing, consistency_ratio, consistent, distance (typical factor between the expert's
        comparisons and the group's, >= 1), item_a, item_b (the pair on which the expert is farthest from the group), judged, group.
    individual : polars.DataFrame
        expert, indicator, weight: priorities of every expert whose comparisons hang together.
    disagreement : polars.DataFrame
        item_a, item_b, experts, judged (geometric mean), spread (geometric standard deviation, >= 1), lowest, lowest_by,
        highest, highest_by, opposed (some say a, others b); the most disputed first.
    revise : polars.DataFrame
        The joint comparisons against what the joint weights imply, the worst first.
    intervals : polars.DataFrame
        indicator, weight, lower, upper: percentiles over panels drawn with replacement.
    """

    consistency_ratio: float
    consistent: bool | None
    kendall_w: float
    experts: pl.DataFrame
    individual: pl.DataFrame
    disagreement: pl.DataFrame
    revise: pl.DataFrame
    intervals: pl.DataFrame


def group_ahp(
    matrices: ArrayLike,
    *,
    combine: str = "judgements",
    method: str = "eigenvector",
    max_consistency_ratio: float | None = None,
    indicators: Sequence[str] | None = None,
    experts: Sequence[str] | None = None,
    replicates: int = 500,
    coverage: float = 0.95,
    seed: int | np.random.Generator = 0,
) -> GroupWeights:
    """Weigh by the pairwise comparisons of several experts, any of which may be missing.

    Parameters
    ----------
    matrices : array, shape (experts, indicators, indicators)
        As for `ahp`. An expert who compared too little for priorities of one's own still counts in the joint judgements.
    combine : "judgements" or "priorities"
        The geometric mean of the judgements that were made (the default), or of the experts' priorities.
    method : "eigenvector" or "geometric"
        See `ahp`.
    max_consistency_ratio : float, optional
        Leave out experts above it; by default nobody is left out.
    indicators, experts : sequence of str, optional
        Names; experts are numbered from 0 otherwise.
    replicates : int
        Panels drawn with replacement for the intervals; 0: none. Draws whose comparisons do not hang together are left out.
    coverage : float
        Of the percentile intervals.
    seed : int or numpy Generator
        For the draws.

    Notes
    -----
    The intervals say how much the weights depend on who sat on the panel. With few experts (below ten or so) they are too
    narrow.

    References
    ----------
    Forman, E. and Peniwati, K. (1998), Aggregating individual judgments and priorities with the analytic hierarchy process, European
    Journal of Operational Research 108(1), 165-169, doi:10.1016/S0377-2217(97)00244-0.

    Examples
    --------
    >>> found = group_ahp([[[1, 2], [1 / 2, 1]], [[1, 8], [1 / 8, 1]]])
    >>> found.weights.round(3).tolist(), found.disagreement["spread"].round(2).item()
    ([0.8, 0.2], 2.67)
    """
    option("way to combine experts", combine, COMBINE)
    own = method_of(method)
    given = np.asarray(matrices, dtype=np.float64)
    names = None if indicators is None else tuple(indicators)
    group = panel_of(given, None, names, own, max_consistency_ratio)
    people = people_of(experts, len(group.judged), "matrices")
    base = WEIGHTINGS["ahp"](
        matrix=given, method=own, combine=combine, max_consistency_ratio=max_consistency_ratio, indicators=group.names
    )
    drawn = _draws(group, own, combine, replicates, np.random.default_rng(seed))
    return GroupWeights(
        **vars(base),
        consistency_ratio=group.ratio,
        consistent=group.ratio <= CONSISTENT,
        kendall_w=agreement(group.individual) if group.own else float("nan"),
        experts=expert_table(group, people),
        individual=individual_table(group, people),
        disagreement=disagreement_table(group, people),
        revise=pairs_to_revise(group.joint, base.weights, group.names),
        intervals=intervals(base, drawn, coverage),
    )


def _draws(group: Panel, method: str, combine: str, replicates: int, rng: np.random.Generator) -> Array:
    """Return the weights of panels drawn with replacement, shape (draws, indicators)."""
    size = len(group.names)
    members = group.used if combine == "judgements" else group.own
    times = panels(len(members), replicates, rng)
    if not len(times):
        return np.empty((0, size))
    if combine == "priorities":
        return joined(times, group.individual)
    judged = group.judged[list(members)].reshape(len(members), -1)
    known = ~np.isnan(judged)
    number = times @ known
    total = times @ np.where(known, np.log(np.where(known, judged, 1.0)), 0.0)
    joint = np.exp(np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)).reshape(-1, size, size)
    return priorities(joint[related(joint).all(axis=1)], method)
