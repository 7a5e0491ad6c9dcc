"""One expert's judgements: weights, consistency, and the pair to look at again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from toolkit.calibrate._revise import SCHEMA, pairs_to_revise
from toolkit.calibrate._thresholds import threshold
from toolkit.columns import Array
from toolkit.errors import OptionError, unknown
from toolkit.weigh import WEIGHTINGS, Weights
from toolkit.weigh._best_worst import Answers, answers
from toolkit.weigh._experts import names_for
from toolkit.weigh.ahp import CONSISTENT, panel_of

METHODS = {"eigenvector": "eigenvector", "geometric": "geometric_mean", "geometric_mean": "geometric_mean"}


@dataclass(frozen=True)
class JudgedWeights(Weights):
    """Weights from comparisons.

    Attributes
    ----------
    consistency_ratio : float
        0: consistent.
    limit : float
        The ratio up to which comparisons count as consistent; NaN where no limit is known.
    consistent : bool or None
        Whether the ratio keeps to the limit; None where no limit is known.
    revise : polars.DataFrame
        Every comparison against what the weights imply, the worst first.
    """

    consistency_ratio: float
    limit: float
    consistent: bool | None
    revise: pl.DataFrame


def method_of(method: str) -> str:
    """Return the name that `toolkit.weigh.ahp` uses."""
    if method not in METHODS:
        raise unknown("method of the analytic hierarchy process", method, METHODS)
    return METHODS[method]


def ahp(
    matrix: ArrayLike, method: str = "eigenvector", *, indicators: tuple[str, ...] | list[str] | None = None
) -> JudgedWeights:
    """Weigh by one expert's pairwise comparisons, and say which comparison to look at again.

    Parameters
    ----------
    matrix : array, shape (indicators, indicators)
        Entry (i, j): importance of i over j, 1 to 9 or a reciprocal. NaN = not compared; where only one half is given the
        other is its reciprocal.
    method : "eigenvector" or "geometric"
        The principal eigenvector (Saaty; missing comparisons as Harker), or the geometric means of the rows (with missing
        comparisons the logarithmic least squares over the known ones, which is the optimal completion of that method).
    indicators : sequence of str, optional
        Names.

    Returns
    -------
    JudgedWeights
        `.weights`, `.consistency_ratio` (Saaty's, random indices of 1980), `.consistent` (ratio up to 0.1), `.revise`, `.report`.
        The pair to revise has the largest a_ij w_j / w_i or its reciprocal; `consistency_ratio_after` says what a change would do.

    Notes
    -----
    With missing comparisons the ratio is lower than that of a complete matrix of the same expert, since fewer judgements
    can contradict each other; the limit 0.1 is then lenient (Agoston and Csato 2022, doi:10.1016/j.omega.2021.102576).

    References
    ----------
    Saaty, T. L. (2003), Decision-making with the AHP: why is the principal eigenvector necessary, European Journal of
    Operational Research 145(1), 85-91, doi:10.1016/S0377-2217(02)00227-8 (the judgement to revise).
    Harker, P. T. (1987), Mathematical Modelling 9(11), 837-848, doi:10.1016/0270-0255(87)90503-3.
    Bozoki, S., Fulop, J. and Ronyai, L. (2010), On optimal completion of incomplete pairwise comparison matrices, Mathematical
    and Computer Modelling 52(1-2), 318-333, doi:10.1016/j.mcm.2010.02.047.

    Examples
    --------
    >>> found = ahp([[1, 2, 9], [1 / 2, 1, 2], [1 / 9, 1 / 2, 1]], indicators=["teaching", "teachers", "resources"])
    >>> round(found.consistency_ratio, 3), found.consistent
    (0.063, True)
    >>> found.revise.row(0)[:2]
    ('teaching', 'teachers')
    """
    given = np.asarray(matrix, dtype=np.float64)
    if given.ndim != 2:
        raise OptionError(f"matrix has {given.ndim} dimensions: give one square matrix, or several to group_ahp.")
    own = METHODS[method] if method in METHODS else method_of(method)
    names = None if indicators is None else tuple(indicators)
    weights = WEIGHTINGS["ahp"](matrix=given, method=own, indicators=names)
    group = panel_of(given, None, weights.indicators, own, None)
    revise = pairs_to_revise(group.judged[0], weights.weights, weights.indicators)
    return JudgedWeights(
        **vars(weights),
        consistency_ratio=group.ratio,
        limit=CONSISTENT,
        consistent=group.ratio <= CONSISTENT,
        revise=revise,
    )


def bwm(
    best_to_others: ArrayLike,
    others_to_worst: ArrayLike,
    *,
    model: str = "linear",
    indicators: tuple[str, ...] | list[str] | None = None,
) -> JudgedWeights:
    """Weigh by one expert's comparisons with the most and the least important indicator.

    Parameters
    ----------
    best_to_others, others_to_worst : array, shape (indicators,)
        How many times as important the best is as each (1 for itself), and each as the worst (1 for itself).
    model : "linear" or "nonlinear"
        Rezaei (2016), or Rezaei (2015).
    indicators : sequence of str, optional
        Names.

    Returns
    -------
    JudgedWeights
        `.consistency_ratio` is the input-based one, max_j abs(a_j b_j - a_w) / (a_w^2 - a_w); `.limit` its threshold, known for 3 to 9
        indicators and a_w from 3 to 9 (2: no inconsistency is allowed). `.revise` holds for each indicator
        its two comparisons against the weights. xi and, for the nonlinear model, its own ratio are in `.report`.

    References
    ----------
    Rezaei, J. (2015), Omega 53, 49-57, doi:10.1016/j.omega.2014.11.009.
    Rezaei, J. (2016), Omega 64, 126-130, doi:10.1016/j.omega.2015.12.001.
    Liang, F., Brunelli, M. and Rezaei, J. (2020), Consistency issues in the best worst method: measurements and thresholds,
    Omega 96, 102175, doi:10.1016/j.omega.2019.102175.

    Examples
    --------
    >>> found = bwm([1, 2, 8], [8, 5, 1])
    >>> round(found.consistency_ratio, 4), found.limit, found.consistent
    (0.0357, 0.1309, True)
    """
    first, last = (np.asarray(v, dtype=np.float64) for v in (best_to_others, others_to_worst))
    if first.ndim != 1 or first.shape != last.shape:
        raise OptionError(f"Give two lists of equal length; found shapes {first.shape} and {last.shape}.")
    names = names_for(None, None if indicators is None else tuple(indicators), first.size)
    weights = WEIGHTINGS["bwm"](best_to_others=first, others_to_worst=last, model=model, indicators=names)
    asked = answers(first, last, names, 0)
    revise = pairs_to_revise(star(asked), weights.weights, names).drop("consistency_ratio_after")
    limit = threshold(asked.extreme, first.size)
    consistent = None if np.isnan(limit) else bool(asked.input_ratio <= limit)
    return JudgedWeights(
        **vars(weights), consistency_ratio=asked.input_ratio, limit=limit, consistent=consistent, revise=revise
    )


def star(asked: Answers) -> Array:
    """Lay out comparisons with the best and the worst as a matrix of pairwise ones, NaN = not compared."""
    matrix = np.full((asked.first.size, asked.first.size), np.nan)
    matrix[asked.best, :], matrix[:, asked.worst] = asked.first, asked.last
    np.fill_diagonal(matrix, 1.0)
    return np.where(np.isnan(matrix), 1 / matrix.T, matrix)


__all__ = ["SCHEMA", "JudgedWeights", "ahp", "bwm", "method_of", "star"]
