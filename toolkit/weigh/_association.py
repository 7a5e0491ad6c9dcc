"""Correlations of the columns of an array (unit, indicator) in which NaN is a missing value."""

from __future__ import annotations

import numpy as np

from toolkit.columns import Array, Summary, divide, row_blocks, summary, zeroed
from toolkit.errors import DataError

MISSING = ("pairwise", "complete")


def pearson(values: Array, missing: str = "pairwise", known: Summary | None = None) -> Array:
    """Return Pearson's correlation of the columns, shape (indicators, indicators); NaN where it is undefined.

    missing="pairwise" uses for each pair the units in which both are present; "complete" the units without any gap.
    A summary of the values that is `known` already saves a pass.
    """
    first = summary(values) if known is None else known
    gaps = not first.complete
    if gaps and missing == "complete":
        values = values[~np.isnan(values).any(axis=1)]
        first, gaps = summary(values), False
    centre = first.mean
    centre = np.where(np.isnan(centre), 0.0, centre)
    width = values.shape[1]
    cross, square, total, number = (np.zeros((width, width)) for _ in range(4))
    for rows in row_blocks(values):
        away = values[rows] - centre
        if not gaps:
            cross += away.T @ away
            continue
        gap = np.isnan(away)
        here = 1.0 - gap
        zeroed(away, gap)
        cross += away.T @ away
        square += (away * away).T @ here
        total += away.T @ here
        number += here.T @ here
    if gaps:  # about the mean of each pair
        share = divide(total, number)
        cross = cross - np.where(number > 0, share * total.T, 0.0)
        variance = np.maximum(square - np.where(number > 0, share * total, 0.0), 0.0)
        scale = np.sqrt(variance * variance.T)
        floor = 1e-13 * np.sqrt(square * square.T)  # rounding of a variance that is zero within the pair
        scale = np.where(scale > floor, scale, 0.0)
    else:
        deviation = np.sqrt(np.diag(cross))
        scale = np.outer(deviation, deviation)
    correlation = np.clip(divide(cross, scale), -1.0, 1.0)
    correlation = (correlation + correlation.T) / 2
    np.fill_diagonal(correlation, np.where(np.isnan(np.diag(correlation)), np.nan, 1.0))
    return correlation


def check_defined(correlation: Array, indicators: list[str]) -> None:
    """Refuse a matrix with an undefined correlation, naming the pair."""
    undefined = np.argwhere(np.isnan(correlation))
    if undefined.size:
        one, other = (indicators[int(k)] for k in undefined[0])
        raise DataError(
            f"The correlation of '{one}' and '{other}' is undefined: too few common units, or constant on them."
        )
