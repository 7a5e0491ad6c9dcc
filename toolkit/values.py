"""Any long table of indicator values, checked and completed before stage 4."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from toolkit import periods
from toolkit.base import LEVELS
from toolkit.compute import STATUSES, WITH_VALUE
from toolkit.errors import DataError, OptionError, did_you_mean
from toolkit.framework import Framework
from toolkit.matrix import KEYS

COLUMNS = {
    "level": pl.String,
    "unit_id": pl.String,
    "period": pl.String,
    "indicator": pl.String,
    "value": pl.Float64,
    "se": pl.Float64,
    "n": pl.Int64,
    "status": pl.String,
}
DEFAULTS = {"level": pl.lit("unit"), "se": pl.lit(None), "n": pl.lit(None), "status": pl.lit(None)}
KEY = [*KEYS, "indicator"]
LARGEST = 1e100
"""Beyond it squares and sums of values leave the range of floats."""


def complete_values(values: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Return values with all columns, typed, sorted by their keys; refuse what can't be scored.

    `level` defaults to `unit`, `se` and `n` to unknown. An empty `status` is `value` where there is a value, else
    `missing`.

    Raises
    ------
    OptionError
        No polars frame, or a needed column is absent.
    DataError
        A cell that cannot be read as its type; a value that is NaN, infinite or beyond 1e100; a key that is empty or has
        blanks around it; a level, period or status that does not exist; a status that contradicts the value; a
        framework indicator of which there is no row at all.
    """
    if not isinstance(values, pl.DataFrame):
        lazy = isinstance(values, pl.LazyFrame)
        hint = "collect() it first" if lazy else "pl.from_pandas makes one of a pandas frame"
        raise OptionError(f"The values are a {type(values).__name__}: give a polars DataFrame ({hint}).")
    absent = [c for c in ("unit_id", "period", "indicator", "value") if c not in values.columns]
    if absent:
        near = did_you_mean(absent[0], values.columns)
        raise OptionError(f"The values table lacks the column {absent[0]!r}.{near} It needs: {', '.join(COLUMNS)}.")
    full = values.with_columns(e.alias(c) for c, e in DEFAULTS.items() if c not in values.columns)
    full = pl.DataFrame([_typed(full, column, dtype) for column, dtype in COLUMNS.items()])
    inferred = pl.when(pl.col("value").is_null()).then(pl.lit("missing")).otherwise(pl.lit("value"))
    full = full.with_columns(pl.col("status").fill_null(inferred))
    _refuse_open_keys(full)
    keys = {column: Ranked.of(full[column]) for column in KEY}
    _refuse_keys(keys)
    _refuse_cells(full)
    _refuse_status(full)
    _refuse_lost(keys["indicator"].names, framework)
    return _in_order(full, keys)


def _typed(values: pl.DataFrame, column: str, dtype: Any) -> pl.Series:
    given = values[column]
    kind = given.dtype
    text = kind in (pl.String, pl.Categorical, pl.Enum, pl.Null)
    if not (text or kind.is_integer() or (kind.is_numeric() and dtype != pl.String)):
        raise DataError(
            f"The column {column!r} of the values has the type {kind}: give "
            f"{'text (or whole numbers)' if dtype == pl.String else 'numbers'}."
        )
    cast = given.cast(dtype, strict=False)
    if column == "n":  # 9.5 persons do not become 9
        cast = cast.set(given.cast(pl.Float64, strict=False) != cast.cast(pl.Float64), None)
    wrong = (cast.is_null() & given.is_not_null()).arg_true()
    if wrong.len():
        what = "whole number" if column == "n" else "number" if dtype == pl.Float64 else "text"
        raise DataError(
            f"{column} is {given[int(wrong[0])]!r} in row {int(wrong[0]) + 1} of the values: it is no {what}."
        )
    return cast


def _place(row: pl.DataFrame) -> str:
    return " ".join(map(str, row.select(KEY).row(0)))


