"""A panel's points (budget allocation, Delphi rounds): joint weights with intervals, who is far from the panel, and on what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.calibrate._panel import intervals, panels, people_of
from toolkit.columns import Array
from toolkit.weigh import WEIGHTINGS, Weights
from toolkit.weigh._experts import agreement, panel, rounds_of, shares


@dataclass(frozen=True)
class PointWeights(Weights):
    """Joint weights of a panel that gave points.

    Attributes
    ----------
    kendall_w : float
        Agreement of the experts' orders in the last round, 0 to 1; NaN for fewer than two experts.
    experts : polars.DataFrame
        expert, distance (share of the budget that the expert would have to move to agree with the panel, 0 to 1), item (on which
        the expert is farthest from the panel), given, group (shares).
    individual : polars.DataFrame
        expert, indicator, weight: the share that every expert gave.
    disagreement : polars.DataFrame
        indicator, weight, sd, lowest, lowest_by, highest, highest_by; the most disputed first.
    intervals : polars.DataFrame
        indicator, weight, lower, upper: percentiles over panels drawn with replacement.
    rounds : polars.DataFrame
        round, experts, kendall_w, sd (mean over the indicators of the standard deviation over the experts), change (greatest change
        of a mean share since the round before).
    settled : bool or None
        Whether no mean share moved by more than the tolerance in the last round; None where there is one round only.
    """

    kendall_w: float
    experts: pl.DataFrame
    individual: pl.DataFrame
    disagreement: pl.DataFrame
    intervals: pl.DataFrame
    rounds: pl.DataFrame
    settled: bool | None


def group_points(
    points: ArrayLike,
    *,
    indicators: Sequence[str] | None = None,
    experts: Sequence[str] | None = None,
    replicates: int = 500,
    coverage: float = 0.95,
    seed: int | np.random.Generator = 0,
) -> PointWeights:
    """Weigh by the budgets that several experts allocated.

    Parameters
    ----------
    points : array, shape (experts, indicators)
        What each expert gave; each row counts by its proportions.
    indicators, experts : sequence of str, optional
        Names; experts are numbered from 0 otherwise.
    replicates : int
        Panels drawn with replacement for the intervals; 0: none.
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
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en, section 6.5.

    Examples
    --------
    >>> found = group_points([[50, 30, 20], [40, 40, 20], [90, 5, 5]], indicators=["a", "b", "c"], experts=["E1", "E2", "E3"])
    >>> found.weights.round(3).tolist(), found.experts.sort("distance", descending=True).row(0)[:3]
    ([0.6, 0.25, 0.15], ('E3', 0.3, 'a'))
    """
    weights = WEIGHTINGS["budget"](points=points, indicators=None if indicators is None else tuple(indicators))
    return _account(weights, [panel(points, "points")], experts, replicates, coverage, seed)


def delphi(
    rounds: Sequence[ArrayLike],
    *,
    tolerance: float = 0.01,
    indicators: Sequence[str] | None = None,
    experts: Sequence[str] | None = None,
    replicates: int = 500,
    coverage: float = 0.95,
    seed: int | np.random.Generator = 0,
) -> PointWeights:
    """Weigh by the budgets of the last round of a Delphi study, and say whether the panel has settled.

    Parameters
    ----------
    rounds : sequence of arrays, each of shape (experts, indicators)
        First round first. Panels may differ in size; `experts` names that of the last round.
    tolerance : float
        The panel has settled when no mean share moved by more than this between the last two rounds.
    indicators, experts, replicates, coverage, seed
        As for `group_points`.

    Examples
    --------
    >>> found = delphi([[[60, 40], [40, 60]], [[55, 45], [50, 50]]])
    >>> found.settled, found.rounds["change"].round(3).to_list()
    (False, [None, 0.025])
    """
    names = None if indicators is None else tuple(indicators)
    weights = WEIGHTINGS["delphi"](rounds=rounds, tolerance=tolerance, indicators=names)
    given = [panel(points, f"round {k}") for k, points in enumerate(rounds, start=1)]
    return _account(weights, given, experts, replicates, coverage, seed)


def _account(
    weights: Weights,
    given: list[Array],
    experts: Sequence[str] | None,
    replicates: int,
    coverage: float,
    seed: int | np.random.Generator,
) -> PointWeights:
    names = weights.indicators
    individual = [shares(points, names, "The budget") for points in given]
    last = individual[-1]
    people = people_of(experts, len(last), "rows of points")
    times = panels(len(last), replicates, np.random.default_rng(seed))
    told = weights.report.filter(parameter="settled")["value"].to_list()
    return PointWeights(
        **vars(weights),
        kendall_w=agreement(last),
        experts=_experts(last, weights, people),
        individual=pl.DataFrame(
            {
                "expert": [person for person in people for _ in names],
                "indicator": list(names) * len(people),
                "weight": last.ravel(),
            }
        ),
        disagreement=_disagreement(last, weights, people),
        intervals=intervals(weights, times @ last / len(last), coverage),
        rounds=pl.DataFrame(rounds_of(individual)).with_columns(pl.col(pl.Float64).fill_nan(None)),
        settled=bool(told[0]) if len(given) > 1 else None,
    )


def _experts(individual: Array, weights: Weights, people: list[str]) -> pl.DataFrame:
    away = np.abs(individual - weights.weights)
    farthest = np.round(away, 12).argmax(axis=1)
    return pl.DataFrame(
        {
            "expert": people,
            "distance": (away.sum(axis=1) / 2).round(12),
            "item": [weights.indicators[i] for i in farthest],
            "given": individual[np.arange(len(people)), farthest],
            "group": weights.weights[farthest],
        }
    )


def _disagreement(individual: Array, weights: Weights, people: list[str]) -> pl.DataFrame:
    alone = len(people) < 2
    sd = np.full(len(weights), np.nan) if alone else individual.std(axis=0, ddof=1)
    low, high = individual.argmin(axis=0), individual.argmax(axis=0)
    table = weights.to_frame().with_columns(
        pl.Series("sd", sd, nan_to_null=True),
        pl.Series("lowest", individual.min(axis=0)),
        pl.Series("lowest_by", [people[k] for k in low]),
        pl.Series("highest", individual.max(axis=0)),
        pl.Series("highest_by", [people[k] for k in high]),
    )
    return table if alone else table[np.argsort(-np.round(sd, 12), kind="stable").tolist()]
