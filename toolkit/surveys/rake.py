"""Raking: weights that reproduce known totals of several margins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from toolkit.arguments import need_columns
from toolkit.columns import Array
from toolkit.errors import DataError, OptionError
from toolkit.surveys.design import kish


@dataclass(frozen=True)
class Raked:
    """Weights of respondents.

    Attributes
    ----------
    weights : ndarray, shape (respondents,)
        They add up to the known totals within `tolerance`.
    report : polars.DataFrame
        margin, category, total, reached (sum of the weights), before (of the starting weights), n.
    rounds : int
        Passes over all margins.
    design_effect : float
        Kish's: what unequal weights cost.
    """

    weights: Array
    report: pl.DataFrame
    rounds: int
    design_effect: float


def rake(
    frame: pl.DataFrame,
    margins: Mapping[str, Mapping[Any, float]],
    *,
    weight: str | None = None,
    tolerance: float = 1e-9,
    rounds: int = 1000,
) -> Raked:
    """Return weights whose sums agree with the known total of every category of every margin.

    Iterative proportional fitting: each margin in turn, weights are multiplied by total/reached of their category, until all
    margins agree within `tolerance` of the overall total. The result minimises the Kullback-Leibler distance to the starting
    weights. With one margin it is post-stratification.

    Parameters
    ----------
    frame : polars.DataFrame
        One row a respondent.
    margins : mapping of column to mapping of category to total
        Such as pupils by grade and by sex; all margins must have the same sum.
    weight : str, optional
        Column of starting weights > 0; by default all 1.
    tolerance : float
        Relative to the overall total.
    rounds : int
        Passes before it is given up.

    Raises
    ------
    DataError
        A respondent without category, a category without total or without respondents (join it to another), margins of
        different sums, or margins that no weights can reach.

    References
    ----------
    Deming, W. E. and Stephan, F. F. (1940), doi:10.1214/aoms/1177731829. Ireland, C. T. and Kullback, S. (1968),
    doi:10.1093/biomet/55.1.179.

    Examples
    --------
    >>> parents = pl.DataFrame({"grade": ["7", "7", "7", "8"], "sex": ["f", "m", "f", "m"]})
    >>> raked = rake(parents, {"grade": {"7": 60, "8": 40}, "sex": {"f": 50, "m": 50}})
    >>> raked.weights.round(6).tolist()
    [25.0, 10.0, 25.0, 40.0]
    """
    if not margins:
        raise OptionError("margins is empty: give the known totals of at least one column.")
    codes, totals, names = zip(*(_margin(frame, c, dict(t)) for c, t in margins.items()), strict=True)
    whole = [float(t.sum()) for t in totals]
    if max(whole) - min(whole) > 1e-9 * max(whole):
        told = ", ".join(f"{column} {total:g}" for column, total in zip(margins, whole, strict=True))
        raise DataError(f"The margins have different sums ({told}): they must describe the same people.")
    start = _start(frame, weight)
    w, used = _fit(start, codes, totals, tolerance * whole[0], rounds, list(margins))
    report = [
        pl.DataFrame(
            {
                "margin": [column] * len(n),
                "category": [str(c) for c in n],
                "total": t,
                "reached": np.bincount(k, weights=w),
                "before": np.bincount(k, weights=start),
                "n": np.bincount(k),
            }
        )
        for column, k, t, n in zip(margins, codes, totals, names, strict=True)
    ]
    return Raked(w, pl.concat(report), used, w.size / kish(w))


def _fit(start: Array, codes: Any, totals: Any, tolerance: float, rounds: int, columns: list[str]) -> tuple[Array, int]:
    w = start.copy()
    for used in range(1, rounds + 1):
        for k, t in zip(codes, totals, strict=True):
            w = w * (t / np.bincount(k, weights=w))[k]
        apart = [float(np.abs(np.bincount(k, weights=w) - t).max()) for k, t in zip(codes, totals, strict=True)]
        if max(apart) <= tolerance:
            return w, used
    worst = columns[int(np.argmax(apart))]
    raise DataError(
        f"After {rounds} rounds the margin {worst!r} is still {max(apart):g} off: combinations without respondents make "
        "these totals impossible together; join categories, or leave a margin out."
    )


def _margin(frame: pl.DataFrame, column: str, totals: dict[Any, float]) -> tuple[Any, Array, list[Any]]:
    need_columns(frame, column)
    if frame[column].null_count():
        raise DataError(
            f"{frame[column].null_count()} respondents have no {column!r}: leave them out, or give them one."
        )
    here = frame[column].unique().sort().to_list()
    for category in here:
        if category not in totals:
            raise DataError(f"{column}={category!r} has respondents but no known total.")
    for category, total in totals.items():
        if not 0 < total < np.inf:
            raise DataError(f"The total of {column}={category!r} is {total!r}: allowed are finite numbers above 0.")
        if category not in here:
            raise DataError(f"{column}={category!r} has a total of {total:g} but no respondents: join it to another.")
    codes = frame[column].rank("dense").to_numpy().astype(np.int64) - 1
    return codes, np.array([float(totals[c]) for c in here]), here


def _start(frame: pl.DataFrame, weight: str | None) -> Array:
    if weight is None:
        return np.ones(frame.height)
    need_columns(frame, weight)
    start = frame[weight].cast(pl.Float64).fill_null(np.nan).to_numpy()
    if not ((start > 0) & np.isfinite(start)).all():
        raise DataError(f"A starting weight in {weight!r} is missing or not positive.")
    return np.asarray(start, dtype=np.float64)
