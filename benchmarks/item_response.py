"""Item response models at scale, beside peers on the same responses: seconds, and whether the answers agree.

Run: python benchmarks/item_response.py [--persons 100000] [--million] [--coverage] [--peer PYTHON]

2pl, graded     40 items of two and of five categories, from a frame to parameters, without and with standard errors
--million       the two-parameter model for 1,000,000 persons
--coverage      how often 95 % intervals of slopes hold the truth: 400 fits of 1,000 persons x 12 items; and of the means of
                20 times 100 schools of 24 pupils, by plausible values
--peer PYTHON   an interpreter that has girth and mirt (the Python packages); R's mirt is used where Rscript has it

The numbers have the same bits for any number of threads on one kind of processor: blocks of persons are combined in order, each
on one thread of the linear algebra.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from toolkit.models import GradedResponse, TwoPL
from toolkit.models.item_response import group_means

ITEMS = 40
STEPS = np.array([-1.5, -0.5, 0.5, 1.5])

GIRTH = """
import sys, time, numpy as np, girth
data = np.load(sys.argv[1]).T.astype(int); began = time.perf_counter()
found = (girth.twopl_mml if sys.argv[2] == "2pl" else girth.grm_mml)(data + (sys.argv[2] != "2pl"))
print("girth", time.perf_counter() - began, *found["Discrimination"])
"""
MIRT = """
import sys, time, numpy as np, mirt
data = np.load(sys.argv[1]).astype(int); began = time.perf_counter()
found = mirt.fit_mirt(data, model="2PL" if sys.argv[2] == "2pl" else "GRM", n_categories=None if sys.argv[2] == "2pl" else 5)
print("mirt-python", time.perf_counter() - began, *np.ravel(found.model.parameters["discrimination"]))
"""
R = """
suppressMessages(library(mirt)); w <- commandArgs(TRUE); d <- as.matrix(read.csv(w[1])); t <- proc.time()[[3]]
f <- mirt(d, 1, if (w[2] == "2pl") "2PL" else "graded", verbose = FALSE)
cat("mirt-R", proc.time()[[3]] - t, sapply(coef(f)[seq_len(ncol(d))], function(x) x[1, "a1"]), "\\n")
"""


def draw(persons: int, kind: str, seed: int = 1, items: int = ITEMS) -> tuple[pl.DataFrame, np.ndarray]:
    """Draw responses; return them and the true slopes."""
    rng = np.random.default_rng(seed)
    slope, difficulty = rng.lognormal(0.0, 0.3, items), rng.normal(size=items)
    ability = rng.normal(size=persons)
    steps = np.zeros(1) if kind == "2pl" else STEPS
    columns = {}
    for j in range(items):
        latent = slope[j] * (ability - difficulty[j]) + rng.logistic(size=persons)
        columns[f"I{j + 1:02d}"] = (latent[:, None] > slope[j] * steps).sum(axis=1).astype(np.int8)
    return pl.DataFrame(columns), slope


def ours(kind: str, frame: pl.DataFrame, errors: bool) -> tuple[float, float, Any]:
    """Fit and time: seconds that passed, and seconds of all processors together."""
    began, busy = time.perf_counter(), time.process_time()
    model = (TwoPL() if kind == "2pl" else GradedResponse()).fit(frame, errors=errors)
    return time.perf_counter() - began, time.process_time() - busy, model


def peers(kind: str, frame: pl.DataFrame, python: str | None) -> list[tuple[str, float, np.ndarray]]:
    """Run what is installed, each in a process of its own."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        array, table = Path(folder) / "x.npy", Path(folder) / "x.csv"
        np.save(array, frame.to_numpy())
        frame.write_csv(table)
        calls = [[python, "-c", code, str(array), kind] for code in (GIRTH, MIRT) if python]
        calls.append(["Rscript", "-e", R, str(table), kind])
        for call in calls:
            try:
                out = subprocess.run(call, capture_output=True, text=True, timeout=600)
            except (OSError, subprocess.TimeoutExpired) as error:
                print(f"    {call[0]}: {type(error).__name__}")
                continue
            words = out.stdout.split()
            if out.returncode or len(words) < 3:
                print(f"    {call[0]}: {out.stderr.strip().splitlines()[-1:]}")
                continue
            found.append((words[0], float(words[1]), np.array(words[2:], dtype=float)))
    return found


