"""Validation of 10^6 rows x 8 columns with ten rules, against hand-written polars and against pandera.

    python benchmarks/validate.py            # 1 000 000 rows
    python benchmarks/validate.py 10000000   # as many as you like
    python benchmarks/validate.py 10000000 DIR   # leave the frames there, for benchmarks/validate_others.py

The hand-written expressions count the same violations, collected together. They name no rows and make no texts.
`bad` is the same data with one wrong row in ten thousand.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandera.polars as pa
import polars as pl

from schemas.base import Rule, Table, about, count, field, identifier, period
from toolkit.validate import validate

KINDS = ["parents", "students", "teachers", "community"]


class Returns(Table):
    """Ten rules: required (3), pattern (2), range (3), allowed values (1), a rule over two columns (1), and the key."""

    unit_id: pl.String = identifier("编号", "unit id")
    period: pl.String = period()
    kind: pl.String = field("类别", "kind", isin=KINDS, nullable=True)
    sent: pl.Int64 = count("发放", "sent")
    returned: pl.Int64 = count("回收", "returned", nullable=False)
    share: pl.Float64 = field("比例", "share", in_range={"min_value": 0.0, "max_value": 1.0}, nullable=True)
    note: pl.String = field("备注", "note", nullable=True)
    day: pl.Date = field("日期", "day", nullable=True)

    class Config:
        unique = ["unit_id", "period"]  # noqa: RUF012  pandera reads a list
        metadata = about(
            "样本",
            "sample",
            rules=(
                Rule(
                    "returned_within_sent", ("returned", "sent"), pl.col("returned") <= pl.col("sent"), "", "", "", ""
                ),
            ),
        )


def frame(rows: int, bad: int) -> pl.DataFrame:
    """Make `rows` rows, `bad` of them wrong in four ways."""
    rng = np.random.default_rng(0)
    sent = rng.integers(0, 1000, rows)
    data = pl.DataFrame(
        {
            "unit_id": pl.Series(np.arange(rows) // 3).cast(pl.String).str.zfill(8).str.replace("^", "S"),
            "period": pl.Series(np.arange(rows) % 3).cast(pl.String).replace_strict({"0": "2023-24", "1": "2024-25", "2": "2025-26"}),
            "kind": pl.Series(rng.integers(0, 4, rows)).replace_strict(dict(enumerate(KINDS)), return_dtype=pl.String),
            "sent": sent,
            "returned": (sent * rng.random(rows)).astype(np.int64),
            "share": rng.random(rows),
            "note": pl.Series(["-"]).new_from_index(0, rows),
            "day": pl.Series([20000]).cast(pl.Date).new_from_index(0, rows),
        }
    )  # fmt: skip
    at = rng.choice(rows, bad, replace=False)
    wrong = pl.Series(np.zeros(rows, dtype=bool)).scatter(at, True)
    return data.with_columns(
        pl.when(wrong).then(pl.lit("a b")).otherwise("unit_id").alias("unit_id"),
        pl.when(wrong).then(-1.0).otherwise("share").alias("share"),
        pl.when(wrong).then(2000).otherwise("returned").cast(pl.Int64).alias("returned"),
        pl.when(wrong).then(pl.lit("nobody")).otherwise("kind").alias("kind"),
    )


def by_duxue(data: pl.DataFrame) -> int:
    """Validate; returns the number of violations."""
    return int(validate({"returns": data}, models={"returns": Returns}).findings["count"].sum())


def by_hand(data: pl.DataFrame) -> list[pl.DataFrame]:
    """Count the violations of the same rules."""
    col, lazy = pl.col, data.lazy()
    year, follows = (col("period").str.slice(at, 2).cast(pl.Int64, strict=False) for at in (2, 5))
    counts = lazy.select(
        unit_missing=col("unit_id").is_null().sum(),
        unit_pattern=(~col("unit_id").str.contains(r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}$")).sum(),
        period_missing=col("period").is_null().sum(),
        period_pattern=(~col("period").str.contains(r"^([0-9]{4}-[0-9]{2}|[0-9]{4})$")).sum(),
        period_follows=((year + 1) % 100 != follows).sum(),
        kind=(~col("kind").is_in(KINDS)).sum(),
        sent=(col("sent") < 0).sum(),
        returned_missing=col("returned").is_null().sum(),
        returned=(col("returned") < 0).sum(),
        within=(col("returned") > col("sent")).sum(),
        share=(~col("share").is_between(0.0, 1.0)).sum(),
        finite=(~col("share").is_finite()).sum(),
    )
    return pl.collect_all([counts, lazy.select("unit_id", "period").unique().select(pl.len())])


def by_pandera(data: pl.DataFrame) -> int:
    """Let pandera validate the collected frame; returns the number of failures."""
    try:
        Returns.to_schema().validate(data, lazy=True)
    except pa.errors.SchemaErrors as errors:
        return int(errors.failure_cases.height)
    return 0


def seconds(run: Callable[[], object], repeats: int) -> float:
    """Return the median time of a few runs, after one that is not counted."""
    run()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main(rows: int, folder: Path | None = None) -> None:
    """Print one line for clean data and one for bad data."""
    repeats = 5 if rows <= 2_000_000 else 3
    print(f"{rows:,} rows x 8 columns, median of {repeats} runs, seconds")
    print(f"{'data':6} {'duxue':>8} {'by hand':>8} {'ratio':>6} {'pandera':>8} {'ratio':>6} {'findings':>9}")
    for name, bad in (("clean", 0), ("bad", rows // 10_000)):
        data = frame(rows, bad)
        if folder:
            data.write_parquet(folder / f"{name}.parquet")
        found = by_duxue(data)
        ours, hand, theirs = (seconds(partial(run, data), repeats) for run in (by_duxue, by_hand, by_pandera))
        print(f"{name:6} {ours:8.3f} {hand:8.3f} {ours / hand:6.2f} {theirs:8.3f} {ours / theirs:6.2f} {found:9,}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, Path(sys.argv[2]) if len(sys.argv) > 2 else None)
