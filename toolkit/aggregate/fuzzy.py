"""Fuzzy comprehensive evaluation (模糊综合评价)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from toolkit.aggregate._common import Labels, by_blocks, contract, ratio, read
from toolkit.columns import Array
from toolkit.errors import OptionError, unknown

OPERATORS = ("weighted", "max_product", "max_min")


def fuzzy(
    values: ArrayLike,
    weights: ArrayLike,
    *,
    centres: Sequence[float] = (0.0, 25.0, 50.0, 75.0, 100.0),
    grades: Sequence[float] | None = None,
    operator: Literal["weighted", "max_product", "max_min"] = "weighted",
    labels: Labels = None,
) -> Array:
    """Return the mean grade of a unit over its memberships: each value belongs partly to the two grades next to it.

    A value at the centre of a grade belongs to it wholly; between two centres its membership passes linearly from one to
    the other; beyond the ends it belongs to the end grade. The operator joins the memberships r of the indicators to the
    membership b of the unit in each grade; score = sum_k b_k grade_k / sum_k b_k.

    Parameters
    ----------
    values : array, shape (…, unit, indicator)
        Higher is better; NaN = missing.
    weights : array, shape (…, indicator)
        Not negative, not all zero; only their proportions count.
    centres : sequence of float, ascending
        Where on the scale of the values each grade is fully met, worst grade first.
    grades : sequence of float, ascending, optional
        What each grade is worth; by default its centre.
    operator : "weighted", "max_product" or "max_min"
        b = sum_i w_i r_i (all indicators count, the default); max_i w_i r_i; max_i min(w_i, r_i), with the weights of the
        present indicators summing to 1.
    labels : pair of sequences, optional
        Names of units and indicators for errors.

    Returns
    -------
    array, shape (…, unit)
        Between the lowest and the highest grade; NaN for a unit with nothing present.

    Notes
    -----
    With the weighted operator and `grades` left out, the score is the arithmetic mean of values held within the outer
    centres. The two other operators let one indicator decide and need not rise with every value.

    References
    ----------
    Chen, S.-J. and Hwang, C.-L. (1992), Fuzzy Multiple Attribute Decision Making, doi:10.1007/978-3-642-46768-4.

    Examples
    --------
    >>> fuzzy([[80.0, 60.0]], [1, 1], centres=[40, 60, 75, 90], grades=[1, 2, 3, 4]).round(4).tolist()
    [2.6667]
    """
    if operator not in OPERATORS:
        raise unknown("operator", operator, OPERATORS)
    places = ascending("centres", centres)
    worth = places if grades is None else ascending("grades", grades)
    if worth.size != places.size:
        raise OptionError(f"grades has {worth.size} entries for {places.size} centres.")
    sample = read(values, weights, labels)
    sample.refuse(np.isinf, "values must be finite")

    def score(x: Array, w: Array) -> Array:
        present = (~np.isnan(x)).astype(np.float64)
        share = contract(present, w)
        joined = [join(membership(x, places, k), present, w, share, operator) for k in range(places.size)]
        total, graded = sum(joined), sum(value * of for value, of in zip(worth, joined, strict=True))
        return ratio(np.asarray(graded), np.where(share > 0, total, 0.0))

    return by_blocks(sample.x, sample.w, score)


def membership(x: Array, centres: Array, grade: int) -> Array:
    """Return how far each value belongs to a grade, 0 to 1; 0 where the value is missing."""
    result = np.ones_like(x)
    if grade > 0:
        np.minimum(result, (x - centres[grade - 1]) / (centres[grade] - centres[grade - 1]), out=result)
    if grade < centres.size - 1:
        np.minimum(result, (centres[grade + 1] - x) / (centres[grade + 1] - centres[grade]), out=result)
    return np.fmax(result, 0.0)  # also what is missing


def join(r: Array, present: Array, w: Array, share: Array, operator: str) -> Array:
    """Return the membership of each unit in a grade from the memberships of its indicators."""
    if operator == "weighted":
        return np.nan_to_num(ratio(contract(r, w), share))
    result = np.zeros(share.shape)
    for i in range(r.shape[-1]):
        weight = np.nan_to_num(ratio(np.broadcast_to(w[..., None, i], share.shape), share)) * present[..., i]
        one = weight * r[..., i] if operator == "max_product" else np.minimum(weight, r[..., i])
        np.maximum(result, one, out=result)
    return result


def ascending(name: str, numbers: Sequence[float]) -> Array:
    """Return at least two ascending numbers as an array, or refuse them."""
    given = np.asarray(numbers, dtype=np.float64)
    if given.ndim != 1 or given.size < 2 or not np.isfinite(given).all() or (np.diff(given) <= 0).any():
        raise OptionError(f"{name}={given.tolist()} must be two or more ascending numbers.")
    return given
