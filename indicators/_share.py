"""Formulas that the indicators share. A zero or null denominator, or a null numerator, makes the value missing, never 0 or inf.

Counted in full, standard error 0: premises, equipment, staff, lessons (R, T, Q7), participation and returns (S6, C6).
With a standard error: results of students and answers of respondents (Q6, S2, S4, S7, C1 to C4): those who stand in the
tables are one cohort, or one set of returns, of many that the school could have had.
"""

from __future__ import annotations

import polars as pl

from toolkit.exact import ordered_sum


def ratio(part: pl.Expr, whole: pl.Expr, times: int = 1) -> dict[str, pl.Expr]:
    """Return value, se and n of times * part / whole, counted in full (se 0); n is the denominator.

    >>> table = pl.DataFrame({"rooms": [6, 6, None], "pupils": [400, 0, 400]})
    >>> table.select(**ratio(pl.col("rooms"), pl.col("pupils"), 100))["value"].to_list()
    [1.5, None, None]
    """
    value = pl.when((whole > 0) & (part >= 0)).then(times * part / whole)
    return {"value": value, "se": pl.lit(0.0), "n": _count(whole)}


def share(part: pl.Expr, whole: pl.Expr) -> dict[str, pl.Expr]:
    """Return value, se and n of a share in percent, counted in full (se 0); a part above its whole is missing."""
    value = pl.when((whole > 0) & (part >= 0) & (part <= whole)).then(100 * part / whole)
    return {"value": value, "se": pl.lit(0.0), "n": _count(whole)}


def sampled_share(part: pl.Expr, whole: pl.Expr) -> dict[str, pl.Expr]:
    """Return value, se and n of a share in percent of persons who are one cohort of many: se by `jeffreys_se`.

    >>> pl.DataFrame({"k": [0], "n": [20]}).select(**sampled_share(pl.col("k"), pl.col("n"))).row(0)
    (0.0, 3.2503587484158456, 20)
    """
    return share(part, whole) | {"se": 100 * jeffreys_se(part, whole)}


def complete_sum(column: str) -> pl.Expr:
    """Return the sum of a column under its name, null as soon as one term is; the order of rows changes no bit.

    >>> pl.DataFrame({"hours": [2.5, None]}).select(complete_sum("hours")).item() is None
    True
    """
    return pl.when(pl.col(column).is_not_null().all()).then(ordered_sum(pl.col(column))).alias(column)


def jeffreys_se(successes: pl.Expr, n: pl.Expr) -> pl.Expr:
    """Return the posterior standard deviation of a proportion under Jeffreys' prior.

    Beta(a, b) with a = k + 1/2 and b = n - k + 1/2 has the variance ab / ((a + b)² (a + b + 1)). Unlike √(p(1-p)/n) it
    is not 0 where nobody or everybody is counted: 20 of 20 satisfied parents do not make satisfaction certain.

    References
    ----------
    Brown, Cai, DasGupta (2001), Interval estimation for a binomial proportion, Statistical Science 16(2), 101-133,
    doi:10.1214/ss/1009213286.
    """
    k, n = successes.cast(pl.Float64), n.cast(pl.Float64)
    return ((k + 0.5) * (n - k + 0.5)).sqrt() / ((n + 1) * (n + 2).sqrt())


def _count(whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(whole).otherwise(0).cast(pl.Int64)