def at_scale(kind: str, persons: int, python: str | None, with_peers: bool = True) -> None:
    """Print one case."""
    frame, truth = draw(persons, kind)
    for errors in (False, True):
        seconds, busy, model = ours(kind, frame, errors)
        slope = model.items_["discrimination"].to_numpy()
        away = np.abs(slope - truth).max()
        print(
            f"{kind} {persons:,} x {ITEMS}, errors={errors}: {seconds:.2f} s (processors {busy:.2f} s), {model.n_steps_} steps, largest error {away:.3f}"
        )
    for name, peer, theirs in peers(kind, frame, python) if with_peers else []:
        print(
            f"    {name}: {peer:.1f} s, ratio {peer / seconds:.0f}, slopes differ by {np.abs(theirs - slope).max():.4f}"
        )


def coverage(fits: int = 400, persons: int = 1000, items: int = 12) -> None:
    """Print how often intervals of the graded response model hold the truth."""
    hits, z = [], []
    for seed in range(fits):
        frame, truth = draw(persons, "graded", seed, items)
        found = GradedResponse().fit(frame).items_
        score = (found["discrimination"].to_numpy() - truth) / found["se_discrimination"].to_numpy()
        hits.append(np.abs(score) < 1.96)
        z.append(score)
    print(
        f"coverage of 95 % intervals of slopes: {np.mean(hits):.3f} ({fits} fits of {persons} x {items}), sd of z {np.std(z):.3f}"
    )


def coverage_of_schools(times: int = 20, schools: int = 100, pupils: int = 24) -> None:
    """Print how often intervals of school means hold the truth, and the spread between schools against mean EAP scores."""
    hits, ours_spread, eap_spread, truth = [], [], [], []
    school = np.repeat(np.arange(schools), pupils)
    for seed in range(times):
        rng = np.random.default_rng([seed, 7])
        mean = 0.4 * rng.normal(size=schools)
        ability = mean[school] + rng.normal(size=school.size)
        latent = 1.2 * (ability[:, None] - np.linspace(-1, 1, 8)) + rng.logistic(size=(school.size, 8))
        codes = (latent[:, :, None] > 1.2 * np.array([-1.0, 0.0, 1.0])).sum(axis=2)
        frame = pl.DataFrame(codes, schema=[f"I{j}" for j in range(8)]).with_columns(school=pl.Series(school))
        model = GradedResponse().fit(frame, items=[f"I{j}" for j in range(8)], errors=False)
        found = group_means(model, frame, "school", seed=seed)
        scale = float(np.sqrt(1 + 0.4**2))  # the fit has deviation 1 over all pupils
        value, se = found["value"].to_numpy() * scale, found["se"].to_numpy() * scale
        hits.append(np.abs(value - value.mean() - mean + mean.mean()) < 1.96 * se)
        ours_spread.append(value.var(ddof=1) - (se**2).mean())
        eap = model.scores(frame).group_by("school").agg(pl.col("score").mean())["score"].to_numpy() * scale
        eap_spread.append(eap.var(ddof=1))
        truth.append(mean.var(ddof=1))
    print(
        f"coverage of 95 % intervals of school means: {np.mean(hits):.3f} ({times} x {schools} schools of {pupils}); variance "
        f"between schools {np.mean(ours_spread):.3f}, true {np.mean(truth):.3f}; of mean EAP scores, errors and all, {np.mean(eap_spread):.3f}"
    )


def main() -> None:
    """Run the cases."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--coverage", action="store_true")
    parser.add_argument("--peer")
    options = parser.parse_args()
    for kind in ("2pl", "graded"):
        at_scale(kind, options.persons, options.peer)
    if options.million:
        at_scale("2pl", 1_000_000, None, with_peers=False)
    if options.coverage:
        coverage()
        coverage_of_schools()


if __name__ == "__main__":
    main()
