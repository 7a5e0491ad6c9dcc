"""500,000 schools x 40 indicators, already measured: normalise, weigh, aggregate, rank. Ratio to plain polars and numpy.

Run: python benchmarks/engine.py [units] [indicators]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl

from toolkit.study import Study

DIMENSIONS = 5


def made(units: int, indicators: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A framework of five dimensions and long values with 1 % of the cells missing."""
    rng = np.random.default_rng(0)
    names = [f"I{i:02d}" for i in range(indicators)]
    rows: list[dict[str, Any]] = [{"node": "total", "parent": None, "kind": "index", "weight": None}]
    rows += [{"node": f"D{d}", "parent": "total", "kind": "dimension", "weight": "1"} for d in range(DIMENSIONS)]
    rows += [
        {
            "node": n,
            "parent": f"D{i % DIMENSIONS}",
            "kind": "indicator",
            "weight": str(1 + i % 3),
            "low": "0",
            "high": "100",
        }
        for i, n in enumerate(names)
    ]
    framework = pl.DataFrame(rows, schema=["node", "parent", "kind", "weight", "low", "high"])
    ids = pl.Series("unit_id", np.char.add("S", np.char.zfill(np.arange(units).astype(str), 7)))
    wide = pl.DataFrame([ids, *(pl.Series(n, rng.normal(60, 15, units)) for n in names)])
    wide = wide.with_columns(
        pl.when(pl.lit(pl.Series(rng.random(units))) > 0.01).then(n).otherwise(None).alias(n) for n in names
    )
    long = wide.unpivot(index="unit_id", variable_name="indicator", value_name="value")
    return framework, long.with_columns(level=pl.lit("school"), period=pl.lit("2025-26"))


def plain(framework: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """The same arithmetic by hand: pivot, clip to goalposts, weighted means over what is present, ranks, a long result."""
    wide = values.pivot("indicator", index=["level", "unit_id", "period"], values="value").sort(
        "level", "unit_id", "period"
    )
    scores: dict[str, np.ndarray] = {}
    for d in range(DIMENSIONS):
        below = framework.filter(pl.col("parent") == f"D{d}")
        x = wide.select(below["node"].to_list()).fill_null(np.nan).to_numpy().clip(0, 100)
        w = below["weight"].cast(pl.Float64).to_numpy()
        present = ~np.isnan(x)
        scores[f"D{d}"] = np.nan_to_num(x) @ w / (present @ w)
    scores["total"] = np.mean(list(scores.values()), axis=0)
    keys = wide.select("level", "unit_id", "period")
    return pl.concat(
        keys.with_columns(pl.Series("score", s), node=pl.lit(n)).with_columns(
            rank=pl.col("score").rank("min", descending=True).over("level", "period")
        )
        for n, s in scores.items()
    )


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Time one call."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def main() -> None:
    """Print both times and the ratio; the two must agree."""
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    indicators = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    framework, values = made(units, indicators)
    study = Study(framework=framework, flags={"rules": ()}, minimum_coverage=0.0)
    study.score(values.filter(pl.col("unit_id") < "S0001000"))  # imports
    ours, by_hand = [], []
    for _ in range(3):
        s, run = seconds(lambda: study.score(values))
        ours.append(s)
        s, expected = seconds(lambda: plain(framework, values))
        by_hand.append(s)
    both = run.scores.join(expected, on=["level", "unit_id", "period", "node"], suffix="_plain")
    worst = both.select((pl.col("score") - pl.col("score_plain")).abs().max()).item()
    print(f"{units:,} units x {indicators} indicators; largest difference of a score {worst:.1e}")
    print(
        f"toolkit {min(ours):.2f} s, plain polars and numpy {min(by_hand):.2f} s, ratio {min(ours) / min(by_hand):.2f}"
    )


if __name__ == "__main__":
    main()
