"""Small raw tables by hand: only the columns a test is about, the others null and of the right type."""

import datetime as dt

import polars as pl

from schemas import DERIVED, RAW
from toolkit import periods
from toolkit.compute import compute

MODELS = RAW | DERIVED


def table(name, columns, *rows):
    """Return a raw table; `columns` are the names that the rows fill, None is a missing cell."""
    types = {c: spec.dtype.type for c, spec in MODELS[name].to_schema().columns.items()}
    given = pl.DataFrame(list(rows), schema={c: types[c] for c in columns.split()}, orient="row")
    return given.with_columns(pl.lit(None, types[c]).alias(c) for c in types if c not in given.columns).select(*types)


def found(indicator, *, calendar=("2025-26",), **tables):
    """Return {(unit, period): (value, se, n, status)} as the engine takes it from the indicator's function."""
    sources = {name: frame.lazy() for name, frame in tables.items()}
    sources["calendar"] = periods.calendar(list(calendar)).lazy()
    frame = compute([indicator], sources)[indicator.id]
    return {(u, p): (v, se, n, status) for u, p, _, v, se, n, status in frame.iter_rows()}


def value_of(indicator, unit="S1", period="2025-26", **tables):
    """Return the value of one unit."""
    return found(indicator, **tables)[unit, period][0]


def day(text):
    """Return a date from ISO text; None stays."""
    return None if text is None else dt.date.fromisoformat(text)
