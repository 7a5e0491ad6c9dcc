"""Robustness and ranks against plain numpy and peers, in one run. Ratio = time of the other over ours; above 1 we are faster.

Run: OPENBLAS_NUM_THREADS=1 python benchmarks/robustness.py [--peers PYTHON] [--asem FOLDER] [--cpu]

--cpu counts processor time in place of the clock, for a machine that is shared.

weights     10,000 weight draws x 1,000 units x 50 indicators, with ranks and rank frequencies: `tk.robustness` as a user calls it;
            others: plain vectorised numpy (one matrix product, argsort, bincount), and the peers that PYTHON has (an environment of
            its own with pymcdm, pysensmcda, pyrepo-mcda and pandas 2), on 1,000 draws, times ten
replicates  10,000 draws over weights, normaliser, aggregator and imputation on the ASEM index (51 units x 49 indicators, COINr's
            example data, folder with asem_iData.csv and asem_iMeta.csv), with Sobol indices
intervals   rank intervals of 1,000 units by every method, 1,000 draws
posterior   posterior rank draws, 100,000 units x 200
memory      the largest resident set of the process, after the first part
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

DRAWS, UNITS, INDICATORS = 10_000, 1_000, 50
PEER_DRAWS = 1_000
CLOCK = time.process_time if "--cpu" in sys.argv else time.perf_counter


def seconds(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Return the best of some runs, and the last result."""
    best, result = np.inf, None
    for _ in range(times):
        began = CLOCK()
        result = work()
        best = min(best, CLOCK() - began)
    return best, result


def megabytes() -> float:
    """Return the largest resident set so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table() -> np.ndarray:
    """Return values from 0 to 100, shape (units, indicators)."""
    return np.random.default_rng(0).uniform(0, 100, (UNITS, INDICATORS)).round(3)


def plain(x: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Score, rank and count, all at once."""
    scores = w @ x.T
    order = np.argsort(-scores, axis=1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(UNITS)[None].repeat(len(w), axis=0), axis=1)
    counts = np.bincount((ranks + np.arange(UNITS) * UNITS).ravel(), minlength=UNITS * UNITS)
    return ranks + 1, counts.reshape(UNITS, UNITS)


def peers() -> dict[str, float]:
    """Time the peers on `PEER_DRAWS` draws of the same work; the values are on one scale already."""
    x = table()
    w = np.random.default_rng(1).dirichlet(np.ones(INDICATORS), PEER_DRAWS)
    types = np.ones(INDICATORS)
    times = {}

    def counted(ranks: np.ndarray) -> np.ndarray:
        at = (ranks.astype(int) - 1 + np.arange(UNITS) * UNITS).ravel()
        return np.bincount(at, minlength=UNITS * UNITS)

    try:
        from pymcdm.methods import WSM

        method = WSM(normalization_function=lambda column, cost: column)
        times["pymcdm"] = seconds(lambda: counted(np.array([method.rank(method(x, v, types)) for v in w])), 1)[0]
        from pysensmcda.smaa import rank_acceptability, simulate

        times["pysensmcda"] = seconds(
            lambda: rank_acceptability(simulate(method, x, types, num_samples=PEER_DRAWS, seed=0)), 1
        )[0]
    except ImportError as error:
        print(error)
    try:
        from pyrepo_mcda.additions import rank_preferences
        from pyrepo_mcda.mcda_methods import SAW

        saw = SAW(normalization_method=lambda values, _: values)
        times["pyrepo-mcda"] = seconds(
            lambda: counted(np.array([rank_preferences(saw(x, v, types), reverse=True) for v in w])), 1
        )[0]
    except ImportError as error:
        print(error)
    return {name: time * DRAWS / PEER_DRAWS for name, time in times.items()}


def flat_run() -> Any:
    """Return an index of fifty indicators right below the root."""
    import polars as pl

    import toolkit as tk

    x = table()
    names = [f"i{k}" for k in range(INDICATORS)]
    rows = [("index", None, "index", None, None)] + [(n, "index", "indicator", "0", "100") for n in names]
    framework = pl.DataFrame(rows, schema=["node", "parent", "kind", "low", "high"], orient="row")
    wide = pl.DataFrame(x, schema=names).with_columns(
        unit_id=pl.format("u{}", pl.int_range(pl.len())), period=pl.lit("2025")
    )
    values = wide.unpivot(names, index=["unit_id", "period"], variable_name="indicator")
    return tk.Study(framework=framework, flags={"rules": ()}).score(values)


