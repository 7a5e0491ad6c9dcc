"""Weights calibrated to importances: each indicator moves the index as much as it is meant to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.columns import Array, deviations, extremes
from toolkit.errors import DataError, OptionError, unknown
from toolkit.weigh._association import check_defined, pearson
from toolkit.weigh._effective import MEASURES, Effect, effect, index_of
from toolkit.weigh._importance import nearest, quadratic_forms, search
from toolkit.weigh._input import Values, option, signs, wide
from toolkit.weigh._result import Weights, weights_from
from toolkit.weigh.framework import check_stated

CORRECTIONS = 25
"""Most rounds in which weights learned from pairwise correlations are corrected for gaps in the data."""


@dataclass(frozen=True)
class ImportanceWeights(Weights):
    """Weights with the importances that they reach.

    Attributes
    ----------
    reached : bool
        Whether every importance is within `tolerance` of its target, and no indicator with a target works against the index.
    achieved, target : ndarray, shape (indicators,)
        Importances under these weights, and the wanted ones; each sums to 1.
    gap : float
        The greatest abs(achieved - target).
    effects : polars.DataFrame
        indicator, weight, target, achieved, gap, strength (share of the index's variance), correlation (with the index).
    """

    reached: bool
    achieved: Array
    target: Array
    gap: float
    effects: pl.DataFrame


def importance(
    values: Values,
    *,
    direction: ArrayLike | None = None,
    target: ArrayLike | Mapping[str, float],
    measure: Literal["pearson_r2", "correlation_ratio"] = "pearson_r2",
    tolerance: float = 0.001,
    degrees: int = 4,
    seed: int | np.random.Generator = 0,
) -> ImportanceWeights:
    """Weigh such that the importance of each indicator for the index matches a target.

    The index is the weighted mean of the values as they are given (weights of its present values). The importance of
    indicator i is S_i / sum_j S_j, where S_i is the share of the index's variance that i explains: the squared correlation,
    or the correlation ratio Var(E[index | x_i]) / Var(index).

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Normalised values, on the scale on which they will be aggregated: weights belong to a scale.
    direction : +1, -1 or array of them
        +1 (the default): more is better; -1: the indicator enters the index with its sign turned.
    target : array, shape (indicators,), or mapping
        Wanted importances, in any unit: they are scaled to sum 1.
    measure : "pearson_r2" or "correlation_ratio"
        Linear dependence, or any smooth one (natural cubic splines, corrected for their degrees of freedom).
    tolerance : float
        How far an achieved importance may be from its target to count as reached.
    degrees : int
        Degrees of freedom of the smoother for correlation ratios.
    seed : int or numpy Generator
        For the starts of the search for correlation ratios.

    Notes
    -----
    pearson_r2 without gaps: the correlations with the index are proportional to R v, v_i = w_i s_i, and the target is met where
    R v is proportional to sqrt(target); where no v >= 0 does that, the weights are those whose signed correlations are
    nearest in direction (least Hellinger distance of the importances), which non-negative least squares finds exactly. Then
    `reached` is False, and the report says that no non-negative weights reach the target. correlation_ratio: least squares
    from several starts; closest found, without that proof. With gaps, correlations are pairwise and importances are those of
    the index as it is scored, weights renormalised over what a unit has.

    A constant indicator gets the weight 0, and a target for it is never reached. Where a study aggregates otherwise than by the
    arithmetic mean, the importances are not those of its scores: `toolkit.calibrate.side_by_side` measures them.

    References
    ----------
    Paruolo, P., Saisana, M. and Saltelli, A. (2013), Ratings and rankings: voodoo or science?, Journal of the Royal
    Statistical Society A 176(3), 609-634, doi:10.1111/j.1467-985X.2012.01059.x.
    Becker, W., Saisana, M., Paruolo, P. and Vandecasteele, I. (2017), Weights and importance in composite indicators: closing
    the gap, Ecological Indicators 80, 12-22, doi:10.1016/j.ecolind.2017.03.056.

    Examples
    --------
    >>> found = importance([[1.0, 5.0], [2.0, 1.0], [4.0, 2.0], [3.0, 4.0]], target=[0.7, 0.3])
    >>> found.reached, found.achieved.round(6).tolist()
    (True, [0.7, 0.3])
    """
    option("measure of importance", measure, MEASURES)
    table = wide(values)
    wanted = _target(target, table.indicators)
    turned = table.values * signs(direction, table.indicators)
    low, high = extremes(turned)
    chosen = np.flatnonzero(low < high)
    weight = np.zeros(wanted.size)
    if chosen.size and wanted[chosen].any():
        used = turned[:, chosen]
        weight[chosen] = _solve(
            used, wanted[chosen] / wanted[chosen].sum(), measure, degrees, seed, [table.indicators[i] for i in chosen]
        )
    base = weights_from(weight, table.indicators, "importance", {}, informative=low < high)
    found = effect(turned, index_of(turned, base.weights), measure, degrees)
    return _account(base, found, wanted, measure, tolerance, bool(np.isnan(turned).any()))


def _target(target: Any, indicators: tuple[str, ...]) -> Array:
    if isinstance(target, Mapping):
        for name in target:
            if name not in indicators:
                raise unknown("indicator in target", name, indicators)
        target = [target.get(name, np.nan) for name in indicators]
    wanted = np.atleast_1d(np.asarray(target, dtype=np.float64))
    if wanted.shape != (len(indicators),):
        raise OptionError(f"target has {wanted.size} entries for {len(indicators)} indicators.")
    check_stated(wanted, indicators)
    return np.asarray(wanted / wanted.sum(), dtype=np.float64)


def _solve(
    used: Array, wanted: Array, measure: str, degrees: int, seed: int | np.random.Generator, names: list[str]
) -> Array:
    scale = deviations(used, ddof=0)[1]
    correlation = pearson(used)
    check_defined(correlation, names)
    gaps = bool(np.isnan(used).any())
    goal = np.sqrt(wanted)
    v = nearest(correlation, goal)
    if measure == "correlation_ratio":
        complete = used[~np.isnan(used).any(axis=1)]
        if complete.shape[0] < 10 or (np.ptp(complete, axis=0) == 0).any():
            raise DataError(
                "Correlation ratios need at least 10 units without a gap, and no indicator constant on them."
            )
        centred = (complete - complete.mean(axis=0)) / complete.std(axis=0)
        return search(quadratic_forms(centred, degrees), wanted, v if v.any() else wanted, seed) / scale
    best = v / scale
    if not (gaps and v.any()):
        return best
    closest, aim = -np.inf, goal
    for _ in range(CORRECTIONS):
        if not v.any():
            break
        got = effect(used, index_of(used, v / scale)).correlation
        got = got / np.linalg.norm(got)
        if got @ goal > closest + 1e-15:
            best, closest = v / scale, float(got @ goal)
        aim = aim + goal - got
        v = nearest(correlation, aim)
    return best


def _account(
    base: Weights, found: Effect, wanted: Array, measure: str, tolerance: float, gaps: bool
) -> ImportanceWeights:
    miss = found.importance - wanted
    gap = float(np.abs(miss).max())
    against = [n for n, r, t in zip(base.indicators, found.correlation, wanted, strict=True) if t > 0 and r <= 0]
    reached = gap <= tolerance and not against
    names = list(base.indicators)
    notes = base.report["note"].drop_nulls().to_list()
    if against:
        notes.append(f"Correlated with the index not at all or negatively: {', '.join(against)}.")
    if not reached:
        how = (
            "No non-negative weights reach"
            if measure == "pearson_r2" and not gaps
            else "No weights were found that reach"
        )
        worst = int(np.argmax(np.abs(miss)))
        place = f"{names[worst]} has {found.importance[worst]:.4f}, wanted {wanted[worst]:.4f}"
        notes.append(f"{how} the target within {tolerance:g}; these are the closest: {place}.")
    columns = {
        "target": wanted,
        "achieved": found.importance,
        "strength": found.strength,
        "correlation": found.correlation,
    }
    settings = {"reached": float(reached), "gap": gap, "tolerance": tolerance}
    told = weights_from(base.weights, names, "importance", columns, settings=settings, notes=notes)
    effects = pl.DataFrame(
        {
            "indicator": names,
            "weight": told.weights,
            "target": wanted,
            "achieved": found.importance,
            "gap": miss,
            "strength": found.strength,
            "correlation": found.correlation,
        }
    )
    return ImportanceWeights(
        told.weights, told.report, told.origin, told.indicators, reached, found.importance, wanted, gap, effects
    )
