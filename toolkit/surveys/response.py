"""How many answered, and how far those who did not could move the result."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import polars as pl

from toolkit.arguments import need_columns
from toolkit.errors import DataError, OptionError
from toolkit.matrix import to_column
from toolkit.surveys.wilson import wilson


def response(
    frame: pl.DataFrame,
    by: Sequence[str] = ("school_id",),
    *,
    distributed: str = "distributed",
    returned: str = "returned",
    satisfied: str | None = None,
    dont_know: str | None = None,
    least: float = 0.7,
) -> pl.DataFrame:
    """Return the response rate of every group, and the bounds of its share if all others had said no, or yes.

    Parameters
    ----------
    frame : polars.DataFrame
        Counts; rows of one group are added up. A group with a gap in a count has null results.
    by : sequence of str
        Columns that name the groups.
    distributed, returned, satisfied, dont_know : str
        Columns of counts: questionnaires given out, valid returns, and optionally the satisfied and those without an opinion
        among them; these are left out of every share.
    least : float
        Rate from which a group has enough returns.

    Returns
    -------
    polars.DataFrame
        by, distributed, returned, rate, apart (points of the rate from the overall one), enough; with `satisfied` also share,
        lower, upper (Wilson, those with an opinion), least_possible = k/N and most_possible = (k + N - n)/N, with k satisfied
        among n returns of N questionnaires, n and N without the don't knows.

    References
    ----------
    Bounds: Manski, C. F. (1989), Anatomy of the selection problem, doi:10.2307/145818.

    Examples
    --------
    >>> waves = pl.DataFrame({"school_id": ["A", "B"], "distributed": [100, 50], "returned": [80, 20], "satisfied": [72, 19]})
    >>> response(waves, satisfied="satisfied").select("rate", "enough", "share", "least_possible", "most_possible").rows()
    [(0.8, True, 0.9, 0.72, 0.92), (0.4, False, 0.95, 0.38, 0.98)]
    """
    columns = {"distributed": distributed, "returned": returned, "satisfied": satisfied, "dont_know": dont_know}
    given = {name: column for name, column in columns.items() if column is not None}
    need_columns(frame, *by, *given.values())
    if not 0 <= least <= 1:
        raise OptionError(f"least={least!r}: allowed are 0 to 1.")
    counts = frame.group_by(list(by)).agg(**{name: _sum(column) for name, column in given.items()}).sort(list(by))
    _refuse_impossible(counts, list(by), list(given))
    known = pl.col("returned").is_not_null() & pl.col("distributed").is_not_null()
    overall = pl.col("returned").filter(known).sum() / pl.col("distributed").filter(known).sum()
    rate = pl.when(pl.col("distributed") > 0).then(pl.col("returned") / pl.col("distributed"))
    table = counts.with_columns(rate=rate).with_columns(
        apart=(pl.col("rate") - overall) * 100, enough=pl.col("rate").round(10) >= least
    )
    return table if satisfied is None else _bounded(table)


def _sum(column: str) -> pl.Expr:
    """Add counts up; null when one is missing."""
    return pl.when(pl.col(column).is_not_null().all()).then(pl.col(column).cast(pl.Int64).sum())


def _refuse_impossible(counts: pl.DataFrame, by: list[str], names: list[str]) -> None:
    inside = pl.sum_horizontal("satisfied", "dont_know") if "dont_know" in names and "satisfied" in names else None
    pairs = [(pl.col(a), pl.col(b)) for a, b in pairwise([n for n in names if n != "dont_know"])]
    pairs += [(pl.col("returned"), inside if inside is not None else pl.col(names[-1]))]
    wrong = counts.filter(pl.any_horizontal(part > whole for whole, part in pairs))
    if wrong.height:
        numbers = ", ".join(f"{name} {wrong[name][0]}" for name in names)
        raise DataError(f"{wrong.select(by).row(0)}: {numbers}: a part is greater than its whole.")


def _bounded(table: pl.DataFrame) -> pl.DataFrame:
    without = pl.col("dont_know") if "dont_know" in table.columns else pl.lit(0)
    parts = table.select(k="satisfied", n=pl.col("returned") - without, whole=pl.col("distributed") - without)
    k, n = (parts[c].cast(pl.Float64).fill_null(np.nan).to_numpy() for c in ("k", "n"))
    lower, upper = wilson(np.where(np.isnan(n), np.nan, k), n)
    size = pl.when(pl.col("whole") > 0).then(pl.col("whole"))
    shares = parts.select(
        share=pl.when(pl.col("n") > 0).then(pl.col("k") / pl.col("n")),
        lower=to_column("lower", lower),
        upper=to_column("upper", upper),
        least_possible=pl.col("k") / size,
        most_possible=(pl.col("k") + pl.col("whole") - pl.col("n")) / size,
    )
    return table.hstack(shares)
