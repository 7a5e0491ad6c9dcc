"""The ledger: one line for everything that a stage left out or changed, so that nothing disappears silently."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

MOST_NAMES = 20


@dataclass(frozen=True)
class Line:
    """One line of the ledger (schemas.derived.Ledger).

    Parameters
    ----------
    stage : str
        `measure`, `normalise`, …
    reason : str
        A code, the same in every language; the words stand with the other words.
    rows_in, rows_out : int
        Rows before and after.
    units : str
        What the line is about, at most 20 names.
    """

    stage: str
    reason: str
    rows_in: int
    rows_out: int
    units: str = ""


def names(values: Iterable[str]) -> str:
    """Return the names sorted and without repetition, at most `MOST_NAMES` of them.

    >>> names(["b", "a", "b"])
    'a, b'
    """
    ordered = sorted(set(values))
    more = len(ordered) - MOST_NAMES
    return ", ".join(ordered[:MOST_NAMES]) + (f" (+{more})" if more > 0 else "")


def ledger(lines: Iterable[Line]) -> pl.DataFrame:
    """Return lines as a frame, in their order."""
    schema = {"stage": pl.String, "reason": pl.String, "rows_in": pl.Int64, "rows_out": pl.Int64, "units": pl.String}
    rows = [(line.stage, line.reason, line.rows_in, line.rows_out, line.units) for line in lines]
    return pl.DataFrame(rows, schema=schema, orient="row")
