"""Value added: speed beside statsmodels and lme4, a hundred million pupils from Parquet, and the coverage of intervals.

python benchmarks/value_added.py            10^6 pupils in 10^4 schools, and the peers on the same rows
python benchmarks/value_added.py parquet    10^8 pupils in 10^5 schools from about 2 GB of Parquet in a temporary folder
python benchmarks/value_added.py coverage   500 simulated nests of each of four designs
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from toolkit.models import NestedValueAdded

SLOPE, SCHOOL, GROUP, RESIDUAL = 0.6, 0.09, 0.04, 0.49
R = """
suppressMessages(library(lme4)); d <- read.csv(commandArgs(TRUE)[1])
t <- system.time(m <- lmer(y ~ x + (1 | school), d, REML = FALSE))
cat(sprintf("%.15g %.15g %.2f", as.numeric(logLik(m)), as.data.frame(VarCorr(m))$vcov[1], t[["elapsed"]]))
"""


def pupils(rng: np.random.Generator, schools: int, size: int, groups: int = 0, first: int = 0) -> pl.DataFrame:
    """Rows of pupils in `schools` schools of about `size` each."""
    unit = np.repeat(np.arange(schools), rng.integers(size // 2, size + size // 2 + 1, schools))
    u = np.sqrt(SCHOOL) * rng.standard_normal(schools)
    v = np.sqrt(GROUP) * rng.standard_normal(groups) if groups else np.zeros(1)
    group = np.arange(schools) % max(groups, 1)
    x = rng.standard_normal(unit.size)
    y = SLOPE * x + u[unit] + v[group[unit]] + np.sqrt(RESIDUAL) * rng.standard_normal(unit.size)
    table = {"school": first + unit, "x": x, "y": y} | ({"group": group[unit]} if groups else {})
    return pl.DataFrame(table).with_columns(pl.col("school").cast(pl.Int32))


def timed(frame: pl.DataFrame | pl.LazyFrame, times: int, **options: object) -> tuple[float, NestedValueAdded]:
    """The shortest of some runs, and the model."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        model = NestedValueAdded("y", ["x"], **({"levels": ["school"], "method": "ml"} | options)).fit(frame)
        seconds.append(time.perf_counter() - start)
    return min(seconds), model


def speed() -> None:
    frame = pupils(np.random.default_rng(0), 10_000, 100)
    print(f"{frame.height:,} pupils in 10,000 schools, group_by and profile intervals included")
    seconds, model = timed(frame, 5)
    variance = model.variances_["variance"][0]
    print(f"  toolkit     {seconds:7.2f} s   log L {model.log_likelihood_:.6f}   school variance {variance:.9f}")
    print(
        f"  … without intervals {timed(frame, 5, intervals=False)[0]:.2f} s, a slope that varies {timed(frame, 2, slopes=['x'])[0]:.2f} s"
    )
    nested = pupils(np.random.default_rng(1), 10_000, 100, groups=500)
    print(f"  … three levels {timed(nested, 2, levels=['school', 'group'])[0]:.2f} s")
    if (
        shutil.which("Rscript")
        and not subprocess.run(["Rscript", "-e", "library(lme4)"], capture_output=True).returncode
    ):
        with tempfile.TemporaryDirectory() as folder:
            frame.write_csv(Path(folder) / "d.csv")
            (Path(folder) / "fit.R").write_text(R)
            call = ["Rscript", f"{folder}/fit.R", f"{folder}/d.csv"]
            value, school, took = subprocess.run(call, check=True, capture_output=True, text=True).stdout.split()
        print(f"  lme4        {float(took):7.2f} s   log L {float(value):.6f}   school variance {float(school):.9f}")
    try:
        import statsmodels.api as sm
    except ImportError:
        return
    part = frame.filter(pl.col("school") < 1_000)
    start = time.perf_counter()
    x = np.column_stack([np.ones(part.height), part["x"]])
    peer = sm.MixedLM(part["y"].to_numpy(), x, part["school"].to_numpy()).fit(reml=False)
    took = time.perf_counter() - start
    seconds, model = timed(part, 3)
    print(f"{part.height:,} pupils in 1,000 schools")
    print(f"  statsmodels {took:7.2f} s   log L {peer.llf:.6f}")
    print(f"  toolkit     {seconds:7.2f} s   log L {model.log_likelihood_:.6f}")


def parquet(files: int = 50, schools: int = 2_000, size: int = 1_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = 0
        for k in range(files):
            part = pupils(np.random.default_rng([7, k]), schools, size, first=k * schools)
            part.write_parquet(Path(folder) / f"{k:03d}.parquet", compression="zstd")
            rows += part.height
        gigabytes = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e9
        code = (
            "import time, polars as pl, resource; from toolkit.models import NestedValueAdded; start = time.perf_counter();"
            f"m = NestedValueAdded('y', ['x'], ['school'], method='ml').fit(pl.scan_parquet({folder + '/*.parquet'!r}));"
            "print(round(time.perf_counter() - start, 1), 's, peak', round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2), 'GiB');"
            "print(m.converged_, m.variances_.rows(), m.coefficients_.rows())"
        )
        print(f"{rows:,} pupils in {files * schools:,} schools, {gigabytes:.1f} GB of Parquet", flush=True)
        print(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def coverage(nests: int = 500) -> None:
    """Share of 95 % intervals that hold the truth; standard error of each share about 0.01."""
    designs = {
        "30 schools": (30, 20, 0),
        "100 schools": (100, 40, 0),
        "60 schools in 12 groups": (60, 20, 12),
        "300 schools in 60 groups": (300, 20, 60),
    }
    for name, (schools, size, groups) in designs.items():
        hits: dict[str, list[bool]] = {}
        levels = ["school", "group"] if groups else ["school"]
        truths = {"school": SCHOOL, "group": GROUP, "residual": RESIDUAL}
        for seed in range(nests):
            frame = pupils(np.random.default_rng([3, seed]), schools, size, groups)
            _, model = timed(frame, 1, levels=levels, method="reml")
            row = model.coefficients_.row(1, named=True)
            hits.setdefault("slope", []).append(abs(row["estimate"] - SLOPE) <= 1.96 * row["se"])
            for level, low, high in model.variances_.select("level", "lower", "upper").iter_rows():
                hits.setdefault(level, []).append(low <= truths[level] <= high)
        print(name, {key: round(float(np.mean(found)), 3) for key, found in hits.items()}, flush=True)


if __name__ == "__main__":
    {"parquet": parquet, "coverage": coverage}.get(" ".join(sys.argv[1:]), speed)()
    print("peak memory of this process", round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2), "GiB")