@dataclass(frozen=True)
class Ranked:
    """A column of keys as numbers: the place of each row's name among the sorted `names`. Read once, used by every check."""

    place: pl.Series
    names: pl.Series

    @staticmethod
    def of(column: pl.Series) -> Ranked:
        """Rank a column without gaps."""
        place = column.rank("dense").cast(pl.Int64) - 1
        codes = place.to_numpy()
        rows = np.zeros(int(codes.max()) + 1 if codes.size else 0, dtype=np.int64)
        rows[codes] = np.arange(codes.size)  # one row of each name
        return Ranked(place, column.gather(rows))


def _refuse_open_keys(values: pl.DataFrame) -> None:
    keys = values.filter(pl.any_horizontal(pl.col(KEY).is_null()))
    if keys.height:
        raise DataError(f"{keys.height} rows of the values table have no level, unit_id, period or indicator.")


def _refuse_keys(keys: Mapping[str, Ranked]) -> None:
    for column in ("unit_id", "indicator"):
        names = keys[column].names
        blank = (names == "") | (names != names.str.strip_chars()) | names.str.contains(r"[\p{Cc}\p{Cf}]")
        if blank.any():
            first = names.filter(blank)[0]
            raise DataError(
                f"{column} {first!r} is empty, has blanks around it, or signs that can't be seen: give a name without them."
            )
    for level in keys["level"].names:
        if level not in LEVELS:
            hint = did_you_mean(level, LEVELS)
            raise DataError(f"Unknown level {level!r} in the values.{hint} Allowed: {', '.join(LEVELS)}.")
    for period in keys["period"].names:
        if not periods.is_standard(period):
            raise DataError(
                f"Period {period!r} in the values: a period is a school year such as '2025-26' (it ends in the next year) "
                "or a calendar year such as '2025', since periods are put in order by their text."
            )


def _refuse_cells(values: pl.DataFrame) -> None:
    for column in ("value", "se"):
        bad = values.filter(~pl.col(column).is_finite() | (pl.col(column).abs() > LARGEST))
        if bad.height and bad[column].is_finite()[0]:
            raise DataError(
                f"{column} is {bad[column][0]} for {_place(bad)}: beyond {LARGEST:g} no mean can be trusted."
            )
        if bad.height:
            raise DataError(f"{column} is {bad[column][0]} for {_place(bad)}: leave missing values null.")
    for column in ("se", "n"):
        negative = values.filter(pl.col(column) < 0)
        if negative.height:
            raise DataError(f"{column} is negative for {_place(negative)}.")


def _refuse_status(values: pl.DataFrame) -> None:
    other = values.filter(~pl.col("status").is_in(STATUSES))
    if other.height:
        word = other["status"][0]
        near = did_you_mean(word, STATUSES)
        raise DataError(f"Unknown status {word!r} of {_place(other)}.{near} Allowed: {', '.join(STATUSES)}.")
    against = values.filter(pl.col("value").is_not_null() != pl.col("status").is_in(WITH_VALUE))
    if against.height:
        value, status = against.select("value", "status").row(0)
        raise DataError(
            f"Status {status!r} contradicts the value {value} of {_place(against)}: the status is "
            f"{' or '.join(WITH_VALUE)} exactly where there is a value. Leave it empty to have it filled in."
        )


def _refuse_lost(names: pl.Series, framework: Framework) -> None:
    present = set(names)
    lost = [i for i in framework.indicators if i not in present]
    if lost:
        near = did_you_mean(lost[0], present)
        raise DataError(
            f"Framework {framework.name!r} has the indicator {lost[0]!r} of which the values have no row.{near} "
            "Take it out of the framework, or add rows with an empty value."
        )


def _in_order(values: pl.DataFrame, keys: Mapping[str, Ranked]) -> pl.DataFrame:
    """Sort by the keys, all of them as one number: several times as fast as by their texts."""
    place = keys[KEY[0]].place
    for column in KEY[1:]:
        place = place * keys[column].names.len() + keys[column].place
    return values if place.is_sorted() else values[place.arg_sort()]
