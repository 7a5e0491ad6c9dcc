"""Sums that have the same bits whatever the order of the rows, the engine and the number of threads."""

from __future__ import annotations

import polars as pl


def ordered_sum(terms: pl.Expr) -> pl.Expr:
    """Return the sum of `terms` from the smallest to the largest; nulls are left out, and of nothing it is 0.

    Float sums differ in the last bits with the order of the rows. `terms.sort().sum()` is no cure: the optimiser of
    polars 2 takes the sort away from a lazy plan, since a sum does not need it. A running sum does.

    >>> frame = pl.LazyFrame({"x": [0.1, 1e16, -1e16, 0.2]})
    >>> frame.select(ordered_sum(pl.col("x"))).collect().item() == frame.reverse().select(ordered_sum(pl.col("x"))).collect().item()
    True
    """
    return terms.sort(nulls_last=True).cum_sum().drop_nulls().last().fill_null(0.0)
