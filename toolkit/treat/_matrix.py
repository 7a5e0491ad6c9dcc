"""Treatment of a whole matrix: standard errors carried along, changed cells named by their keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from toolkit.chosen import chosen
from toolkit.matrix import KEYS, Matrix, to_frame


@dataclass(frozen=True)
class Treated:
    """A treated matrix and the record of every changed cell.

    Attributes
    ----------
    matrix : Matrix
        The treated matrix; standard errors times the slope of the treatment at the value (delta method).
    changes : polars.DataFrame
        level, unit_id, period, indicator, before, after, reason.
    """

    matrix: Matrix
    changes: pl.DataFrame


def treat(matrix: Matrix, method: Any = "skew_kurtosis", *, base: Matrix | None = None, **options: Any) -> Treated:
    """Learn a treatment on `base` (by default on the matrix itself) and apply it to the matrix.

    Examples
    --------
    >>> from toolkit.matrix import to_matrix
    >>> units, values = [f"U{i:02}" for i in range(12)], [*range(1, 11), 30, 100]
    >>> long = pl.DataFrame({"level": "unit", "unit_id": units, "period": "2025", "indicator": "x", "value": values})
    >>> treat(to_matrix(long, ["x"])).changes.select("unit_id", "before", "after", "reason").rows()
    [('U11', 100.0, 30.0, 'winsorised_high')]
    """
    from toolkit.treat import TREATMENTS, Treatment

    treatment = chosen("treatment", method, TREATMENTS, options, {}, Treatment)
    treatment.fit(to_frame(matrix if base is None else base))
    return apply(treatment, matrix)


def apply(treatment: Any, matrix: Matrix) -> Treated:
    """Apply a fitted treatment to a matrix."""
    frame = to_frame(matrix)
    se = None if matrix.se is None else matrix.se * np.abs(treatment.slope(frame))
    changes = treatment.changes(frame, [str(i) for i in range(len(matrix.values))])
    rows = changes["unit"].cast(pl.Int64)
    named = pl.concat([matrix.keys[rows.to_list()].select(KEYS), changes.drop("unit")], how="horizontal")
    return Treated(replace(matrix, values=treatment.transform(frame), se=se), named)
