"""Everything the models need of the rows: sums of products by school, from two lazy passes.

The first pass finds the range of each column, the second adds products in fixed point (Int64), so that the sums have the
same bits whatever the order of the rows, the number of threads and the way in which chunks were merged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from toolkit.columns import Array
from toolkit.errors import DataError, OptionError, unknown
from toolkit.exact import fixed_sum

BITS = 61
"""Bits of an Int64 that a sum may fill."""
COARSE = 1e-6
"""Greatest step of the fixed point, as a share of a column's variance."""
FLAG = " missing"
"""Ends the name of the column that marks a missing predictor."""


@dataclass(frozen=True)
class Columns:
    """Names: keys of the units (lowest level first), predictors, outcome, weights, and what to do with gaps."""

    outcome: str
    predictors: tuple[str, ...]
    keys: tuple[str, ...]
    weights: str | None = None
    missing: str = "drop"

    @property
    def measured(self) -> tuple[str, ...]:
        """Predictors and outcome."""
        return (*self.predictors, self.outcome)


@dataclass(frozen=True)
class Plan:
    """What the second pass needs of the first: centre of every column, flagged gaps, and the step of every sum."""

    columns: Columns
    centre: Mapping[str, float]
    flagged: tuple[str, ...]
    exponents: Mapping[tuple[str, str], int]
    rows: pl.DataFrame
    """reason, rows: how many rows are used and why others are not."""

    @property
    def terms(self) -> tuple[str, ...]:
        """Columns of the products: 1, predictors, marks of gaps, outcome."""
        marks = tuple(name + FLAG for name in self.flagged)
        return ("1", *self.columns.predictors, *marks, self.columns.outcome)


@dataclass(frozen=True)
class Moments:
    """Sums by unit of the lowest level, units sorted by the highest level first.

    Attributes
    ----------
    keys : polars.DataFrame
        One row a unit.
    n : numpy.ndarray of int, shape (units,)
        Rows.
    weight, squares : numpy.ndarray, shape (units,)
        Sum of the weights and of their squares (rows where there are no weights).
    cross : numpy.ndarray, shape (units, terms, terms)
        Σ w z z', z the terms minus `centre`.
    centre : numpy.ndarray, shape (terms,)
        What was subtracted.
    terms : tuple of str
        1, predictors, marks of gaps, outcome.
    rows : polars.DataFrame
        reason, rows.
    """

    keys: pl.DataFrame
    n: NDArray[np.int64]
    weight: Array
    squares: Array
    cross: Array
    centre: Array
    terms: tuple[str, ...]
    rows: pl.DataFrame


def make_plan(frame: pl.LazyFrame, columns: Columns) -> Plan:
    """Look at the ranges of the columns and count the rows that are left out."""
    check_columns(frame, columns)
    return plan_from(frame.select(**facts_of(columns)).collect(engine="streaming").row(0, named=True), columns)


def plan_from(facts: Mapping[str, Any], columns: Columns) -> Plan:
    """Make the plan from the facts of `facts_of`, of all rows."""
    used = int(facts["used"])
    for name in (*columns.measured, *([columns.weights] if columns.weights else [])):
        if facts[f"{name} odd"]:
            raise DataError(f"Column {name!r} holds {facts[f'{name} odd']} values that are NaN or infinite.")
    if columns.weights and facts["negative"]:
        raise DataError(f"Column {columns.weights!r} holds {facts['negative']} negative weights.")
    if not used:
        raise DataError(f"No row has a value in every column that is needed: {', '.join(columns.measured)}.")
    flagged = tuple(n for n in columns.predictors if columns.missing == "indicator" and facts[f"{n} flagged"])
    low = {n: facts[f"{n} low"] for n in columns.measured}
    high = {n: facts[f"{n} high"] for n in columns.measured}
    empty = [n for n in columns.measured if low[n] is None]
    if empty:
        raise DataError(f"Column {empty[0]!r} has no value in any row that is used.")
    centre = {n: (low[n] + high[n]) / 2 for n in columns.measured}
    reach = {"1": 1.0, **{n + FLAG: 1.0 for n in flagged}}
    reach |= {n: max(high[n] - centre[n], centre[n] - low[n]) for n in columns.measured}
    heaviest = facts["heaviest"] if columns.weights else 1.0
    plan = Plan(columns, centre, flagged, {}, _rows(facts))
    room = BITS - int(np.ceil(np.log2(used + 1)))
    exponents = {
        (a, b): room - _log2(heaviest * reach[a] * reach[b]) for a, b in combinations_with_replacement(plan.terms, 2)
    }
    exponents |= {("w", "w"): room - _log2(heaviest**2)} if columns.weights else {}
    return Plan(columns, centre, flagged, exponents, plan.rows)


def add(frame: pl.LazyFrame, plan: Plan) -> pl.DataFrame:
    """Return the sums of a chunk of rows by unit, in fixed point. Sums of chunks are merged by `merge`."""
    columns, weight = plan.columns, plan.columns.weights
    z: dict[str, pl.Expr] = {n: pl.col(n).cast(pl.Float64) - plan.centre[n] for n in columns.measured}
    for name in plan.flagged:
        z[name] = z[name].fill_null(0.0)
        z[name + FLAG] = pl.col(name).is_null().cast(pl.Float64)
    w = pl.col(weight).cast(pl.Float64) if weight else None
    sums = {"rows": pl.len().cast(pl.Int64)}
    for (a, b), exponent in plan.exponents.items():
        if (a, b) == ("1", "1") and w is None:
            continue
        parts = [w, w] if (a, b) == ("w", "w") else [w, *(z[t] for t in (a, b) if t != "1")]
        term = pl.lit(1.0)
        for part in parts:
            term = term if part is None else term * part
        sums[_name(a, b)] = fixed_sum(term, exponent)
    chosen = frame.filter(_usable(columns)).group_by(*columns.keys).agg(**sums)
    return chosen.collect(engine="streaming").sort(list(reversed(columns.keys)))


