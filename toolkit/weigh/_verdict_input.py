"""Verdicts as people write them: a grade per unit, a table of grades, or pairs of which one unit is better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.columns import Array
from toolkit.errors import DataError, OptionError, did_you_mean, unknown
from toolkit.weigh._input import Wide

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Grades:
    """Judgements: row of the unit, and grade 0 (worst), 1, …, of `labels`."""

    unit: Index
    grade: Index
    labels: tuple[Any, ...]


@dataclass(frozen=True)
class Pairs:
    """Judgements: rows of the better and the worse unit; `tie` where neither is better."""

    better: Index
    worse: Index
    tie: NDArray[np.bool_]


def read_verdicts(verdicts: Any, table: Wide, order: Sequence[Any] | None) -> Grades | Pairs:
    """Read verdicts about the units of a table.

    A mapping unit -> grade; a frame with unit_id and grade (a unit may be judged several times); a frame with better and worse, and
    optionally tie; an array (units,) of grades, missing = not judged; or an array (pairs, 2) of better and worse.
    """
    if isinstance(verdicts, Mapping):
        return _grades(list(verdicts), list(verdicts.values()), table, order)
    if isinstance(verdicts, pl.DataFrame):
        return _from_frame(verdicts, table, order)
    given = np.asarray(verdicts, dtype=object)
    if given.ndim == 2 and given.shape[1] == 2:
        return _pairs(given[:, 0].tolist(), given[:, 1].tolist(), [False] * len(given), table)
    if given.shape != (table.values.shape[0],):
        raise OptionError(
            f"verdicts has shape {given.shape} for {table.values.shape[0]} units: give one grade per unit (missing: not judged), "
            "pairs (better, worse), a mapping from unit to grade, or a frame."
        )
    return _coded(np.arange(given.size), given.tolist(), order)


def _from_frame(frame: pl.DataFrame, table: Wide, order: Sequence[Any] | None) -> Grades | Pairs:
    columns = set(frame.columns)
    if {"unit_id", "grade"} <= columns:
        return _grades(frame["unit_id"].to_list(), frame["grade"].to_list(), table, order)
    if {"better", "worse"} <= columns:
        tie = frame["tie"].fill_null(False).cast(pl.Boolean).to_list() if "tie" in columns else [False] * frame.height
        return _pairs(frame["better"].to_list(), frame["worse"].to_list(), tie, table)
    raise OptionError(
        f"verdicts has the columns {', '.join(frame.columns)}: give unit_id and grade, or better and worse."
    )


def rows_of(units: list[Any], table: Wide, what: str = "verdicts", said: str = "was judged") -> Index:
    """Return the rows of units that are named in `what`, by unit_id or else by row number."""
    if table.units is None:
        if any(isinstance(u, str) for u in units):
            raise OptionError(
                f"{what} names units, but values has no column unit_id: give a frame with unit_id, or row numbers."
            )
        rows = np.asarray(units, dtype=np.int64)
        wrong = np.flatnonzero((rows < 0) | (rows >= table.values.shape[0]))
        if wrong.size:
            raise DataError(
                f"{what} names row {rows[wrong[0]]}, but values has {table.values.shape[0]} rows, counted from 0."
            )
        return rows
    if len(set(table.units)) < len(table.units):
        twice = next(u for u in table.units if table.units.count(u) > 1)
        raise DataError(f"Unit '{twice}' has several rows in values: keep one period, the one that {what} is about.")
    place = {unit: row for row, unit in enumerate(table.units)}
    absent = [str(u) for u in units if str(u) not in place]
    if absent:
        raise DataError(f"Unit '{absent[0]}' {said} but is not in values.{did_you_mean(absent[0], place)}")
    return np.array([place[str(u)] for u in units], dtype=np.int64)


def _grades(units: list[Any], grades: list[Any], table: Wide, order: Sequence[Any] | None) -> Grades:
    return _coded(rows_of(units, table), grades, order)


def _coded(unit: Index, grades: list[Any], order: Sequence[Any] | None) -> Grades:
    known = np.array([not _missing(g) for g in grades], dtype=bool)
    said = [g for g, here in zip(grades, known, strict=True) if here]
    if order is None:
        if any(isinstance(g, str) for g in said):
            raise OptionError(f"Grades are words ({said[0]!r}, …): give order=, from the worst to the best.")
        order = sorted(set(said))
    place = {g: k for k, g in enumerate(order)}
    for g in said:
        if g not in place:
            raise unknown("grade", g, [str(o) for o in order])
    code = np.array([place[g] for g in said], dtype=np.int64)
    used = np.unique(code)
    if used.size < 2:
        raise DataError(
            f"Verdicts need at least two different grades; found: {', '.join(str(order[k]) for k in used) or 'none'}."
        )
    return Grades(unit[known], np.searchsorted(used, code), tuple(order[k] for k in used))


def _missing(grade: Any) -> bool:
    return grade is None or (isinstance(grade, float | np.floating) and bool(np.isnan(grade)))


def _pairs(better: list[Any], worse: list[Any], tie: list[bool], table: Wide) -> Pairs:
    first, second = rows_of(better, table), rows_of(worse, table)
    same = np.flatnonzero(first == second)
    if same.size:
        raise DataError(f"{table.unit(int(first[same[0]]))} is compared with itself.")
    if not first.size:
        raise DataError("verdicts holds no comparison.")
    return Pairs(first, second, np.array(tie, dtype=bool))


def keep_complete(judged: Grades | Pairs, values: Array) -> tuple[Grades | Pairs, int]:
    """Leave out judgements of units with a gap in the values; return the rest and how many went."""
    whole: NDArray[np.bool_] = np.logical_and.reduce(np.isfinite(values), axis=1)
    if isinstance(judged, Pairs):
        kept = whole[judged.better] & whole[judged.worse]
        rest: Grades | Pairs = Pairs(judged.better[kept], judged.worse[kept], judged.tie[kept])
    else:
        kept = whole[judged.unit]
        used = np.unique(judged.grade[kept])
        if used.size < 2 and kept.any():
            raise DataError("The units without a gap in the values all have the same grade: nothing to learn from.")
        rest = Grades(
            judged.unit[kept], np.searchsorted(used, judged.grade[kept]), tuple(judged.labels[k] for k in used)
        )
    if not kept.any():
        raise DataError("Every judged unit has a gap in the values: impute first, or leave indicators out.")
    return rest, int((~kept).sum())
