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


def fixed_sum(terms: pl.Expr, exponent: int | pl.Expr) -> pl.Expr:
    """Return the sum of `terms` in steps of 2**-exponent, as Int64: exact after the rounding, and fast for many small groups.

    The sum must stay below 2**(62 - exponent); one term is off by half a step at most.

    >>> pl.DataFrame({"x": [0.25, 0.5, 1.0]}).select(fixed_sum(pl.col("x"), 40) / 2**40).item()
    1.75
    """
    step = pl.lit(2.0).pow(exponent) if isinstance(exponent, pl.Expr) else pl.lit(2.0**exponent)
    return (terms * step).round().cast(pl.Int64).sum()


def scaled_sum(terms: pl.Expr) -> pl.Expr:
    """Return the sum of finite `terms` in steps that their largest allows; the same bits in any order, without a sort.

    Steps are 2**-61 of the number of terms times the largest, so the sum is as good as one in floats. Of nothing it is 0.

    >>> frame = pl.LazyFrame({"x": [0.1, 1e9, -1e9, 0.2]})
    >>> frame.select(scaled_sum(pl.col("x"))).collect().item() == frame.reverse().select(scaled_sum(pl.col("x"))).collect().item()
    True
    """
    reach = terms.count().cast(pl.Float64) * terms.abs().max()
    exponent = 61 - pl.when(reach > 0).then(reach.log(2.0).ceil()).otherwise(0.0)
    return fixed_sum(terms, exponent) / pl.lit(2.0).pow(exponent)