def weights(python: str | None) -> None:
    """Time weight draws with ranks and rank frequencies."""
    import toolkit as tk

    run = flat_run()

    def ours() -> Any:
        result = tk.robustness(run, DRAWS, {"weights": "simplex"}, progress=False)
        return result, result.frequencies

    x, w = table(), np.random.default_rng(1).dirichlet(np.ones(INDICATORS), DRAWS)
    before = megabytes()
    ours()
    print(f"weights      memory {megabytes():.0f} MB, {before:.0f} MB of it before (libraries and data)")
    pairs = [(seconds(ours, 1)[0], seconds(lambda: plain(x, w), 1)[0]) for _ in range(5)]
    mine, numpys = (min(times) for times in zip(*pairs, strict=True))
    print(f"weights      ours {mine:.2f} s; plain numpy {numpys:.2f} s, we take {mine / numpys:.2f} times as long")
    if python:
        done = subprocess.run(
            [python, __file__, "--only-peers", *(["--cpu"] if "--cpu" in sys.argv else [])],
            capture_output=True,
            text=True,
            check=True,
        )
        for name, took in json.loads(done.stdout.splitlines()[-1]).items():
            print(f"             {name} {took:.1f} s, ratio {took / mine:.0f}")


def replicates(folder: Path | None) -> None:
    """Time four kinds of choices on the ASEM index."""
    if folder is None:
        print("replicates   skipped: give --asem FOLDER")
        return
    import polars as pl

    import toolkit as tk

    read = {name: pl.read_csv(folder / f"asem_{name}.csv", infer_schema=False) for name in ("iData", "iMeta")}
    kind = pl.when(pl.col("Type") == "Indicator").then(pl.lit("indicator")).otherwise(pl.lit("dimension"))
    meta = read["iMeta"].with_columns(pl.all().replace("", None))
    tree = meta.filter(pl.col("Type").is_in(["Indicator", "Aggregate"])).select(
        node="iCode", parent="Parent", direction="Direction", weight="Weight",
        kind=pl.when(pl.col("Parent").is_null()).then(pl.lit("index")).otherwise(kind),
    )  # fmt: skip
    leaves = tree.filter(pl.col("kind") == "indicator")["node"].to_list()
    values = (
        read["iData"]
        .unpivot(leaves, index=["uCode", "Time"], variable_name="indicator")
        .select(
            "indicator",
            unit_id="uCode",
            period="Time",
            value=pl.col("value").replace(["", "NA"], None).cast(pl.Float64),
        )
    )
    run = tk.Study(framework=tree, normaliser="minmax", flags={"rules": ()}).score(values)
    kinds = ("weights", "normaliser", "aggregator", "imputation")
    first = seconds(lambda: tk.robustness(run, DRAWS, kinds, progress=False), 1)[0]
    again, result = seconds(lambda: tk.robustness(run, DRAWS, kinds, progress=False))
    indices = seconds(lambda: result.sobol, 1)[0]
    print(
        f"replicates   ours {again:.2f} s (first call {first:.2f} s), Sobol indices of all units {indices:.2f} s more"
    )


def intervals() -> None:
    """Time rank intervals and posterior draws."""
    from toolkit import ranks

    rng = np.random.default_rng(2)
    y, s = rng.normal(60, 5, UNITS), rng.uniform(0.5, 3, UNITS)
    for method in ranks.RANK_INTERVALS:
        for simultaneous in (True, False):
            took, _ = seconds(lambda m=method, k=simultaneous: ranks.intervals(y, s, simultaneous=k, method=m), 2)
            print(f"intervals    {method}, {'all together' if simultaneous else 'each by itself'}: {took:.2f} s")
    y, s = rng.normal(60, 5, 100_000), rng.uniform(0.5, 3, 100_000)
    took, _ = seconds(lambda: ranks.posterior_draws(y, s, draws=200), 2)
    print(f"posterior    {took:.2f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers")
    parser.add_argument("--asem", type=Path)
    parser.add_argument("--only-peers", action="store_true")
    parser.add_argument("--cpu", action="store_true")
    asked = parser.parse_args()
    if asked.only_peers:
        print(json.dumps(peers()))
    else:
        weights(asked.peers)
        replicates(asked.asem)
        intervals()
