"""The rules of benchmarks/validate.py in dataframely and in pointblank, for the same frames.

    python benchmarks/validate.py 10000000 DIR          # leaves clean.parquet and bad.parquet
    python benchmarks/validate_others.py DIR/*.parquet

Neither is a dependency of the project: the benchmark runs in an environment that has them and polars. Each of them gives the
number of rows that break each rule; neither names cells or writes texts.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}$"
PERIOD = r"^([0-9]{4}-[0-9]{2}|[0-9]{4})$"
KINDS = ["parents", "students", "teachers", "community"]


def by_dataframely(data: pl.DataFrame) -> int:
    """Return the number of failures."""
    import dataframely as dy

    class Returns(dy.Schema):
        unit_id = dy.String(primary_key=True, regex=IDENTIFIER)
        period = dy.String(primary_key=True, regex=PERIOD)
        kind = dy.String(nullable=True, check=lambda c: c.is_in(KINDS))
        sent = dy.Int64(nullable=True, min=0)
        returned = dy.Int64(nullable=False, min=0)
        share = dy.Float64(nullable=True, min=0.0, max=1.0)
        note = dy.String(nullable=True)
        day = dy.Date(nullable=True)

        @dy.rule()
        def within(cls) -> pl.Expr:
            return pl.col("returned") <= pl.col("sent")

    _, failure = Returns.filter(data)
    return sum(failure.counts().values())


def by_pointblank(data: pl.DataFrame) -> int:
    """Return the number of failures."""
    import pointblank as pb

    plan = (
        pb.Validate(data)
        .col_vals_not_null(columns=["unit_id", "period", "returned"])
        .col_vals_regex(columns="unit_id", pattern=IDENTIFIER)
        .col_vals_regex(columns="period", pattern=PERIOD)
        .col_vals_in_set(columns="kind", set=KINDS)
        .col_vals_ge(columns=["sent", "returned"], value=0, na_pass=True)
        .col_vals_between(columns="share", left=0.0, right=1.0, na_pass=True)
        .col_vals_expr(expr=pl.col("returned") <= pl.col("sent"))
        .rows_distinct(columns_subset=["unit_id", "period"])
        .interrogate(collect_extracts=False)
    )
    return sum(int(n) for n in plan.n_failed().values())


def seconds(run: Callable[[pl.DataFrame], int], data: pl.DataFrame) -> tuple[float, int]:
    """Return the best time of two runs, and what it returned."""
    times = []
    for _ in range(2):
        start = time.perf_counter()
        found = run(data)
        times.append(time.perf_counter() - start)
    return min(times), found


def main(paths: list[Path]) -> None:
    """Print one line for each file that `benchmarks/validate.py ROWS FOLDER` left."""
    for path in paths:
        data = pl.read_parquet(path)
        for run in (by_dataframely, by_pointblank):
            took, found = seconds(run, data)
            print(
                f"{path.stem:6} {data.height:>12,} rows  {run.__name__[3:]:12} {took:8.2f} s {found:9,} failures",
                flush=True,
            )


if __name__ == "__main__":
    main([Path(word) for word in sys.argv[1:]])
