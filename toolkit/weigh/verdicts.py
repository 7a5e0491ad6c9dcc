"""Weights calibrated to verdicts: those that best explain how people judged some units as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.columns import Array
from toolkit.errors import OptionError
from toolkit.weigh._input import Values, signs, wide
from toolkit.weigh._result import Weights, weights_from
from toolkit.weigh._verdict_checks import Learner, bootstrap, cross_validated, permutation_p
from toolkit.weigh._verdict_input import Grades, keep_complete, read_verdicts
from toolkit.weigh._verdict_model import simplex

EXPLAINED = 0.05
"""Probability of so good a fit by chance, up to which the indicators count as explaining the verdicts."""


@dataclass(frozen=True)
class VerdictFit(Weights):
    """Weights from verdicts, and how far to trust them.

    Attributes
    ----------
    reached : bool or None
        Whether the indicators explain the verdicts (permutation test); None where no test was made.
    p_value : float
        Of the permutation test; NaN where none was made.
    agreement, cross_validated : float
        Share of ordered pairs that the index orders like the verdicts; in the sample, and on judgements held out. 0.5 is chance.
    intervals : polars.DataFrame
        indicator, weight, lower, upper, share_zero (replicates in which the weight is 0); bounds are null without replicates.
    """

    reached: bool | None
    p_value: float
    agreement: float
    cross_validated: float
    intervals: pl.DataFrame


def verdicts(
    values: Values,
    *,
    direction: ArrayLike | None = None,
    verdicts: Any,
    order: Sequence[Any] | None = None,
    penalty: float = 0.3,
    folds: int = 5,
    replicates: int = 0,
    permutations: int = 0,
    coverage: float = 0.95,
    seed: int | np.random.Generator = 0,
) -> VerdictFit:
    """Weigh such that the index explains verdicts about whole units as well as non-negative weights can.

    Grades: ordered logit, P(grade <= c) = sigma(t_c - x . b). Pairs: Bradley-Terry, P(a preferred to b) = sigma((x_a - x_b) . b).
    b >= 0, and the weights are b / sum b.

    Parameters
    ----------
    values : array or polars.DataFrame, shape (units, indicators)
        Normalised values, on the scale on which they will be aggregated. Units that were not judged are allowed.
    direction : +1, -1 or array of them
        +1 (the default): more is better; -1: the indicator enters the index with its sign turned.
    verdicts : mapping, frame or array
        Unit -> grade; a frame with unit_id and grade, or with better and worse (and optionally tie); an array (units,) of grades, missing =
        not judged; or an array (pairs, 2) of better and worse. Units by unit_id, or by row where `values` has none.
    order : sequence, optional
        Grades from the worst to the best; needed where grades are words. Numbers: more is better.
    penalty : float
        Strength with which weights are drawn to one another (equal weights), in units of one pooled standard deviation of
        the values. Choose it by cross-validation with `toolkit.calibrate.VerdictWeights` and GridSearchCV.
    folds : int
        For the cross-validated agreement.
    replicates, permutations : int
        Bootstrap draws for the intervals, and shuffles for the test; 0: none.
    coverage : float
        Of the percentile intervals.
    seed : int or numpy Generator
        For folds, draws and shuffles.

    Notes
    -----
    In a study the judged units must be units of the base period and of the level on which weights are learned.
    Units with a gap are left out, with a note. An indicator that is constant on the judged units cannot show its
    weight: it gets 0, with a note. With few verdicts the penalty keeps the weights near to equal ones. A percentile
    bootstrap beside a bound is somewhat narrow: in simulations with 50 graded units 95 % intervals held 87 to 97 % of the
    true weights.

    References
    ----------
    McCullagh, P. (1980), Regression models for ordinal data, Journal of the Royal Statistical Society B 42(2), 109-142,
    doi:10.1111/j.2517-6161.1980.tb01109.x.
    Bradley, R. A. and Terry, M. E. (1952), Rank analysis of incomplete block designs, Biometrika 39(3/4), 324-345,
    doi:10.1093/biomet/39.3-4.324.

    Examples
    --------
    >>> grades = [1, 1, 2, 2, 3, 3]
    >>> verdicts([[1, 5], [2, 3], [3, 5], [4, 2], [5, 4], [6, 3]], verdicts=grades).weights.round(2).tolist()
    [0.58, 0.42]
    """
    if not (np.isfinite(penalty) and penalty > 0):
        raise OptionError(f"penalty is {penalty:g}: it must be a number > 0.")
    table = wide(values)
    turned = table.values * signs(direction, table.indicators)
    judged, left_out = keep_complete(read_verdicts(verdicts, table, order), turned)
    rows = np.unique(judged.unit if isinstance(judged, Grades) else np.append(judged.better, judged.worse))
    sample = turned[rows]
    informative = np.ptp(sample, axis=0) > 0
    if not informative.any():  # weights_from says so, and warns
        base = weights_from(np.zeros(informative.size), table.indicators, "verdicts", {})
        nothing = intervals_of(table.indicators, base.weights, np.zeros((0, informative.size)), coverage)
        return VerdictFit(base.weights, base.report, "verdicts", table.indicators, False, np.nan, 0.5, 0.5, nothing)
    learner = Learner(standardised(turned, rows, informative), judged, penalty)
    found = learner.learn()
    assert found is not None
    weight = np.zeros(informative.size)
    weight[informative] = simplex(found.coefficients)
    rng = np.random.default_rng(seed)
    held_out = cross_validated(learner, folds, rng)
    p_value = permutation_p(learner, found.objective, permutations, rng) if permutations > 0 else float("nan")
    drawn = np.zeros((replicates, informative.size))
    if replicates > 0:
        some = bootstrap(learner, replicates, rng)
        drawn = np.zeros((len(some), informative.size))
        drawn[:, informative] = some
    notes = _notes(table.indicators, informative, left_out, found.coefficients, p_value)
    settings = {
        "judged_units": float(rows.size),
        "judgements": float(learner.clusters.size),
        "left_out": float(left_out),
        "penalty": penalty,
        "agreement": learner.agreement(weight[informative]),
        "cross_validated_agreement": held_out,
        "p_value": p_value,
    }
    intervals = intervals_of(table.indicators, weight, drawn, coverage)
    columns = {"coefficient": _spread(found.coefficients, informative)}
    if len(drawn):
        columns |= {"lower": intervals["lower"].to_numpy(), "upper": intervals["upper"].to_numpy()}
    base = weights_from(weight, table.indicators, "verdicts", columns, settings=settings, notes=notes)
    reached = None if np.isnan(p_value) else p_value <= EXPLAINED
    return VerdictFit(
        base.weights,
        base.report,
        base.origin,
        base.indicators,
        reached,
        p_value,
        settings["agreement"],
        held_out,
        intervals,
    )


def standardised(values: Array, rows: Any, informative: Any) -> Array:
    """Return the informative columns about their means, in units of one pooled standard deviation, over the judged rows."""
    sample = values[rows][:, informative]
    scale = np.sqrt(sample.var(axis=0).mean())
    return np.asarray((values[:, informative] - sample.mean(axis=0)) / scale, dtype=np.float64)


def _spread(part: Array, where: Any) -> Array:
    full = np.zeros(where.size)
    full[where] = part
    return full


def intervals_of(names: tuple[str, ...], weight: Array, drawn: Array, coverage: float) -> pl.DataFrame:
    """Return the weights with percentiles over draws (draw, indicator), and the share of draws in which each is 0."""
    missing = np.full(weight.size, np.nan)
    tail = (1.0 - coverage) / 2
    lower, upper = np.quantile(drawn, [tail, 1.0 - tail], axis=0) if len(drawn) else (missing, missing)
    zero = (drawn == 0).mean(axis=0) if len(drawn) else missing
    table = pl.DataFrame(
        {"indicator": list(names), "weight": weight, "lower": lower, "upper": upper, "share_zero": zero}
    )
    return table.with_columns(pl.col("lower", "upper", "share_zero").fill_nan(None))


def _notes(names: tuple[str, ...], informative: Any, left_out: int, coefficients: Array, p_value: float) -> list[str]:
    notes = []
    if not informative.all():
        still = ", ".join(n for n, some in zip(names, informative, strict=True) if not some)
        notes.append(f"Constant on the judged units, so that verdicts cannot show their weight: {still}.")
    if left_out:
        notes.append(f"{left_out} judgements concern units with a gap in the values and are left out.")
    if not coefficients.any():
        notes.append("No indicator goes along with the verdicts: the weights are equal for want of evidence.")
    if p_value > EXPLAINED:
        notes.append(f"The indicators do not explain the verdicts (p = {p_value:.3f}): these weights carry no meaning.")
    return notes
