"""Weights calibrated to an outcome from outside of the index: those whose index predicts it best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from toolkit.columns import Array
from toolkit.errors import OptionError
from toolkit.weigh._input import Values, option, signs, wide
from toolkit.weigh._outcome import Learner, bootstrap, cross_validated, permutation_p
from toolkit.weigh._outcome_input import check, read_outcome
from toolkit.weigh._result import Weights, weights_from
from toolkit.weigh.verdicts import EXPLAINED, intervals_of

SCALES = ("given", "standardised")


@dataclass(frozen=True)
class OutcomeFit(Weights):
    """Weights from an outcome, and how far to trust them.

    Attributes
    ----------
    reached : bool or None
        Whether the index predicts the outcome: p-value up to 0.05, and `cross_validated` above 0. None where no test was made.
    p_value : float
        Of the permutation test; NaN where none was made.
    r_squared, cross_validated : float
        Share of the outcome's variance that the index explains: in the sample, and on units held out (against the mean of the
        others; 0 is as good as that mean, below 0 is worse).
    cross_validated_equal : float
        The same under equal weights: what calibration has to beat.
    penalty : float
        As given, or as chosen.
    slope, intercept : float
        outcome = intercept + slope index, by least squares; slope >= 0.
    intervals : polars.DataFrame
        indicator, weight, lower, upper, share_zero (replicates in which the weight is 0); bounds are null without replicates.
    """

    reached: bool | None
    p_value: float
    r_squared: float
    cross_validated: float
    cross_validated_equal: float
    penalty: float
    slope: float
    intercept: float
    intervals: pl.DataFrame


def outcome(
    values: Values,
    *,
    direction: ArrayLike | None = None,
    outcome: Any,
    scale: Literal["given", "standardised"] = "given",
    penalty: float | Literal["cross_validated"] = 0.0,
    folds: int = 5,
    replicates: int = 0,
    permutations: int = 0,
    coverage: float = 0.95,
    seed: int | np.random.Generator = 0,
) -> OutcomeFit:
    """Weigh such that the index predicts an outcome as well as non-negative weights can.

    Slopes b >= 0 minimise mean (y - a - z . b)^2 + penalty sum_i (b_i - mean b)^2; the weights are b / sum b, so that they are
    known up to a positive scale and an intercept of the outcome. y is the outcome in its standard deviations.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Normalised values, on the scale on which they will be aggregated. Units without an outcome are allowed.
    direction : +1, -1 or array of them
        +1 (the default): more is better; -1: the indicator enters the index with its sign turned.
    outcome : array, mapping or frame
        One number per unit (missing = unknown), unit -> number, or a frame with unit_id and outcome. More is better: turn the
        sign of an outcome of which less is better. Units by unit_id, or by row where `values` has none.
    scale : "given" or "standardised"
        The weights are those of the values as they are given (the default), or of each indicator in its own standard
        deviations: take the second only where z-scores will be aggregated.
    penalty : float or "cross_validated"
        Strength with which weights are drawn to one another (equal weights), with the values in units of one pooled standard
        deviation; or the best of `toolkit.weigh._outcome.PENALTIES` on units held out.
    folds : int
        For cross-validation, at least 3.
    replicates, permutations : int
        Bootstrap draws of units for the intervals, and shuffles of the outcome for the test; 0: none.
    coverage : float
        Of the percentile intervals.
    seed : int or numpy Generator
        For folds, draws and shuffles.

    Notes
    -----
    Units without an outcome, or with a gap in any indicator, are left out, with a note. An indicator that is constant on the
    other units cannot show its weight: it gets 0, with a note. A chosen penalty is chosen anew in every fold, draw and
    shuffle. A percentile interval next to 0 is somewhat narrow. A good prediction is no proof of a cause, and weights for a
    prediction need not be weights of importance: an indicator that repeats others may get 0.

    References
    ----------
    Lawson, C. L. and Hanson, R. J. (1995), Solving Least Squares Problems, SIAM, doi:10.1137/1.9781611971217 (chapter 23).
    Wainer, H. (1976), Estimating coefficients in linear models: it don't make no nevermind, Psychological Bulletin 83(2),
    213-217, doi:10.1037/0033-2909.83.2.213 (equal weights as what must be beaten).

    Examples
    --------
    >>> x = [[1, 5], [2, 3], [3, 5], [4, 2], [5, 4], [6, 3]]
    >>> outcome(x, outcome=[3 * a + b for a, b in x]).weights.round(6).tolist()
    [0.75, 0.25]
    """
    option("scale", scale, SCALES)
    fixed = _fixed(penalty)
    if folds < 3:
        raise OptionError(f"folds is {folds}: at least 3 are needed.")
    table = wide(values)
    turned = table.values * signs(direction, table.indicators)
    y = read_outcome(outcome, table)
    whole = ~np.isnan(y) & ~np.isnan(turned).any(axis=1)
    left_out = int((~np.isnan(y) & ~whole).sum())
    x, y = turned[whole], y[whole]
    check(y, int(whole.sum()), table, turned)
    deviation = x.std(axis=0)
    informative = deviation > 1e-12 * np.abs(x).max(axis=0)
    if not informative.any():  # weights_from says so, and warns
        base = weights_from(np.zeros(informative.size), table.indicators, "outcome", {})
        nothing = intervals_of(table.indicators, base.weights, np.zeros((0, informative.size)), coverage)
        level = float(y.mean())
        return OutcomeFit(**vars(base), reached=False, p_value=np.nan, r_squared=0.0, cross_validated=0.0,
                          cross_validated_equal=0.0, penalty=fixed or 0.0, slope=0.0, intercept=level, intervals=nothing)  # fmt: skip
    used = x[:, informative]
    unit = deviation[informative] if scale == "standardised" else np.sqrt((deviation[informative] ** 2).mean())
    z, target = (used - used.mean(axis=0)) / unit, (y - y.mean()) / y.std()
    rng = np.random.default_rng(seed)
    fold = rng.permutation(np.arange(y.size) % min(folds, y.size))
    learner = Learner(z, fold, fixed)
    b, chosen = learner.learn(target)
    r_squared = learner.design.r_squared(target, b)
    told = {
        "r_squared": r_squared,
        "cross_validated": cross_validated(z, target, fold, fixed),
        "cross_validated_equal": cross_validated(z, target, fold, np.inf),
        "p_value": permutation_p(learner, target, r_squared, permutations, rng) if permutations > 0 else float("nan"),
        "penalty": chosen,
    }
    some = bootstrap(z, target, fold, fixed, replicates, rng)
    drawn = np.zeros((len(some), informative.size))
    drawn[:, informative] = some
    weight = np.zeros(informative.size)
    weight[informative] = b / b.sum() if b.any() else 1 / b.size
    intervals = intervals_of(table.indicators, weight, drawn, coverage)
    told |= line(used, unit if scale == "standardised" else 1.0, y, weight[informative], bool(b.any()))
    reached = None if np.isnan(told["p_value"]) else told["p_value"] <= EXPLAINED and told["cross_validated"] > 0
    columns = {"lower": intervals["lower"].to_numpy(), "upper": intervals["upper"].to_numpy()} if len(drawn) else {}
    settings = {"units": float(y.size), "left_out": float(left_out)} | told
    base = weights_from(
        weight,
        table.indicators,
        "outcome",
        columns,
        settings=settings,
        notes=_notes(table.indicators, informative, left_out, z, b, reached, told),
    )
    return OutcomeFit(**(vars(base) | told), reached=reached, intervals=intervals)


def _fixed(penalty: float | str) -> float | None:
    """Return the penalty, or None where cross-validation chooses it."""
    if isinstance(penalty, str):
        option("penalty", penalty, ("cross_validated",))
        return None
    if not (np.isfinite(penalty) and penalty >= 0):
        raise OptionError(f"penalty is {penalty:g}: it must be a number >= 0, or 'cross_validated'.")
    return float(penalty)


def line(used: Array, unit: Any, y: Array, weight: Array, rises: bool) -> dict[str, float]:
    """Return slope and intercept of the outcome on the index."""
    index = (used - (used.mean(axis=0) if np.ndim(unit) else 0.0)) / unit @ weight
    away = index - index.mean()
    slope = float(away @ y / (away @ away)) if rises else 0.0
    return {"slope": slope, "intercept": float(y.mean() - slope * index.mean())}


def _notes(
    names: tuple[str, ...],
    informative: NDArray[np.bool_],
    left_out: int,
    z: Array,
    b: Array,
    reached: bool | None,
    told: Mapping[str, float],
) -> list[str]:
    notes = []
    if not informative.all():
        still = ", ".join(n for n, some in zip(names, informative, strict=True) if not some)
        notes.append(f"Constant on the units with an outcome, so that it cannot show their weight: {still}.")
    if left_out:
        notes.append(f"{left_out} units with an outcome have a gap in the values and are left out.")
    if np.linalg.matrix_rank(z, tol=1e-9 * np.sqrt(z.size)) < b.size:
        notes.append(
            "Indicators repeat one another (or outnumber the units): of the equally good weights, the most equal."
        )
    if not b.any():
        notes.append("No indicator goes along with the outcome: the weights are equal for want of evidence.")
    if reached is False:
        how = f"p = {told['p_value']:.3f}, cross-validated R squared = {told['cross_validated']:.3f}"
        notes.append(f"The index does not predict the outcome ({how}): these weights carry no meaning.")
    elif told["cross_validated"] <= told["cross_validated_equal"]:
        notes.append("Equal weights predict units held out no worse: calibration gains nothing.")
    return notes
