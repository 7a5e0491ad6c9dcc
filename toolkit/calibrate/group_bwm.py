"""A panel's comparisons with the best and the worst: joint weights with intervals, and who disagrees on what."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
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
from toolkit.calibrate._thresholds import threshold
from toolkit.calibrate.experts import star
from toolkit.calibrate.group import GroupWeights
from toolkit.columns import Array
from toolkit.errors import DataError, OptionError
from toolkit.weigh._best_worst import Answers, Solution, answers, linear, nonlinear
from toolkit.weigh._experts import names_for, panel, panel_report, panel_settings
from toolkit.weigh._input import option
from toolkit.weigh._result import weights_from
from toolkit.weigh.ahp import COMBINE, Panel, consistent_experts, geometric_mean
from toolkit.weigh.bwm import MODELS


def group_bwm(
    best_to_others: ArrayLike,
    others_to_worst: ArrayLike,
    *,
    combine: str = "priorities",
    model: str = "linear",
    max_consistency_ratio: float | None = None,
    indicators: Sequence[str] | None = None,
    experts: Sequence[str] | None = None,
    replicates: int = 500,
    coverage: float = 0.95,
    seed: int | np.random.Generator = 0,
) -> GroupWeights:
    """Weigh by the comparisons of several experts with their most and their least important indicator.

    Parameters
    ----------
    best_to_others, others_to_worst : array, shape (experts, indicators)
        As for `bwm`, one row an expert.
    combine : "priorities" or "judgements"
        The geometric mean of the experts' weights (the default), or the weights of the geometric means of their judgements:
        these exist only where all experts in use name the same best and the same worst indicator; refused otherwise.
    model : "linear" or "nonlinear"
        See `bwm`. Nonlinear judgements take some fifty linear programmes for every different draw.
    max_consistency_ratio : float, optional
        Leave out experts whose input-based ratio is above it; by default nobody is left out.
    indicators, experts : sequence of str, optional
        Names; experts are numbered from 0 otherwise.
    replicates : int
        Panels drawn with replacement for the intervals; 0: none.
    coverage : float
        Of the percentile intervals.
    seed : int or numpy Generator
        For the draws.

    Returns
    -------
    GroupWeights
        Ratios are the input-based ones, held against the thresholds of Liang et al. (`bwm`). Disagreement and distances are about
        the comparisons that were made: a pair that a single expert compared has no spread.

    Notes
    -----
    The intervals say how much the weights depend on who sat on the panel. With few experts (below ten or so) they are too
    narrow.

    References
    ----------
    Forman, E. and Peniwati, K. (1998), European Journal of Operational Research 108(1), 165-169,
    doi:10.1016/S0377-2217(97)00244-0 (judgements or priorities).
    Liang, F., Brunelli, M. and Rezaei, J. (2020), Omega 96, 102175, doi:10.1016/j.omega.2019.102175 (thresholds).

    Examples
    --------
    >>> found = group_bwm([[1, 2, 4], [1, 2, 8]], [[4, 2, 1], [8, 4, 1]])
    >>> found.weights.round(3).tolist(), found.experts["consistent"].to_list()
    ([0.596, 0.298, 0.105], [True, True])
    """
    option("way to combine experts", combine, COMBINE)
    option("model of the best-worst method", model, MODELS)
    solve = linear if model == "linear" else nonlinear
    first, last = panel(best_to_others, "best_to_others"), panel(others_to_worst, "others_to_worst")
    if first.shape != last.shape:
        raise OptionError(f"best_to_others has shape {first.shape}, others_to_worst {last.shape}: they must be alike.")
    names = names_for(None, None if indicators is None else tuple(indicators), first.shape[1])
    people = people_of(experts, len(first), "rows of comparisons")
    asked = [answers(a, b, names, k) for k, (a, b) in enumerate(zip(first, last, strict=True))]
    limits = np.array([threshold(one.extreme, len(names)) for one in asked])
    ratios = np.array([one.input_ratio for one in asked])
    used, notes = consistent_experts(ratios, max_consistency_ratio)
    sitting = [asked[k] for k in used]
    individual = np.array([solve(one).weights for one in sitting])
    if combine == "judgements":
        _check_shared(sitting, used, names, people)
        whole = _together(sitting, np.ones(len(sitting)))
        weight = solve(whole).weights
        ratio, limit = whole.input_ratio, threshold(whole.extreme, len(names))
        consistent = None if np.isnan(limit) else bool(ratio <= limit)
    else:
        weight = geometric_mean(individual)
        ratio = float(ratios[used].max())
        consistent = _all_consistent(ratios[used], limits[used])
    stars = np.array([star(one) for one in asked])
    group = Panel(
        names, stars, ratios, tuple(used), tuple(used), individual, geometric_mean(stars[used]), ratio, tuple(notes)
    )
    base = weights_from(
        weight,
        names,
        "bwm",
        panel_report(individual),
        settings={"input_consistency_ratio": ratio}
        | panel_settings(individual)
        | {f"input_consistency_ratio of expert {k}": float(r) for k, r in enumerate(ratios)}
        | {f"limit of expert {k}": float(r) for k, r in enumerate(limits)},
        notes=notes,
    )
    times = panels(len(used), replicates, np.random.default_rng(seed))
    drawn = joined(times, individual) if combine == "priorities" else _redone(sitting, times, solve)
    return GroupWeights(
        **vars(base),
        consistency_ratio=ratio,
        consistent=consistent,
        kendall_w=panel_settings(individual)["kendall_w"],
        experts=expert_table(group, people, limits),
        individual=individual_table(group, people),
        disagreement=disagreement_table(group, people),
        revise=pairs_to_revise(group.joint, base.weights, names).drop("consistency_ratio_after"),
        intervals=intervals(base, drawn, coverage),
    )


def _all_consistent(ratios: Array, limits: Array) -> bool | None:
    """Return False where one expert is above a limit, None where a limit is not known."""
    if (ratios > limits).any():
        return False
    return None if np.isnan(limits).any() else True


def _check_shared(sitting: list[Answers], used: list[int], names: tuple[str, ...], people: list[str]) -> None:
    """Refuse experts with unlike best or worst indicators: their judgements have no common mean."""
    for what, own in (("best", [one.best for one in sitting]), ("worst", [one.worst for one in sitting])):
        other = next((k for k, place in enumerate(own) if place != own[0]), None)
        if other is not None:
            raise DataError(
                f"Expert {people[used[0]]} holds '{names[own[0]]}' the {what}, expert {people[used[other]]} '{names[own[other]]}': "
                "judgements can be joined only about the same best and worst; use combine='priorities'."
            )


def _together(sitting: list[Answers], times: Array) -> Answers:
    """Return the geometric means of the judgements, every expert counted `times`."""
    share = times / times.sum()
    first, last = (np.exp(share @ np.log(np.array(v))) for v in ([a.first for a in sitting], [a.last for a in sitting]))
    best, worst = sitting[0].best, sitting[0].worst
    last[best] = first[worst]  # the same comparison
    return Answers(first, last, best, worst)


def _redone(sitting: list[Answers], times: Array, solve: Callable[[Answers], Solution]) -> Array:
    """Return the weights of drawn panels, every different panel solved once; shape (draws, indicators)."""
    if not len(times):
        return np.empty((0, sitting[0].first.size))
    different, place = np.unique(times, axis=0, return_inverse=True)
    return np.array([solve(_together(sitting, one)).weights for one in different])[place.ravel()]
