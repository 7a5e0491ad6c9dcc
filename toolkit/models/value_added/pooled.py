"""Models of value added over parts of the data: each part adds its sums, one fit is made to all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl

from toolkit.errors import DataError
from toolkit.exact import fixed_sum
from toolkit.models.value_added._moments import Columns, Plan, add, check_columns, facts_of, plan_from, sums_schema
from toolkit.pool import Asking, Pool

Key = tuple[Any, ...]
Fit = Callable[[Key, pl.DataFrame, Plan], pl.DataFrame]
"""A stratum, its sums and their plan in; a table out. A `DataError` means that nothing can be told there."""

BITS = 61
"""Bits of an Int64 that a sum may fill."""


def standardising(frame: pl.LazyFrame, by: Sequence[str], columns: Sequence[str]) -> Asking[pl.LazyFrame]:
    """Turn columns into standard deviations from their mean in each stratum; a column without spread becomes null.

    Two questions: ranges, then sums of z and z², z the distance from the middle of the range, in fixed point.
    """
    keys = tuple(by)
    asked = {f"{c} n": pl.col(c).count().cast(pl.Int64) for c in columns}
    asked |= {f"{c} low": pl.col(c).min() for c in columns} | {f"{c} high": pl.col(c).max() for c in columns}
    low, high = (tuple(f"{c} {end}" for c in columns) for end in ("low", "high"))
    ranges = yield Pool(frame.group_by(keys).agg(**asked).collect(), keys, low, high)
    plan = ranges.lazy().with_columns(entry for c in columns for entry in _plan(c))
    placed = frame.join(plan, on=keys)
    sums = {
        f"{c} {power}": fixed_sum((pl.col(c) - pl.col(f"{c} centre")).pow(power), pl.col(f"{c} step {power}"))
        for c in columns
        for power in (1, 2)
    }
    whole = yield Pool(placed.group_by(keys).agg(**sums).collect(), keys)
    moments = plan.join(whole.lazy(), on=keys).select(*keys, *(entry for c in columns for entry in _moments(c)))
    centred = frame.join(moments, on=keys).with_columns(
        pl.when(pl.col(f"{c} sd") > 1e-9).then((pl.col(c) - pl.col(f"{c} mean")) / pl.col(f"{c} sd")).alias(c)
        for c in columns
    )
    return centred.drop(f"{c} {what}" for c in columns for what in ("mean", "sd"))


def _plan(c: str) -> list[pl.Expr]:
    low, high, n = pl.col(f"{c} low"), pl.col(f"{c} high"), pl.col(f"{c} n")
    steps = []
    for power in (1, 2):
        most = n * ((high - low) / 2).pow(power)
        steps.append(BITS - pl.when(most > 0).then(most.log(2.0).ceil().clip(-900, 900)).otherwise(0.0))
    return [
        ((low + high) / 2).alias(f"{c} centre"),
        *(s.alias(f"{c} step {p}") for p, s in zip((1, 2), steps, strict=True)),
    ]


def _moments(c: str) -> list[pl.Expr]:
    first, square = (pl.col(f"{c} {p}") / pl.lit(2.0).pow(pl.col(f"{c} step {p}")) / pl.col(f"{c} n") for p in (1, 2))
    spread = (square - first.pow(2)).clip(lower_bound=0.0).sqrt()
    return [(pl.col(f"{c} centre") + first).alias(f"{c} mean"), spread.alias(f"{c} sd")]


def fitting(
    frame: pl.LazyFrame,
    columns: Columns,
    by: Sequence[str],
    fit: Fit,
    schema: Mapping[str, Any],
    *,
    beside: pl.DataFrame | None = None,
) -> Asking[pl.DataFrame]:
    """Add up the sums that a model needs in each stratum, fit it once to the whole, and return its tables.

    Parameters
    ----------
    frame : polars.LazyFrame
        One row a pupil.
    columns : Columns
        Of the model (`NestedValueAdded(...).columns()`).
    by : sequence of str
        Columns of the strata.
    fit : callable
        Called once a stratum, in their order.
    schema : mapping
        Columns of its tables. The strata are put before them.
    beside : polars.DataFrame, optional
        Keys of strata and units, and what `fit` needs of units beside the sums (the largest of the parts is taken).
    """
    keys = tuple(by)
    check_columns(frame, columns)
    facts = {name: e if name.endswith((" low", " high")) else e.cast(pl.Int64) for name, e in facts_of(columns).items()}
    low, high = (tuple(name for name in facts if name.endswith(end)) for end in (" low", " high"))
    told = yield Pool(frame.group_by(keys).agg(**facts).collect(), keys, low, high)
    plans: dict[Key, Plan] = {}
    for row in told.iter_rows(named=True):
        try:
            plans[tuple(row[k] for k in keys)] = plan_from(row, columns)
        except DataError:  # no pupil with all that is needed
            continue
    sums = _sums(frame, columns, keys, plans)
    more: list[str] = []
    if beside is not None:
        more = [c for c in beside.columns if c not in sums.columns]
        sums = sums.join(beside, on=[*keys, *columns.keys], how="full", coalesce=True).with_columns(
            pl.col(list(sums_schema(columns))).fill_null(0)
        )
    kinds = {k: sums.schema[k] for k in keys} | dict(schema)
    then = partial(_fits, plans=plans, keys=keys, fit=fit, schema=kinds)
    return (yield Pool(sums, (*keys, *columns.keys), most=tuple(more), then=then))


def _sums(frame: pl.LazyFrame, columns: Columns, keys: Key, plans: Mapping[Key, Plan]) -> pl.DataFrame:
    kinds = frame.collect_schema()
    schema = {k: kinds[k] for k in (*keys, *columns.keys)} | sums_schema(columns)
    here = frame.collect().partition_by(keys, as_dict=True)
    parts = [
        add(here[key].lazy(), plan)
        .with_columns(pl.lit(value, kinds[k]).alias(k) for k, value in zip(keys, key, strict=True))
        .select(list(schema))
        for key, plan in plans.items()
        if key in here
    ]
    return pl.concat([pl.DataFrame(schema=schema), *parts])


def _fits(
    whole: pl.DataFrame, *, plans: Mapping[Key, Plan], keys: tuple[str, ...], fit: Fit, schema: Mapping[str, Any]
) -> pl.DataFrame:
    strata = whole.partition_by(keys, as_dict=True)
    found = [pl.DataFrame(schema=dict(schema))]
    for key, plan in plans.items():
        rows = strata[key].drop(keys).sort(list(reversed(plan.columns.keys)))
        try:
            table = fit(key, rows, plan)
        except DataError:
            continue
        placed = table.with_columns(pl.lit(value).alias(k) for k, value in zip(keys, key, strict=True))
        found.append(placed.select(pl.col(name).cast(kind) for name, kind in schema.items()))
    return pl.concat(found)
