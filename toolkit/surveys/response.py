"""How many answered, and how far those who did not could move the result."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import polars as pl

from toolkit.errors import DataError, OptionError, unknown
from toolkit.matrix import to_column
from toolkit.surveys.wilson import wilson


def response(
    frame: pl.DataFrame,
    by: Sequence[str] = ("school_id",),
    *,
    distributed: str = "distributed",
    returned: str = "returned",
    satisfied: str | None = None,
    least: float = 0.7,
) -> pl.DataFrame:
    """Return the response rate of every group, and the bounds of its share if all others had said no, or yes.

    Parameters
    ----------
    frame : polars.DataFrame
        Counts; rows of one group are added up. A group with a gap in a count has null results.
    by : sequence of str
        Columns that name the groups.
    distributed, returned, satisfied : str
        Columns of counts: questionnaires given out, valid returns, satisfied ones among them (optional).
    least : float
        Rate from which a group has enough returns.

    Returns
    -------
    polars.DataFrame
        by, distributed, returned, rate, apart (points of the rate from the overall one), enough; with `satisfied` also share,
        lower, upper (Wilson, those who answered), least_possible = k/N and most_possible = (k + N - n)/N.

    References
    ----------
    Bounds: Manski, C. F. (1989), Anatomy of the selection problem, doi:10.2307/145818.

    Examples
    --------
    >>> waves = pl.DataFrame({"school_id": ["A", "B"], "distributed": [100, 50], "returned": [80, 20], "satisfied": [72, 19]})
    >>> response(waves, satisfied="satisfied").select("rate", "enough", "share", "least_possible", "most_possible").rows()
    [(0.8, True, 0.9, 0.72, 0.92), (0.4, False, 0.95, 0.38, 0.98)]
    """
    columns = [distributed, returned, *([] if satisfied is None else [satisfied])]
    for column in (*by, *columns):
        if column not in frame.columns:
            raise unknown("column", column, frame.columns)
    if not 0 <= least <= 1:
        raise OptionError(f"least={least!r}: allowed are 0 to 1.")
    whole = [pl.when(pl.col(c).is_not_null().all()).then(pl.col(c).cast(pl.Int64).sum()) for c in columns]
    names = ["distributed", "returned", "satisfied"][: len(columns)]
    counts = frame.group_by(list(by)).agg(**dict(zip(names, whole, strict=True))).sort(list(by))
    wrong = counts.filter(pl.any_horizontal(pl.col(b) > pl.col(a) for a, b in pairwise(names)))
    if wrong.height:
        raise DataError(
            f"{wrong.select(list(by)).row(0)}: {', '.join(names)} are {wrong.select(names).row(0)}; none may exceed the one before."
        )
    known = pl.col("returned").is_not_null() & pl.col("distributed").is_not_null()
    overall = pl.col("returned").filter(known).sum() / pl.col("distributed").filter(known).sum()
    rate = pl.when(pl.col("distributed") > 0).then(pl.col("returned") / pl.col("distributed"))
    table = counts.with_columns(rate=rate).with_columns(
        apart=(pl.col("rate") - overall) * 100, enough=pl.col("rate").round(10) >= least
    )
    return table if satisfied is None else _bounded(table)


def _bounded(table: pl.DataFrame) -> pl.DataFrame:
    k, n = (table[c].cast(pl.Float64).fill_null(np.nan).to_numpy() for c in ("satisfied", "returned"))
    lower, upper = wilson(np.where(np.isnan(n), np.nan, k), n)
    size = pl.when(pl.col("distributed") > 0).then(pl.col("distributed"))
    return table.with_columns(
        share=pl.when(pl.col("returned") > 0).then(pl.col("satisfied") / pl.col("returned")),
        lower=to_column("lower", lower),
        upper=to_column("upper", upper),
        least_possible=pl.col("satisfied") / size,
        most_possible=(pl.col("satisfied") + pl.col("distributed") - pl.col("returned")) / size,
    )