def merge(sums: Sequence[pl.DataFrame], plan: Plan) -> pl.DataFrame:
    """Add up the sums of chunks that were made with one plan."""
    keys = list(plan.columns.keys)
    whole = pl.concat(sums).group_by(keys).agg(pl.exclude(keys).sum())
    return whole.sort(list(reversed(keys)))


def moments(sums: pl.DataFrame, plan: Plan) -> Moments:
    """Turn sums in fixed point into arrays."""
    terms = plan.terms
    n = sums["rows"].to_numpy().astype(np.int64)

    def floats(a: str, b: str) -> Array:
        return np.ldexp(sums[_name(a, b)].to_numpy().astype(np.float64), -plan.exponents[a, b])

    cross = np.empty((n.size, len(terms), len(terms)))
    for (i, a), (j, b) in combinations_with_replacement(enumerate(terms), 2):
        counted = (a, b) == ("1", "1") and not plan.columns.weights
        cross[:, i, j] = cross[:, j, i] = n if counted else floats(a, b)
    weighted = plan.columns.weights is not None
    squares = floats("w", "w") if weighted else n.astype(np.float64)
    centre = np.array([plan.centre.get(t, 0.0) for t in terms])
    found = Moments(sums.select(plan.columns.keys), n, cross[:, 0, 0].copy(), squares, cross, centre, terms, plan.rows)
    _check_steps(found, plan)
    return found


def sums_schema(columns: Columns) -> dict[str, Any]:
    """Return the columns of sums that `add` gives beside the keys, where no predictor has marked gaps."""
    pairs = combinations_with_replacement(("1", *columns.measured), 2)
    names = [_name(a, b) for a, b in pairs if (a, b) != ("1", "1") or columns.weights]
    names += [_name("w", "w")] if columns.weights else []
    return dict.fromkeys(["rows", *names], pl.Int64)


def facts_of(columns: Columns) -> dict[str, pl.Expr]:
    """Return what the first pass asks: counts, and the least (`low`) and greatest (`high`, `heaviest`) values."""
    usable = _usable(columns)
    facts = {"all": pl.len(), "used": usable.sum()}
    facts |= {f"{key} gaps": pl.col(key).is_null().sum() for key in columns.keys}
    for name in columns.measured:
        x = pl.col(name)
        facts[f"{name} gaps"] = x.is_null().sum()
        facts[f"{name} flagged"] = (x.is_null() & usable).sum()
        facts[f"{name} odd"] = _odd(x).sum()
        facts[f"{name} low"] = x.filter(usable).min().cast(pl.Float64)
        facts[f"{name} high"] = x.filter(usable).max().cast(pl.Float64)
    if columns.weights:
        w = pl.col(columns.weights)
        facts |= {f"{columns.weights} gaps": w.is_null().sum(), f"{columns.weights} odd": _odd(w).sum()}
        facts |= {"negative": (w < 0).sum(), "zero": (w == 0).sum(), "heaviest": w.filter(usable).max()}
    return facts


def _odd(x: pl.Expr) -> pl.Expr:
    return ~x.cast(pl.Float64).is_finite()


def _usable(columns: Columns) -> pl.Expr:
    needed = [*columns.keys, columns.outcome]
    needed += columns.predictors if columns.missing == "drop" else ()
    rule = pl.all_horizontal(pl.col(name).is_not_null() for name in needed)
    return rule & (pl.col(columns.weights) > 0).fill_null(False) if columns.weights else rule


def _rows(facts: Mapping[str, int]) -> pl.DataFrame:
    gaps = {name: count for name, count in facts.items() if name.endswith(" gaps") and count}
    reasons = {"rows": facts["all"], "used": facts["used"], "left out": facts["all"] - facts["used"]}
    reasons |= {f"without {name.removesuffix(' gaps')}": count for name, count in gaps.items()}
    reasons |= {"weight 0": facts["zero"]} if facts.get("zero") else {}
    return pl.DataFrame({"reason": list(reasons), "rows": list(reasons.values())}, schema_overrides={"rows": pl.Int64})


def check_columns(frame: pl.LazyFrame, columns: Columns) -> None:
    """Refuse columns that are absent, no numbers, or named twice."""
    schema = frame.collect_schema()
    wanted = [*columns.keys, *columns.measured, *([columns.weights] if columns.weights else [])]
    for name in wanted:
        if name not in schema:
            raise unknown("column", name, schema.names())
    for name in set(wanted) - set(columns.keys):
        if not (schema[name].is_numeric() or schema[name] == pl.Boolean):
            raise OptionError(
                f"Column {name!r} is {schema[name]}, not a number. Make a column of 0 and 1 for each category but one."
            )
    twice = {name for name in wanted if wanted.count(name) > 1}
    if twice:
        raise OptionError(f"Column {min(twice)!r} is named twice; every column has one part in the model.")


def _check_steps(found: Moments, plan: Plan) -> None:
    total = found.cross.sum(axis=0)
    whole = total[0, 0]
    for i, name in enumerate(found.terms[1:], start=1):
        spread = total[i, i] / whole - (total[0, i] / whole) ** 2
        if spread > 0 and 2.0 ** -plan.exponents[name, name] > COARSE * spread:
            raise DataError(
                f"Column {name!r} has values so far from the others that sums lose their digits: look for an input error."
            )


def _name(a: str, b: str) -> str:
    return f"{a} × {b}"


def _log2(value: float) -> int:
    return int(np.clip(np.ceil(np.log2(value)), -900, 900)) if value > 0 else 0
