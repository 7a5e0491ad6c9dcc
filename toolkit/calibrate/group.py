"""A panel's pairwise comparisons: joint weights with intervals, and who disagrees on what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.calibrate._revise import pairs_to_revise
from toolkit.calibrate.experts import method_of
from toolkit.columns import Array
from toolkit.errors import OptionError
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
        Of the joint judgements.
    consistent : bool
        Whether that is at most 0.1.
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
    consistent: bool
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
    people = [str(k) for k in range(len(group.judged))] if experts is None else [str(e) for e in experts]
    if len(people) != len(group.judged):
        raise OptionError(f"experts has {len(people)} names for {len(group.judged)} matrices.")
    base = WEIGHTINGS["ahp"](
        matrix=given, method=own, combine=combine, max_consistency_ratio=max_consistency_ratio, indicators=group.names
    )
    drawn = _draws(group, own, combine, replicates, np.random.default_rng(seed))
    return GroupWeights(
        **vars(base),
        consistency_ratio=group.ratio,
        consistent=group.ratio <= CONSISTENT,
        kendall_w=agreement(group.individual) if group.own else float("nan"),
        experts=_experts(group, people),
        individual=_individual(group, people),
        disagreement=_disagreement(group, people),
        revise=pairs_to_revise(group.joint, base.weights, group.names),
        intervals=intervals(base, drawn, coverage),
    )


def _draws(group: Panel, method: str, combine: str, replicates: int, rng: np.random.Generator) -> Array:
    """Return the weights of panels drawn with replacement, shape (draws, indicators)."""
    size = len(group.names)
    members = group.used if combine == "judgements" else group.own
    if replicates <= 0 or len(members) < 2:
        return np.empty((0, size))
    times = rng.multinomial(len(members), np.full(len(members), 1 / len(members)), replicates).astype(np.float64)
    if combine == "priorities":
        weight = np.exp(times @ np.log(group.individual) / len(members))
        return np.asarray(weight / weight.sum(axis=1, keepdims=True))
    judged = group.judged[list(members)].reshape(len(members), -1)
    known = ~np.isnan(judged)
    number = times @ known
    total = times @ np.where(known, np.log(np.where(known, judged, 1.0)), 0.0)
    joint = np.exp(np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)).reshape(-1, size, size)
    return priorities(joint[related(joint).all(axis=1)], method)


def intervals(base: Weights, drawn: Array, coverage: float) -> pl.DataFrame:
    """Return the weights with percentiles over draws; null where there are none."""
    tail = (1 - coverage) / 2
    missing = np.full(len(base), np.nan)
    lower, upper = np.quantile(drawn, [tail, 1 - tail], axis=0) if len(drawn) else (missing, missing)
    return base.to_frame().with_columns(
        pl.Series("lower", lower, nan_to_null=True), pl.Series("upper", upper, nan_to_null=True)
    )


def _upper(group: Panel) -> tuple[Any, Any, Array, Array]:
    """Return rows and columns of the pairs, everyone's logarithms (expert, pair), and the group's (pair,)."""
    rows, columns = np.triu_indices(len(group.names), 1)
    return rows, columns, np.log(group.judged[:, rows, columns]), np.log(group.joint[rows, columns])


def _experts(group: Panel, people: list[str]) -> pl.DataFrame:
    rows, columns, own, joint = _upper(group)
    table = []
    for k, person in enumerate(people):
        away = own[k] - joint
        compared = int((~np.isnan(own[k])).sum())
        line: dict[str, object] = {
            "expert": person,
            "used": k in group.used,
            "compared": compared,
            "missing": rows.size - compared,
            "consistency_ratio": None if np.isnan(group.ratios[k]) else float(group.ratios[k]),
            "consistent": None if np.isnan(group.ratios[k]) else bool(group.ratios[k] <= CONSISTENT),
            "distance": None,
            "item_a": None,
            "item_b": None,
            "judged": None,
            "group": None,
        }
        if not np.isnan(away).all():
            p = int(np.nanargmax(np.abs(away)))
            line |= {
                "distance": float(np.exp(np.sqrt(np.nanmean(away**2)))),
                "item_a": group.names[rows[p]],
                "item_b": group.names[columns[p]],
                "judged": float(np.exp(own[k, p])),
                "group": float(np.exp(joint[p])),
            }
        table.append(line)
    return pl.DataFrame(table, schema=EXPERTS)


EXPERTS = {
    "expert": pl.String,
    "used": pl.Boolean,
    "compared": pl.Int64,
    "missing": pl.Int64,
    "consistency_ratio": pl.Float64,
    "consistent": pl.Boolean,
    "distance": pl.Float64,
    "item_a": pl.String,
    "item_b": pl.String,
    "judged": pl.Float64,
    "group": pl.Float64,
}


def _individual(group: Panel, people: list[str]) -> pl.DataFrame:
    size = len(group.names)
    return pl.DataFrame(
        {
            "expert": [people[k] for k in group.own for _ in range(size)],
            "indicator": list(group.names) * len(group.own),
            "weight": group.individual.ravel() if group.own else np.empty(0),
        },
        schema={"expert": pl.String, "indicator": pl.String, "weight": pl.Float64},
    )


def _disagreement(group: Panel, people: list[str]) -> pl.DataFrame:
    rows, columns, own, joint = _upper(group)
    own = np.where(np.isin(np.arange(len(people)), group.used)[:, None], own, np.nan)
    number = (~np.isnan(own)).sum(axis=0)
    squares = np.nansum((own - joint) ** 2, axis=0)
    spread = np.sqrt(np.divide(squares, number - 1, out=np.full(number.size, np.nan), where=number > 1))
    least, most = np.where(np.isnan(own), np.inf, own), np.where(np.isnan(own), -np.inf, own)
    low, high = least.argmin(axis=0), most.argmax(axis=0)
    some = number > 0
    order = np.argsort(-np.where(np.isnan(spread), -1.0, np.round(spread, 10)), kind="stable")
    table = pl.DataFrame(
        {
            "item_a": [group.names[i] for i in rows],
            "item_b": [group.names[j] for j in columns],
            "experts": number,
            "judged": pl.Series(np.exp(joint), nan_to_null=True),
            "spread": pl.Series(np.exp(spread), nan_to_null=True),
            "lowest": pl.Series(np.where(some, np.exp(least.min(axis=0)), np.nan), nan_to_null=True),
            "lowest_by": [people[k] if s else None for k, s in zip(low, some, strict=True)],
            "highest": pl.Series(np.where(some, np.exp(most.max(axis=0)), np.nan), nan_to_null=True),
            "highest_by": [people[k] if s else None for k, s in zip(high, some, strict=True)],
            "opposed": (least.min(axis=0) < 0) & (most.max(axis=0) > 0) & some,
        }
    )
    return table[order.tolist()]
