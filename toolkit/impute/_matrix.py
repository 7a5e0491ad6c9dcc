"""Imputation of a whole matrix: hands keys to the methods, marks what was filled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.chosen import chosen, name_of
from toolkit.matrix import KEYS, Array, Matrix, to_frame, to_long


@dataclass(frozen=True)
class Imputed:
    """A filled matrix and the record of every filled cell.

    Attributes
    ----------
    matrix : Matrix
        The filled matrix, with marks in `filled`; the standard error of a filled cell is unknown (NaN) unless the method knows it.
    changes : polars.DataFrame
        level, unit_id, period, indicator, before (null), after, method.
    """

    matrix: Matrix
    changes: pl.DataFrame


def impute(
    matrix: Matrix,
    method: Any = "none",
    *,
    base: Matrix | None = None,
    labels: pl.DataFrame | None = None,
    **options: Any,
) -> Imputed:
    """Learn an imputer on `base` (by default on the matrix itself) and fill the matrix.

    Parameters
    ----------
    matrix : Matrix
        Units x indicators, with keys (level, unit_id, period).
    method : str, class or instance
        A key of IMPUTERS, or an imputer.
    base : Matrix, optional
        The units to learn from.
    labels : polars.DataFrame, optional
        level, unit_id and columns to group by (`stage`, `district_id`, …), for the group methods.
    **options
        Options of the method.

    Examples
    --------
    >>> from toolkit.matrix import to_matrix
    >>> values = pl.DataFrame({"level": "unit", "unit_id": ["A", "B"], "period": "2025", "indicator": "x", "value": [3.0, None]})
    >>> impute(to_matrix(values, ["x"]), "mean").changes.select("unit_id", "before", "after").rows()
    [('B', None, 3.0)]
    """
    from toolkit.impute import IMPUTERS, Imputer

    learned_on = matrix if base is None else base
    imputer = chosen("imputer", method, IMPUTERS, options, {}, Imputer)
    imputer.fit(to_frame(learned_on), keys=labelled(learned_on.keys, labels))
    return fill(imputer, matrix, labelled(matrix.keys, labels), name_of(method))


def fill(
    imputer: Any, matrix: Matrix, keys: pl.DataFrame, name: str, *, where: NDArray[np.bool_] | None = None
) -> Imputed:
    """Fill a matrix with a fitted imputer, only `where` it is allowed (by default everywhere)."""
    frame = to_frame(matrix)
    offered: Array = imputer.transform(frame, keys=keys)
    new = np.isnan(matrix.values) & ~np.isnan(offered) & (True if where is None else where)
    values = np.where(new, offered, matrix.values)
    se = matrix.se
    if se is not None and new.any():
        se = np.where(new, imputer.errors(frame, keys=keys), se)
    filled = replace(matrix, values=values, se=se, filled=new if matrix.filled is None else new | matrix.filled)
    only = Matrix(matrix.keys, matrix.indicators, np.where(new, values, np.nan), None)
    changes = to_long(only, "after").select(
        *KEYS, "indicator", pl.lit(None, pl.Float64).alias("before"), "after", pl.lit(name).alias("method")
    )
    return Imputed(filled, changes)


def labelled(keys: pl.DataFrame, labels: pl.DataFrame | None) -> pl.DataFrame:
    """Return the keys with further columns of the units."""
    if labels is None:
        return keys
    further = [c for c in labels.columns if c not in KEYS]
    on = [c for c in ("level", "unit_id") if c in labels.columns]
    unique = labels.select(*on, *further).unique(on, maintain_order=True)
    return keys.join(unique, on=on, how="left", maintain_order="left")
