"""Run the functions of indicators on the tables, all at once, and refuse results that can't be right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from toolkit.errors import DataError
from toolkit.indicator import Indicator, Prepare, inputs_of
from toolkit.pool import Asking, Rounds, alone, asking, together

RESULT = ["unit_id", "period", "indicator", "value", "se", "n", "status"]
WITH_VALUE = ["value", "revised"]
STATUSES = [*WITH_VALUE, "missing", "suppressed", "not_applicable"]


def compute(indicators: Iterable[Indicator], sources: Mapping[str, pl.LazyFrame]) -> dict[str, pl.DataFrame]:
    """Return the values of each indicator, as its function gives them: unit_id, period, indicator, value, se, n, status.

    Values and standard errors are rounded to 10 decimals. All plans are collected together, so that indicators share
    the reading and grouping that they have in common. A frame that several of them prepare is computed once, here, and
    forgotten with the call.

    Raises
    ------
    DataError
        A function that can't be run, or that gives two rows for one unit and period, a value that is not finite, a
        negative standard error, or a status that contradicts the value. The message names the indicator.
    """
    return alone(computing(indicators, sources))


def computing(indicators: Iterable[Indicator], sources: Mapping[str, pl.LazyFrame]) -> Rounds[dict[str, pl.DataFrame]]:
    """Do what `compute` does where the tables may be a part of the whole: what the whole must say is asked for."""
    chosen = list(indicators)
    first_user = {function: i for i in reversed(chosen) for function in i.prepare}
    order = {f"{n} {function.__name__}": function for n, function in enumerate(first_user)}
    ready = yield from together(
        {n: _prepared(first_user[function], function, sources) for n, function in order.items()}
    )
    frames_ready = {function: ready[name] for name, function in order.items()}
    plans = yield from together({i.id: _planned(i, sources, frames_ready) for i in chosen})
    try:
        frames = pl.collect_all(list(plans.values()))
    except pl.exceptions.PolarsError:
        frames = [_collect(i, plans[i.id]) for i in chosen]
    for i, frame in zip(chosen, frames, strict=True):
        _check(i, frame)
    return {i.id: frame for i, frame in zip(chosen, frames, strict=True)}


def _prepared(indicator: Indicator, function: Prepare, sources: Mapping[str, pl.LazyFrame]) -> Asking[pl.LazyFrame]:
    """Compute a frame that several indicators start from; `indicator` is one of them."""
    try:
        frame = yield from asking(function, *(sources[table] for table in inputs_of(function)))
        return frame.lazy().collect().lazy()
    except pl.exceptions.PolarsError as error:
        raise _cannot(indicator, error) from None


def _planned(
    indicator: Indicator, sources: Mapping[str, pl.LazyFrame], ready: Mapping[Prepare, pl.LazyFrame]
) -> Asking[pl.LazyFrame]:
    given = {**sources, **{function.__name__: ready[function] for function in indicator.prepare}}
    try:
        result = yield from asking(indicator.function, *(given[name] for name in indicator.inputs))
        return _in_form(indicator, result.lazy())
    except pl.exceptions.PolarsError as error:
        raise _cannot(indicator, error) from None


def _in_form(indicator: Indicator, result: pl.LazyFrame) -> pl.LazyFrame:
    columns = result.collect_schema().names()
    key = f"{indicator.level}_id"
    absent = [c for c in (key, "period", "value") if c not in columns]
    if absent:
        raise DataError(
            f"Indicator {indicator.id}: its function returns no column {absent[0]!r}, only {', '.join(columns)}."
        )
    value = pl.col("value").cast(pl.Float64)
    status = pl.when(pl.col("value").is_null()).then(pl.lit("missing")).otherwise(pl.lit("value"))
    se = pl.col("se").cast(pl.Float64) if "se" in columns else pl.lit(0.0)
    return result.select(
        unit_id=pl.col(key).cast(pl.String),
        period=pl.col("period").cast(pl.String),
        indicator=pl.lit(indicator.id),
        value=value.round(10) + 0.0,
        se=pl.when(pl.col("value").is_not_null()).then(se.round(10)),
        n=pl.col("n").cast(pl.Int64) if "n" in columns else pl.lit(None, pl.Int64),
        status=pl.coalesce("status", status) if "status" in columns else status,
    )


def _collect(indicator: Indicator, plan: pl.LazyFrame) -> pl.DataFrame:
    try:
        return plan.collect()
    except pl.exceptions.PolarsError as error:
        raise _cannot(indicator, error) from None


def _cannot(indicator: Indicator, error: Exception) -> DataError:
    """Name the indicator and its tables. Only the kind of error is shown: its text may hold personal data."""
    missing = isinstance(error, pl.exceptions.ColumnNotFoundError)
    what = f": no column {str(error).split(chr(10))[0]}" if missing else f" ({type(error).__name__})"
    return DataError(f"Indicator {indicator.id} can't be computed from {', '.join(indicator.tables)}{what}.")


def _check(indicator: Indicator, frame: pl.DataFrame) -> None:
    faults = {
        "two rows": pl.struct("unit_id", "period").is_duplicated() & pl.col("unit_id").is_not_null(),
        "a value that is not finite": ~pl.col("value").is_finite(),
        "a standard error that is negative or not finite": ~pl.col("se").is_finite() | (pl.col("se") < 0),
        "a negative n": pl.col("n") < 0,
        f"a status other than {', '.join(STATUSES)}": ~pl.col("status").is_in(STATUSES),
        "a status that contradicts the value": pl.col("value").is_not_null() != pl.col("status").is_in(WITH_VALUE),
    }
    counts = frame.select(**{name: fault.sum() for name, fault in faults.items()}).row(0, named=True)
    for name, fault in faults.items():
        if counts[name]:
            row = frame.filter(fault).sort("unit_id", "period").row(0, named=True)
            raise DataError(
                f"Indicator {indicator.id} gives {name} for {indicator.level} {row['unit_id']} in {row['period']}"
                f" (value {row['value']}, {counts[name]} such rows)."
            )
