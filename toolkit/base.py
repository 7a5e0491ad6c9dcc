"""On which units parameters and weights are learned: the base period, and a level that has the indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import OptionError, unknown
from toolkit.matrix import Matrix

if TYPE_CHECKING:
    from toolkit.study import Study

LEVELS = ["school", "group", "district", "city", "unit"]


def base_of(study: Study, matrix: Matrix) -> tuple[str, str]:
    """Return the base period (default: the earliest) and the reference level (default: school, else the first found)."""
    periods = matrix.keys["period"].unique().sort().to_list()
    present = set(matrix.keys["level"].unique())
    levels = [level for level in LEVELS if level in present]
    if not periods:
        raise OptionError("The values table has no rows: nothing to score.")
    period = periods[0] if study.base_period is None else study.base_period
    if period not in periods:
        raise unknown("base_period", period, periods)
    level = levels[0] if study.reference_level is None else study.reference_level
    if level not in levels:
        raise unknown("reference_level", level, levels)
    if not ((matrix.keys["period"] == period) & (matrix.keys["level"] == level)).any():
        raise OptionError(
            f"No {level} has values in the base period {period}. Choose another base_period or reference_level."
        )
    return period, level


def with_other_levels(base: Matrix, level: str) -> Matrix:
    """Return the units of the reference level, and below them other levels for the indicators that it does not have.

    An indicator of groups only (T3) has its parameters from the groups; every other one from the reference level alone.
    """
    own = (base.keys["level"] == level).to_numpy()
    alone = base.rows(own)
    empty = ~_indicators_with_values(alone)
    if own.all() or not empty.any():
        return alone
    values = np.where(own[:, None] | empty, base.values, np.nan)
    return Matrix(base.keys, base.indicators, values, base.se)


def complete_level(base: Matrix, level: str, chosen: str | None) -> str:
    """Return the level on which weights are learned: the chosen one, else the lowest on which every indicator has values.

    Weightings that look at indicators together (CRITIC, entropy) need them side by side on the same units.
    """
    if chosen is not None:
        return chosen
    anywhere = _indicators_with_values(base)
    for candidate in LEVELS:
        units = (base.keys["level"] == candidate).to_numpy()
        if units.any() and (_indicators_with_values(base.rows(units)) >= anywhere).all():
            return candidate
    return level


def _indicators_with_values(matrix: Matrix) -> NDArray[np.bool_]:
    return np.logical_not(np.isnan(matrix.values).all(axis=0), dtype=bool)
