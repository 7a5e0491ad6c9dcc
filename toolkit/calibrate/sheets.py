"""Experts' answer sheets, one row an answer, as the arrays that the methods take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from toolkit.columns import Array
from toolkit.errors import DataError, OptionError, unknown


@dataclass(frozen=True)
class Sheet:
    """Answers of a panel.

    Attributes
    ----------
    experts, items : tuple of str
        In the order of their first row (items: as given, where the caller gave them).
    values : ndarray
        Comparisons (expert, item, item), or points (expert, item); NaN = not answered.
    """

    experts: tuple[str, ...]
    items: tuple[str, ...]
    values: Array


def comparisons_from(frame: pl.DataFrame, *, items: Sequence[str] | None = None) -> Sheet:
    """Lay out pairwise comparisons: columns expert, item_a, item_b, judgement (importance of a over b, 1/9 to 9).

    A null judgement, or a pair without a row, was not compared. A pair may be answered once only by an expert, in either
    order.

    Examples
    --------
    >>> rows = pl.DataFrame({"expert": ["E1"], "item_a": ["Q6"], "item_b": ["S2"], "judgement": [3.0]})
    >>> comparisons_from(rows).values.round(2).tolist()
    [[[1.0, 3.0], [0.33, 1.0]]]
    """
    _columns(frame, ("expert", "item_a", "item_b", "judgement"))
    order = _order(frame.select(pl.concat_list("item_a", "item_b").explode()).to_series().to_list(), items)
    people = _order(frame["expert"].to_list(), None)
    values = np.full((len(people), len(order), len(order)), np.nan)
    values[:, np.arange(len(order)), np.arange(len(order))] = 1.0
    seen: set[tuple[int, int, int]] = set()
    for row, (expert, a, b, judgement) in enumerate(
        frame.select("expert", "item_a", "item_b", "judgement").iter_rows()
    ):
        e, i, j = people[str(expert)], _at(str(a), order), _at(str(b), order)
        if (e, min(i, j), max(i, j)) in seen:
            raise DataError(f"Row {row}: expert '{expert}' compares '{a}' and '{b}' a second time. Keep one row.")
        seen.add((e, min(i, j), max(i, j)))
        if judgement is None or np.isnan(judgement):
            continue
        if not (0 < judgement < np.inf) or (i == j and judgement != 1):
            what = "an item compared with itself has 1" if i == j else "it must be a number > 0"
            raise DataError(f"Row {row}: expert '{expert}' judges '{a}' over '{b}' at {judgement:g}: {what}.")
        values[e, i, j], values[e, j, i] = judgement, 1.0 / judgement
    return Sheet(tuple(people), tuple(order), values)


def points_from(frame: pl.DataFrame, *, items: Sequence[str] | None = None, missing: str = "refuse") -> Sheet:
    """Lay out points: columns expert, indicator, points (a budget, or swing points).

    Parameters
    ----------
    frame : polars.DataFrame
        One row for an expert and an indicator.
    items : sequence of str, optional
        The indicators, in their order; by default those of the frame.
    missing : "refuse" or "zero"
        An indicator to which an expert gave nothing: an error, or no points.

    Examples
    --------
    >>> rows = pl.DataFrame({"expert": ["E1", "E1"], "indicator": ["Q6", "S2"], "points": [70, 30]})
    >>> points_from(rows).values.tolist()
    [[70.0, 30.0]]
    """
    _columns(frame, ("expert", "indicator", "points"))
    if missing not in ("refuse", "zero"):
        raise unknown("rule for missing points", missing, ("refuse", "zero"))
    order, people = _order(frame["indicator"].to_list(), items), _order(frame["expert"].to_list(), None)
    values = np.full((len(people), len(order)), np.nan)
    answered = np.zeros(values.shape, dtype=bool)
    for row, (expert, indicator, points) in enumerate(frame.select("expert", "indicator", "points").iter_rows()):
        e, i = people[str(expert)], _at(str(indicator), order)
        if answered[e, i]:
            raise DataError(f"Row {row}: expert '{expert}' gives points to '{indicator}' a second time. Keep one row.")
        answered[e, i] = True
        values[e, i] = np.nan if points is None else points
    gaps = np.argwhere(np.isnan(values))
    if gaps.size and missing == "refuse":
        e, i = (int(k) for k in gaps[0])
        raise DataError(
            f"Expert '{list(people)[e]}' gives no points to '{list(order)[i]}'. Fill it in, or say missing=\"zero\"."
        )
    return Sheet(tuple(people), tuple(order), np.where(np.isnan(values), 0.0, values))


def rounds_from(frame: pl.DataFrame, *, items: Sequence[str] | None = None, missing: str = "refuse") -> list[Sheet]:
    """Lay out Delphi rounds: columns round, expert, indicator, points; the rounds in ascending order, the same items in each."""
    _columns(frame, ("round", "expert", "indicator", "points"))
    order = tuple(_order(frame["indicator"].to_list(), items))
    rounds = frame["round"].unique().sort().to_list()
    return [points_from(frame.filter(pl.col("round") == r), items=order, missing=missing) for r in rounds]


def _columns(frame: pl.DataFrame, needed: tuple[str, ...]) -> None:
    absent = [name for name in needed if name not in frame.columns]
    if absent:
        raise OptionError(
            f"The sheet has no column '{absent[0]}'. It has {', '.join(frame.columns)}; needed are {', '.join(needed)}."
        )
    if not frame.height:
        raise DataError("The sheet has no rows.")
    keys = [name for name in needed if name not in ("judgement", "points")]
    empty = frame.select(pl.any_horizontal(pl.col(keys).is_null()).arg_true()).to_series()
    if empty.len():
        raise DataError(
            f"Row {empty[0]} of the sheet has no {' or '.join(k for k in keys if frame[k][empty[0]] is None)}."
        )


def _order(names: list[str], given: Sequence[str] | None) -> dict[str, int]:
    return {str(name): k for k, name in enumerate(dict.fromkeys(names if given is None else given))}


def _at(name: str, order: dict[str, int]) -> int:
    if name not in order:
        raise unknown("item", name, order)
    return order[name]
